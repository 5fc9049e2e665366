#include "foundation/base/error.h"

#include "foundation/base/messages_table.h"

namespace yici {

Error::Error(ErrorKind kind, std::string key, std::string detail)
    : std::runtime_error(detail.empty() ? key : key + ": " + detail),
      kind_(kind),
      key_(std::move(key)),
      detail_(std::move(detail)) {}

int http_status(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_input:
            return 400;
        case ErrorKind::unauthenticated:
            return 401;
        case ErrorKind::forbidden:
            return 403;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::too_large:
            return 413;
        case ErrorKind::rule_violated:
            return 422;
        case ErrorKind::too_many:
            return 429;
        case ErrorKind::internal:
            return 500;
        case ErrorKind::unavailable:
            return 503;
        case ErrorKind::timed_out:
            return 504;
    }
    return 500;
}

std::string_view message(std::string_view key, Language language) {
    for (const MessageRow& row : messages_table()) {
        if (row.key == key) return language == Language::zh ? row.zh : row.en;
    }
    return key;
}

std::string Finding::to_string(Language language) const {
    std::string text;
    if (!file.empty()) text += file + ":" + (line > 0 ? std::to_string(line) + ":" : "") + " ";
    text += message(key, language);
    if (!detail.empty()) text += language == Language::zh ? "（" + detail + "）" : " (" + detail + ")";
    return text;
}

}  // namespace yici

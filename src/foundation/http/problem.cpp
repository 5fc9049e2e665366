#include "foundation/http/problem.h"

#include <cstdlib>

#include "foundation/base/log.h"
#include "foundation/base/text.h"

namespace yici::http {

namespace {

constexpr std::string_view kInternal = "base.internal";

/// 0 to 1000, as RFC 9110 §12.4.2 has three digits at most.
int quality(std::string_view parameters) {
    const size_t at = parameters.find("q=");
    if (at == std::string_view::npos) return 1000;
    const std::string text(trim(parameters.substr(at + 2)));
    return static_cast<int>(std::strtod(text.c_str(), nullptr) * 1000);
}

}  // namespace

Language language_of(std::optional<std::string_view> accept_language) {
    if (!accept_language) return Language::zh;
    int zh = 0;
    int en = 0;
    for (const std::string_view range : split(*accept_language, ',')) {
        const size_t semicolon = range.find(';');
        const std::string tag = to_lower(trim(range.substr(0, semicolon)));
        const int weight = semicolon == std::string_view::npos ? 1000 : quality(range.substr(semicolon + 1));
        int& best = tag.starts_with("en") ? en : zh;
        const bool counts = tag.starts_with("en") || tag.starts_with("zh") || tag == "*";
        if (counts && weight > best) best = weight;
    }
    return en > zh ? Language::en : Language::zh;
}

Response problem(int status, std::string_view key, std::string_view detail, Language language,
                 std::string_view request_id) {
    std::string body = R"({"type":)";
    append_json_string(body, "/errors/" + std::string(key));
    body += R"(,"title":)";
    append_json_string(body, message(key, language));
    body += R"(,"status":)" + std::to_string(status);
    if (!detail.empty() && is_utf8(detail)) {
        body += R"(,"detail":)";
        append_json_string(body, detail);
    }
    body += R"(,"request_id":)";
    append_json_string(body, request_id);
    body += R"(,"key":)";
    append_json_string(body, key);
    body += '}';
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/problem+json");
    response.headers.add("Content-Language", language == Language::zh ? "zh" : "en");
    response.headers.add("Vary", "Accept-Language");
    if (status == 503 || status == 429) response.headers.add("Retry-After", "1");
    response.body = std::move(body);
    return response;
}

Response problem(const Error& error, Language language, std::string_view request_id) {
    if (error.kind() == ErrorKind::internal) {
        log::error(error.key(), {{"request_id", std::string(request_id)}, {"detail", error.detail()}});
        return problem(500, error.key(), {}, language, request_id);
    }
    if (error.key() == "http.method_not_allowed") {
        Response response = problem(405, error.key(), error.detail(), language, request_id);
        response.headers.add("Allow", error.detail());
        return response;
    }
    return problem(http_status(error.kind()), error.key(), error.detail(), language, request_id);
}

Response problem(const std::exception_ptr& thrown, Language language, std::string_view request_id) {
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
        return problem(error, language, request_id);
    } catch (const std::exception& mistake) {
        log::error("http.unexpected", {{"request_id", std::string(request_id)}, {"what", mistake.what()}});
    } catch (...) {
        log::error("http.unexpected", {{"request_id", std::string(request_id)}});
    }
    return problem(500, kInternal, {}, language, request_id);
}

}  // namespace yici::http

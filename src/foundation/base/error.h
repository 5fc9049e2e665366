#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace yici {

/// What kind of failure ended a request. The kind decides the HTTP status; the key names the exact failure.
enum class ErrorKind {
    invalid_input,    // 400: the request cannot be understood; says which field
    unauthenticated,  // 401: nobody is signed in, or a signature is missing or wrong
    forbidden,        // 403: signed in, but not allowed
    not_found,        // 404
    conflict,         // 409: the state does not allow it, or another request was first
    too_large,        // 413
    rule_violated,    // 422: understood, but a rule of the field forbids it
    too_many,         // 429: a rate limit or a quota
    internal,         // 500: our own mistake
    unavailable,      // 503: a part that we depend on is away; try again later
    timed_out,        // 504
};

/// The one exception for what ends a request. `key` is stable ("cases.already_closed"), has a sentence in Chinese and
/// English in the room's errors.yaml, and is listed in docs/errors.md. `detail` is for the person who must act:
/// the value, the place, the line. Never put personal data into it.
class Error : public std::runtime_error {
  public:
    Error(ErrorKind kind, std::string key, std::string detail = {});

    [[nodiscard]] ErrorKind kind() const { return kind_; }
    [[nodiscard]] const std::string& key() const { return key_; }
    [[nodiscard]] const std::string& detail() const { return detail_; }

  private:
    ErrorKind kind_;
    std::string key_;
    std::string detail_;
};

/// The HTTP status of a kind.
[[nodiscard]] int http_status(ErrorKind kind);

enum class Language { zh, en };

/// The sentence of an error key in one language; an unknown key is returned as it is.
[[nodiscard]] std::string_view message(std::string_view key, Language language);

/// One of many things that can be wrong at once (import, validation, verification).
struct Finding {
    std::string file;  // empty when there is none
    int line = 0;      // 1-based; 0 when unknown
    std::string key;   // as Error::key
    std::string detail;

    /// "file:line: sentence (detail)"
    [[nodiscard]] std::string to_string(Language language) const;
};

}  // namespace yici

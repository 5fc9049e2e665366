#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "foundation/base/error.h"
#include "foundation/http/message.h"

namespace yici::http {

/// en when Accept-Language ranks English above Chinese, else zh.
[[nodiscard]] Language language_of(std::optional<std::string_view> accept_language);

/// RFC 9457 problem details, as docs/formats/api.md shows them.
[[nodiscard]] Response problem(int status, std::string_view key, std::string_view detail, Language language,
                               std::string_view request_id);
/// The answer to an Error. Details of our own mistakes (internal) are logged, not told.
[[nodiscard]] Response problem(const Error& error, Language language, std::string_view request_id);
/// The answer to any exception that a handler threw; one that is no Error becomes base.internal and is logged.
[[nodiscard]] Response problem(const std::exception_ptr& thrown, Language language, std::string_view request_id);

}  // namespace yici::http

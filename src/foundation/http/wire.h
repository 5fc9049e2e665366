#pragma once

#include <string>
#include <string_view>

#include "foundation/base/clock.h"
#include "foundation/http/message.h"

namespace yici::http {

struct WireOptions {
    bool head = false;  // the body is counted, not sent
    bool keep_alive = true;
    std::string_view request_id;
    std::string_view date;  // of http_date
};

/// Appends the answer as bytes of HTTP/1.1. Content-Security-Policy, nosniff, Referrer-Policy and Cache-Control
/// no-store go out with every answer that does not set its own.
void append_response(std::string& out, const Response& response, const WireOptions& options);

/// "Tue, 12 Jun 2018 08:30:00 GMT" (RFC 9110 §5.6.7)
[[nodiscard]] std::string http_date(Instant instant);

/// "Not Found"; empty for a status without a name here.
[[nodiscard]] std::string_view reason(int status);

}  // namespace yici::http

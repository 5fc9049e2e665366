#include "foundation/http/wire.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "foundation/base/text.h"

namespace yici::http {

namespace {

constexpr std::string_view kPolicy =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'\r\n";
constexpr std::string_view kAlways = "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";

void append_number(std::string& out, size_t number) {
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end);
}

/// A field of a handler must not be able to end the header and begin another answer.
void append_value(std::string& out, std::string_view value) {
    const auto ends = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    const auto holds = [&](char c) { return value.find(c) != std::string_view::npos; };  // memchr is fast on long ones
    if (!holds('\r') && !holds('\n') && !holds('\0')) {
        out += value;
        return;
    }
    for (const char c : value) {
        if (!ends(c)) out += c;
    }
}

}  // namespace

std::string_view reason(int status) {
    static constexpr std::array<std::pair<int, std::string_view>, 31> kReasons{{
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    }};
    for (const auto& [code, text] : kReasons) {
        if (code == status) return text;
    }
    return status == 505 ? "HTTP Version Not Supported" : "";
}

void append_response(std::string& out, const Response& response, const WireOptions& options) {
    out.reserve(out.size() + response.body.size() + 640);
    out += "HTTP/1.1 ";
    append_number(out, static_cast<size_t>(response.status));
    out += ' ';
    out += reason(response.status);
    out += "\r\nDate: ";
    out += options.date;
    out += "\r\n";
    bool cached = false;
    bool policy = false;
    for (const auto& [name, value] : response.headers.all()) {
        // The server alone decides the framing.
        if (equals_ignoring_case(name, "Content-Length") || equals_ignoring_case(name, "Transfer-Encoding") ||
            equals_ignoring_case(name, "Connection")) {
            continue;
        }
        cached = cached || equals_ignoring_case(name, "Cache-Control");
        policy = policy || equals_ignoring_case(name, "Content-Security-Policy");
        append_value(out, name);
        out += ": ";
        append_value(out, value);
        out += "\r\n";
    }
    if (!cached) out += "Cache-Control: no-store\r\n";
    if (!policy) out += kPolicy;
    out += kAlways;
    if (!options.request_id.empty()) {
        out += "X-Request-Id: ";
        out += options.request_id;
        out += "\r\n";
    }
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) {
        out += "Content-Length: ";
        append_number(out, response.body.size());
        out += "\r\n";
    }
    out += options.keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
    if (!bodiless && !options.head) out += response.body;
}

std::string http_date(Instant instant) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    // strftime's names depend on the locale; the format's do not.
    static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                     kDays.at(static_cast<size_t>(parts.tm_wday)), parts.tm_mday,
                                     kMonths.at(static_cast<size_t>(parts.tm_mon)), parts.tm_year + 1900, parts.tm_hour,
                                     parts.tm_min, parts.tm_sec);
    return std::string(text.data(), static_cast<size_t>(length));
}

}  // namespace yici::http

#include "foundation/http/message.h"

#include <array>
#include <functional>

#include "foundation/base/error.h"
#include "foundation/base/text.h"
#include "foundation/http/path.h"

namespace yici::http {

std::string_view to_string(Method method) {
    static constexpr std::array<std::string_view, 7> kNames{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    return kNames.at(static_cast<size_t>(method));
}

void Headers::add(std::string_view name, std::string_view value) {
    const std::less_equal<> before;
    if (before(texts_.data(), value.data()) && before(value.data(), texts_.data() + texts_.size())) {
        return add(name, std::string(value));  // it lies in our own texts, which may move
    }
    places_.push_back({static_cast<uint32_t>(texts_.size()), static_cast<uint32_t>(name.size()),
                       static_cast<uint32_t>(value.size())});
    texts_ += name;
    texts_ += value;
}

void Headers::set(std::string_view name, std::string_view value) {
    std::erase_if(places_, [&](const Place& place) {
        return equals_ignoring_case(std::string_view(texts_).substr(place.begin, place.name), name);
    });
    add(name, value);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const Place& place : places_) {
        if (place.name != name.size()) continue;
        const std::string_view text(texts_);
        if (equals_ignoring_case(text.substr(place.begin, place.name), name)) {
            return text.substr(place.begin + place.name, place.value);
        }
    }
    return std::nullopt;
}

void Headers::clear() {
    texts_.clear();
    places_.clear();
}

void Headers::reserve(size_t fields, size_t bytes) {
    places_.reserve(fields);
    texts_.reserve(bytes);
}

Parameters Parameters::parse(std::string_view encoded) {
    Parameters parameters;
    for (const std::string_view pair : split(encoded, '&')) {
        if (pair.empty()) continue;
        const size_t equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                      : percent_decoded(pair.substr(equals + 1), true);
        if (!name || !value || !is_utf8(*name) || !is_utf8(*value)) {
            throw Error(ErrorKind::invalid_input, "http.bad_parameters");
        }
        parameters.values_.emplace_back(std::move(*name), std::move(*value));
    }
    return parameters;
}

std::optional<std::string_view> Parameters::find(std::string_view name) const {
    for (const auto& [key, value] : values_) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::string Parameters::text_or(std::string_view name, std::string_view fallback) const {
    return std::string(find(name).value_or(fallback));
}

int64_t Parameters::integer_or(std::string_view name, int64_t fallback, int64_t least, int64_t most) const {
    const auto text = find(name);
    if (!text) return fallback;
    const bool negative = text->starts_with('-');
    auto number = parse_integer(negative ? text->substr(1) : *text);
    if (number && negative) number = -*number;
    if (!number || *number < least || *number > most) {
        throw Error(ErrorKind::invalid_input, "http.bad_parameter",
                    std::string(name) + ": " + std::to_string(least) + ".." + std::to_string(most));
    }
    return *number;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    for (const auto& [key, line] : headers.all()) {
        if (!equals_ignoring_case(key, "Cookie")) continue;
        for (const std::string_view part : split(line, ';')) {
            const std::string_view pair = trim(part);
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
                return pair.substr(name.size() + 1);
            }
        }
    }
    return std::nullopt;
}

namespace {

Response with_type(std::string body, int status, std::string_view type) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", type);
    response.body = std::move(body);
    return response;
}

/// RFC 6266 with RFC 8187: a plain name for old clients, the UTF-8 one for all others.
std::string disposition(std::string_view name) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string plain;
    std::string extended;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool safe = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                          (byte >= 'A' && byte <= 'Z') || c == '.' || c == '-' || c == '_';
        plain += safe ? c : '_';
        if (safe) {
            extended += c;
        } else {
            extended += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
        }
    }
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + extended;
}

}  // namespace

Response Response::json(std::string body, int status) {
    return with_type(std::move(body), status, "application/json");
}

Response Response::text(std::string body, int status) {
    return with_type(std::move(body), status, "text/plain; charset=utf-8");
}

Response Response::html(std::string body, int status) {
    return with_type(std::move(body), status, "text/html; charset=utf-8");
}

Response Response::empty(int status) {
    Response response;
    response.status = status;
    return response;
}

Response Response::file(std::string body, std::string_view content_type, std::string_view download_name) {
    Response response = with_type(std::move(body), 200, content_type);
    if (!download_name.empty()) response.headers.add("Content-Disposition", disposition(download_name));
    return response;
}

}  // namespace yici::http

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yici::http {

enum class Method { get, head, post, put, patch, delete_, options };
[[nodiscard]] std::string_view to_string(Method method);

/// Header fields in the order they came; names match without regard to case. All texts lie in one block.
class Headers {
  public:
    void add(std::string_view name, std::string_view value);
    /// Replaces every field of that name.
    void set(std::string_view name, std::string_view value);
    /// The first of that name; valid until the next change.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    void clear();
    void reserve(size_t fields, size_t bytes);

    using Field = std::pair<std::string_view, std::string_view>;
    class Iterator {
      public:
        Iterator(const Headers& headers, size_t at) : headers_(&headers), at_(at) {}
        Field operator*() const { return headers_->field(at_); }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return at_ != other.at_; }

      private:
        const Headers* headers_;
        size_t at_;
    };
    struct All {
        const Headers& headers;
        [[nodiscard]] Iterator begin() const { return {headers, 0}; }
        [[nodiscard]] Iterator end() const { return {headers, headers.places_.size()}; }
    };
    /// Every field, name and value.
    [[nodiscard]] All all() const { return {*this}; }

  private:
    struct Place {
        uint32_t begin = 0;  // of the name; the value follows it
        uint32_t name = 0;   // lengths
        uint32_t value = 0;
    };
    [[nodiscard]] Field field(size_t at) const {
        const Place& place = places_[at];
        const std::string_view text(texts_);
        return {text.substr(place.begin, place.name), text.substr(place.begin + place.name, place.value)};
    }
    std::string texts_;
    std::vector<Place> places_;
};

/// Percent-decoded name=value pairs of a query or a form body; the first of a name wins.
class Parameters {
  public:
    /// Bad percent sequences or bad UTF-8: http.bad_parameters (invalid_input).
    static Parameters parse(std::string_view encoded);
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] std::string text_or(std::string_view name, std::string_view fallback) const;
    /// Not a number, or outside: http.bad_parameter.
    [[nodiscard]] int64_t integer_or(std::string_view name, int64_t fallback, int64_t least, int64_t most) const;

  private:
    std::vector<std::pair<std::string, std::string>> values_;
};

struct Request {
    Method method = Method::get;
    std::string path;   // decoded once and normalised: no "..", no "//", no ";", no NUL; else answered 400 before this
    std::string query;  // as sent
    Headers headers;
    std::string body;
    std::string remote_address;                                   // without port
    std::string request_id;                                       // from X-Request-Id when sane, else made
    std::map<std::string, std::string, std::less<>> path_values;  // {number} of the route's pattern

    [[nodiscard]] Parameters query_parameters() const { return Parameters::parse(query); }
    /// Value of a cookie.
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
    /// A path value that the route's pattern guarantees.
    [[nodiscard]] const std::string& at(std::string_view name) const { return path_values.find(name)->second; }
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;

    static Response json(std::string body, int status = 200);
    static Response text(std::string body, int status = 200);
    static Response html(std::string body, int status = 200);
    static Response empty(int status = 204);
    static Response file(std::string body, std::string_view content_type, std::string_view download_name = {});
};

}  // namespace yici::http

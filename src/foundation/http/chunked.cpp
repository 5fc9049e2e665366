#include "foundation/http/chunked.h"

#include <algorithm>
#include <charconv>

#include "foundation/http/field_rules.h"

namespace yici::http {

namespace {

constexpr size_t kLineLimit = 1024;
constexpr size_t kTrailerLimit = 8192;

}  // namespace

ChunkedDecoder::State ChunkedDecoder::take_size(std::string_view line, size_t body_size, size_t limit) {
    const std::string_view digits = line.substr(0, line.find(';'));
    if (digits.empty() || digits.size() > 16 || !is_field_value(line)) return State::bad;
    uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return State::bad;
    if (size > limit - std::min(limit, body_size)) return State::too_large;
    left_ = size;
    part_ = size == 0 ? Part::trailer : Part::data;
    return State::more;
}

ChunkedDecoder::State ChunkedDecoder::feed(std::string_view input, size_t& used, std::string& body, size_t limit) {
    used = 0;
    while (true) {
        const std::string_view rest = input.substr(used);
        if (part_ == Part::data) {
            const size_t take = static_cast<size_t>(std::min<uint64_t>(left_, rest.size()));
            body.append(rest.substr(0, take));
            used += take;
            left_ -= take;
            if (left_ > 0) return State::more;
            part_ = Part::data_end;
            continue;
        }
        const size_t end = rest.substr(0, kLineLimit).find('\n');
        if (end == std::string_view::npos) return rest.size() >= kLineLimit ? State::bad : State::more;
        if (end == 0 || rest[end - 1] != '\r') return State::bad;
        const std::string_view line = rest.substr(0, end - 1);
        used += end + 1;
        if (part_ == Part::data_end) {
            if (!line.empty()) return State::bad;
            part_ = Part::size;
        } else if (part_ == Part::size) {
            if (const State state = take_size(line, body.size(), limit); state != State::more) return state;
        } else {
            trailer_bytes_ += line.size();
            if (line.empty()) return State::done;
            if (trailer_bytes_ > kTrailerLimit || !is_field_line(line)) return State::bad;
        }
    }
}

}  // namespace yici::http

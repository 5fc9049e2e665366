#include "cli/lines.h"

#include "foundation/base/text.h"

namespace yici::cli {

bool LineReader::fill() {
    at_ = 0;
    filled_ = std::fread(block_.data(), 1, block_.size(), stream_);
    return filled_ > 0;
}

bool LineReader::next(std::string_view& line, bool& cut) {
    line_.clear();
    cut = false;
    bool any = false;
    for (;;) {
        if (at_ == filled_ && !fill()) {
            if (!any) return false;
            break;
        }
        any = true;
        const std::string_view rest(block_.data() + at_, filled_ - at_);
        const size_t end = rest.find('\n');
        const std::string_view part = rest.substr(0, end);
        // One byte more than the longest is kept, for the CR of a line that is exactly as long as allowed.
        const size_t room = kLongest + 1 - line_.size();
        line_ += part.substr(0, room);
        cut = cut || part.size() > room;
        at_ += part.size();
        if (end != std::string_view::npos) {
            ++at_;
            if (!cut && line_.ends_with('\r')) line_.pop_back();
            break;
        }
    }
    if (line_.size() > kLongest) {
        line_.resize(kLongest);
        cut = true;
    }
    line = line_;
    if (first_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    first_ = false;
    return true;
}

std::string printable(std::string_view text) {
    std::string out;
    const bool utf8 = is_utf8(text);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F && (utf8 || byte < 0x80)) {
            out += c;
        } else {
            out += "\\x" + to_hex(as_bytes(std::string_view(&c, 1)));
        }
    }
    return out;
}

}  // namespace yici::cli

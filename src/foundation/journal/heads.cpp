#include "foundation/journal/heads.h"

#include <algorithm>

namespace yici::journal {

namespace {

/// Takes `before` off the front of `text`, then everything up to the next quote or comma.
std::optional<std::string_view> take(std::string_view& text, std::string_view before) {
    if (!text.starts_with(before)) return std::nullopt;
    text.remove_prefix(before.size());
    const auto value = text.substr(0, text.find_first_of("\","));
    text.remove_prefix(value.size());
    return value;
}

std::optional<crypto::Digest> parse_digest(std::string_view hex) {
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != sizeof(crypto::Digest)) return std::nullopt;
    crypto::Digest digest{};
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

}  // namespace

std::string head_message(const Head& head) {
    return "yici-head-1\n" + std::to_string(head.size) + "\n" + to_hex(head.root) + "\n" + to_iso8601(head.time);
}

Head sign_head(uint64_t size, const crypto::Digest& root, Instant time, const crypto::PrivateKey& key) {
    Head head{size, root, time, key.public_key().id(), {}};
    head.signature = key.sign(as_bytes(head_message(head)));
    return head;
}

std::string Head::to_json() const {
    return R"({"size":)" + std::to_string(size) + R"(,"root":")" + to_hex(root) + R"(","time":")" + to_iso8601(time) +
           R"(","key_id":")" + key_id + R"(","signature":")" + to_base64(signature) + "\"}";
}

std::string format_head_line(const HeadLine& line) {
    return R"({"number":)" + std::to_string(line.number) + R"(,"previous":")" + line.previous + R"(","head":)" +
           line.head.to_json() + "}";
}

std::optional<HeadLine> parse_head_line(std::string_view text) {
    std::string_view rest = text;
    const auto number = take(rest, R"({"number":)");
    const auto previous = take(rest, R"(,"previous":")");
    const auto size = take(rest, R"(","head":{"size":)");
    const auto root = take(rest, R"(,"root":")");
    const auto time = take(rest, R"(","time":")");
    const auto key_id = take(rest, R"(","key_id":")");
    const auto signature = take(rest, R"(","signature":")");
    if (!number || !previous || !size || !root || !time || !key_id || !signature || rest != "\"}}") return std::nullopt;
    const auto number_value = parse_integer(*number);
    const auto size_value = parse_integer(*size);
    const auto root_value = parse_digest(*root);
    const auto time_value = parse_instant(*time);
    const auto signature_value = from_base64(*signature);
    if (!number_value || !size_value || !root_value || !time_value || !signature_value) return std::nullopt;
    HeadLine line{
        static_cast<uint64_t>(*number_value),
        std::string(*previous),
        {static_cast<uint64_t>(*size_value), *root_value, *time_value, std::string(*key_id), *signature_value}};
    if (format_head_line(line) != text) return std::nullopt;
    return line;
}

HeadFile::HeadFile(const std::filesystem::path& path) : file_(File::open(path, File::Mode::create)) {
    constexpr uint64_t kTail = 16 << 10;
    const uint64_t size = file_->size();
    const uint64_t from = size - std::min(size, kTail);
    std::string tail(size - from, '\0');
    tail.resize(file_->read_at(from, tail));
    const auto last_end = tail.rfind('\n');
    previous_ = to_hex(crypto::sm3(std::string_view()));
    end_ = last_end == std::string::npos ? 0 : from + last_end + 1;
    if (end_ < size) file_->truncate(end_);
    if (end_ == 0) return;
    const auto before = last_end == 0 ? std::string::npos : tail.rfind('\n', last_end - 1);
    const auto begin = before == std::string::npos ? 0 : before + 1;
    const auto text = std::string_view(tail).substr(begin, last_end - begin);
    const auto line = parse_head_line(text);
    if (!line) throw Error(ErrorKind::internal, "journal.damaged", "heads.jsonl: the last line is malformed");
    number_ = line->number;
    previous_ = to_hex(crypto::sm3(text));
    last_ = line->head;
}

void HeadFile::append(const Head& head) {
    const std::string line = format_head_line({number_ + 1, previous_, head});
    file_->write_at(end_, line + "\n");
    end_ += line.size() + 1;
    ++number_;
    previous_ = to_hex(crypto::sm3(line));
    last_ = head;
}

}  // namespace yici::journal

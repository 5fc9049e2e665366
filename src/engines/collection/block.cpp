#include "engines/collection/block.h"

#include <cstring>

#include "foundation/base/error.h"

namespace yici::collection {
namespace {

void append_number(std::string& out, uint64_t number) {
    for (; number >= 0x80; number >>= 7) out += static_cast<char>(0x80 | (number & 0x7F));
    out += static_cast<char>(number);
}

[[noreturn]] void damaged() {
    throw Error(ErrorKind::internal, "base.internal", "collection_blocks.body is damaged");
}

}  // namespace

void append_row(std::string& block, const State& state) {
    const bool within = state.body.starts_with(state.key);
    append_number(block, state.key.size() << 1 | (within ? 1U : 0U));
    append_number(block, state.subject.size() << 1 | (state.removed ? 1U : 0U));
    append_number(block, state.body.size());
    append_number(block, static_cast<uint64_t>(state.batch));
    char moment[sizeof state.observed];
    std::memcpy(moment, &state.observed, sizeof moment);
    block.append(moment, sizeof moment);
    if (!within) block += state.key;
    block += state.subject;
    block += state.body;
}

uint64_t BlockReader::number() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (rest_.empty()) damaged();
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        value |= static_cast<uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
    damaged();
}

std::string_view BlockReader::piece(uint64_t length) {
    if (length > rest_.size()) damaged();
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return text;
}

bool BlockReader::next(State& state) {
    if (rest_.empty()) return false;
    const uint64_t key = number();
    const uint64_t subject = number();
    const uint64_t body = number();
    state.batch = static_cast<int64_t>(number());
    std::memcpy(&state.observed, piece(sizeof state.observed).data(), sizeof state.observed);
    state.removed = (subject & 1) != 0;
    if ((key & 1) == 0) state.key = piece(key >> 1);
    state.subject = piece(subject >> 1);
    state.body = piece(body);
    if ((key & 1) != 0) {
        if (key >> 1 > state.body.size()) damaged();
        state.key = state.body.substr(0, key >> 1);
    }
    return true;
}

std::optional<Block> block_of(db::Transaction& transaction, int64_t resource, std::string_view key) {
    std::optional<db::Row> row = transaction.query_one(
        "SELECT first_key, body FROM collection_blocks WHERE resource = ? AND first_key <= ? "
        "ORDER BY first_key DESC LIMIT 1",
        {resource, key_value(key)});
    if (!row)
        row = transaction.query_one(
            "SELECT first_key, body FROM collection_blocks WHERE resource = ? ORDER BY first_key LIMIT 1", {resource});
    if (!row) return std::nullopt;
    return Block{row->bytes(0), row->bytes(1)};
}

db::Value key_value(std::string_view key) {
    const BytesView bytes = as_bytes(key);
    return Bytes(bytes.begin(), bytes.end());
}

}  // namespace yici::collection

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "foundation/db/database.h"

namespace yici::collection {

/// A row as it stands; what it points to lies elsewhere.
struct State {
    std::string_view key, subject, body;
    int64_t observed = 0, batch = 0;
    bool removed = false;
};

/// Rows as they stand lie in blocks in the order of their keys, each block one row of the table: a database's own cost
/// for a row is paid once for many.
constexpr size_t kBlockSize = 8192;

/// Lengths and the batch as variable-length integers, the moment in eight bytes, then the texts; a key with which the
/// body begins is not written twice.
void append_row(std::string& block, const State& state);

/// Walks a block; the states point into its bytes.
class BlockReader {
  public:
    explicit BlockReader(std::string_view bytes) : rest_(bytes) {}
    /// False at the end; base.internal when the bytes are no block.
    bool next(State& state);

  private:
    uint64_t number();
    std::string_view piece(uint64_t length);

    std::string_view rest_;
};

struct Block {
    Bytes first_key;
    Bytes body;
    [[nodiscard]] std::string_view bytes() const { return as_text(body); }
};

/// The block in which a key lies, or would: the last that begins at or before it, else the first; none when there is
/// none at all.
[[nodiscard]] std::optional<Block> block_of(db::Transaction& transaction, int64_t resource, std::string_view key);

/// Keys are kept as bytes: their order must be that of bytes, which a server's language would change for texts.
[[nodiscard]] db::Value key_value(std::string_view key);

}  // namespace yici::collection

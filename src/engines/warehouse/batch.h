#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/warehouse/warehouse.h"

namespace yici::warehouse {

/// One piece on its way into the tables: what stands is looked up, what is new or changed is written, all in the
/// transaction that moves the source's position.
class Batch {
  public:
    Batch(db::Transaction& transaction, db::Dialect dialect, std::string source, SourceState& state)
        : transaction_(transaction), dialect_(dialect), source_(std::move(source)), state_(state) {}

    void take(const std::vector<Column>& shape, const Piece& piece);

    [[nodiscard]] const Tally& tally() const { return tally_; }
    /// SM3 over the keys and digests of the rows, in hex.
    [[nodiscard]] std::string digest() const { return digest_of(summary_); }

  private:
    struct Known {
        std::string digest;
        std::string watermark;
        bool gone = false;
        bool stored = true;
        std::optional<size_t> pending;  // place among the rows to be written
    };
    struct Pending {
        const SourceRow* row = nullptr;
        std::string digest;
        std::string body;
        int64_t change = 0;
        bool gone = false;
        bool stored = false;
    };

    void remove(const std::string& key);
    [[nodiscard]] bool any_between(const std::vector<std::string_view>& keys);
    void load_known(const Piece& piece);
    void put(const SourceRow& row, std::string digest, std::string body);
    void write(bool stored);
    void mark_met();

    db::Transaction& transaction_;
    db::Dialect dialect_;
    std::string source_;
    SourceState& state_;
    std::unordered_map<std::string_view, Known> known_;
    std::vector<Pending> pending_;
    std::vector<std::string> met_;  // unchanged; a full pass must know that they are still there
    Tally tally_;
    std::string summary_;
};

}  // namespace yici::warehouse

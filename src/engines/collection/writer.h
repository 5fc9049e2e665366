#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engines/collection/block.h"
#include "engines/collection/prepared.h"

namespace yici::collection {

/// A record of some Prepared, ordered by its key; records of one key keep the order in which they came.
struct Reference {
    uint64_t front = 0, behind = 0;  // the key's first sixteen bytes, so that most comparisons need no text
    const char* record = nullptr;
    uint64_t sequence = 0;
};

/// All rows of all parts by key; on two threads when there are many.
[[nodiscard]] std::pmr::vector<Reference> sorted(const std::vector<Prepared>& parts, std::pmr::memory_resource* memory);

/// Merges rows into what is kept of a resource, inside the batch's transaction.
class Writer {
  public:
    Writer(db::Transaction& transaction, db::Dialect dialect, int64_t resource, int64_t batch,
           const std::vector<Prepared>& parts, const Alongside& alongside)
        : transaction_(transaction),
          dialect_(dialect),
          resource_(resource),
          batch_(batch),
          parts_(parts),
          alongside_(alongside) {}

    /// Adds to the receipt's counts.
    void write(std::span<const Reference> rows, Receipt& receipt);
    void refuse(Receipt& receipt);

  private:
    class Output;
    void merge(const std::optional<Block>& block, const Reference* first, const Reference* last, Receipt& receipt);
    const Reference* end_of_block(const Block& block, const Reference* first, const Reference* end);
    void apply(const State& incoming, State& now, bool& there, Receipt& receipt);
    void tell(const State& incoming, const State* before, bool late) const;
    void remember();
    void note_subjects();
    [[nodiscard]] State state_of(const Reference& reference) const;

    db::Transaction& transaction_;
    db::Dialect dialect_;
    int64_t resource_, batch_;
    const std::vector<Prepared>& parts_;
    const Alongside& alongside_;
    std::vector<State> past_;      // states that a newer one replaced, and late ones
    std::vector<State> subjects_;  // new states whose subject is not their key
};

}  // namespace yici::collection

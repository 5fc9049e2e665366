#pragma once

#include <string>
#include <vector>

#include "engines/collection/prepared.h"

namespace yici::collection {

/// A record of some Prepared, ordered by its key; records of one key keep the order in which they came.
struct Reference {
    uint64_t front = 0, behind = 0;  // the key's first sixteen bytes, so that most comparisons need no text
    const char* record = nullptr;
    uint64_t sequence = 0;
};

/// All rows of all parts by key; on two threads when there are many.
[[nodiscard]] std::vector<Reference> sorted(const std::vector<Prepared>& parts);

/// Merges rows into what is kept of a resource, inside the batch's transaction.
class Writer {
  public:
    Writer(db::Transaction& transaction, int64_t resource, int64_t batch, const std::vector<Prepared>& parts)
        : transaction_(transaction), resource_(resource), batch_(batch), parts_(parts) {}

    /// Adds to the receipt's counts.
    void write(const std::vector<Reference>& rows, Receipt& receipt);
    void refuse(Receipt& receipt);

  private:
    struct State {
        std::string_view key, subject, body;
        int64_t observed = 0, batch = 0;
        bool removed = false;
    };
    struct Kept {
        std::string key, subject, body;
        int64_t observed = 0, batch = 0;
        bool removed = false;
    };
    void write_chunk(const Reference* first, const Reference* last, Receipt& receipt);
    std::vector<Kept> kept_among(const Reference* first, const Reference* last);
    void apply(const State& incoming, State& now, bool& there, Receipt& receipt);
    void insert(const std::vector<State>& states);
    void update(const std::vector<State>& states);
    void remember();
    void note_subjects(const std::vector<State>& states, bool maybe_there);
    [[nodiscard]] State state_of(const Reference& reference) const;

    db::Transaction& transaction_;
    int64_t resource_, batch_;
    const std::vector<Prepared>& parts_;
    std::vector<State> past_;  // states that a newer one replaced, and late ones
    int64_t kept_before_ = 0;
    int64_t rows_ = 0;
};

}  // namespace yici::collection

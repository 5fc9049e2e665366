#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "engines/linkage/fields.h"
#include "engines/linkage/spec.h"

namespace yici::linkage {

/// Two records that meet, the first below the second.
struct Meeting {
    uint32_t a;
    uint32_t b;
    auto operator<=>(const Meeting&) const = default;
};

/// What one rule gave.
struct RuleOutcome {
    int64_t pairs = 0;           // that no earlier rule had given
    int64_t blocks_dropped = 0;  // larger than the limit
    size_t limit = 0;            // records of the largest block that was compared
};

/// The pairs of records that are worth comparing: those whose keys agree under at least one rule.
class Blocking {
  public:
    Blocking(const Records& records, const Spec& spec, size_t threads);

    using Visit = std::function<void(size_t thread, std::span<const Meeting>)>;
    /// Gives every pair once, in pieces, from several threads.
    void run(const Visit& visit);
    [[nodiscard]] const std::vector<RuleOutcome>& outcomes() const { return outcomes_; }
    /// After run(): whether a pair was given.
    [[nodiscard]] bool holds(uint32_t a, uint32_t b) const;

  private:
    struct Entry {
        uint64_t key;
        uint32_t record;
    };
    /// Entries by the first bits of their keys, in one place: bucket i is [starts[i], starts[i + 1]), sorted by what is
    /// left of the key, then by record. An entry is 32 more bits of its key above its record's number.
    struct Buckets {
        std::vector<uint64_t> entries;
        std::vector<uint32_t> starts;
    };
    static constexpr uint32_t record_of(uint64_t entry) { return static_cast<uint32_t>(entry); }

    template <class ForEach>
    [[nodiscard]] Buckets sorted(size_t count, size_t threads, const ForEach& for_each) const;
    template <class Use>
    static void for_each_block(const Buckets& buckets, size_t bucket, Use use);
    [[nodiscard]] size_t limit_of(const Buckets& buckets) const;
    void one_key(size_t rule, const Buckets& buckets, const Visit& visit);
    void many_keys_of(size_t rule, std::vector<Meeting>& found);
    void neighbours(size_t rule, std::vector<Meeting>& found);
    /// Whether a rule with one key, below `rules`, has given the pair.
    [[nodiscard]] bool met_before(size_t rules, uint32_t a, uint32_t b) const;
    template <class Use>
    void pairs_in(std::span<const uint64_t> block, Use use) const;

    const Records& records_;
    const Spec& spec_;
    size_t threads_;
    std::vector<size_t> single_;    // rules with one key a record
    std::vector<size_t> multiple_;  // the others
    std::vector<uint64_t> keys_;    // record by record, a column for each of single_
    std::vector<Meeting> more_;     // of multiple_, sorted
    std::vector<RuleOutcome> outcomes_;
};

}  // namespace yici::linkage

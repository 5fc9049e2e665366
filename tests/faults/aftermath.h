#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "faults/journal_reader.h"
#include "faults/ledger.h"
#include "faults/running_node.h"
#include "foundation/http/client.h"

namespace yici::test {

/// What a node has kept, held against what its clients were told. Each look returns what is wrong.
class Aftermath {
  public:
    using Faults = std::vector<std::string>;

    Aftermath(const RunningNode& node, Ledger& ledger);

    /// Of a node that was killed just now: its journal is whole and has every call that was answered.
    [[nodiscard]] Faults after_kill();
    /// Of a node that runs again: every case that was touched since the last look is there, as far as it was told.
    [[nodiscard]] Faults after_start();
    /// Of a node that was stopped in order: every table and entry. `database` is a URL of db::open.
    [[nodiscard]] Faults at_the_end(const std::string& database);

    [[nodiscard]] uint64_t entries() const { return entries_; }
    [[nodiscard]] uint64_t calls() const { return calls_.size(); }

  private:
    void read_journal(Faults& faults);
    void check_calls(Faults& faults) const;
    void check_numbers(Faults& faults) const;

    const RunningNode& node_;
    Ledger& ledger_;
    http::Client client_;
    JournalReader reader_;
    uint64_t entries_ = 0;
    std::map<std::string, std::string> calls_;     // request digest → answer digest
    std::map<std::string, int> received_;          // number → entries that say it was received
    std::map<std::string, int> steps_;             // number → entries about its steps
    std::map<std::string, std::string> licences_;  // identifier → SM3 of its file
    Faults while_reading_;
};

}  // namespace yici::test

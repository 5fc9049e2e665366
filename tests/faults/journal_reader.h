#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace yici::test {

/// Reads the entries of a journal from disk by docs/formats/journal.md alone, without the product's own code; whole
/// frames only. Goes on where it stopped, for what is in the journal stays.
class JournalReader {
  public:
    explicit JournalReader(std::filesystem::path folder) : folder_(std::move(folder)) {}
    /// Hands over every entry that came since the last time; how many there are in all.
    uint64_t read(const std::function<void(std::string_view entry)>& each);

  private:
    std::filesystem::path folder_;
    uint64_t entries_ = 0;
    uint32_t segment_ = 0;
    size_t offset_ = 64;
};

/// The text after `"name":"` in an entry; empty when it is not there.
[[nodiscard]] std::string_view value_in(std::string_view entry, std::string_view name);

}  // namespace yici::test

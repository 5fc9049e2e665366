#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "foundation/journal/file.h"
#include "foundation/journal/journal.h"

namespace yici::journal {

/// The bytes that a head's signature covers.
[[nodiscard]] std::string head_message(const Head& head);
[[nodiscard]] Head sign_head(uint64_t size, const crypto::Digest& root, Instant time, const crypto::PrivateKey& key);

/// A line of heads.jsonl: {"number":…,"previous":…,"head":{…}}; previous is the hex SM3 of the line before, without
/// its end of line, or of "" for the first.
struct HeadLine {
    uint64_t number = 0;  // from 1, without a gap
    std::string previous;
    Head head;
};
[[nodiscard]] std::string format_head_line(const HeadLine& line);
/// Takes what format_head_line writes and nothing else.
[[nodiscard]] std::optional<HeadLine> parse_head_line(std::string_view text);

/// heads.jsonl of a running journal.
class HeadFile {
  public:
    /// Reads the last line; a torn one is cut. A last line that is whole but wrong is journal.damaged.
    explicit HeadFile(const std::filesystem::path& path);
    [[nodiscard]] const std::optional<Head>& last() const { return last_; }
    void append(const Head& head);
    void sync() { file_->sync(); }

  private:
    std::shared_ptr<File> file_;
    uint64_t end_ = 0;
    uint64_t number_ = 0;
    std::string previous_;
    std::optional<Head> last_;
};

}  // namespace yici::journal

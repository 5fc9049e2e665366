#include <fstream>

#include "foundation/base/files.h"
#include "foundation/crypto/merkle.h"
#include "foundation/journal/heads.h"
#include "foundation/journal/segments.h"
#include "foundation/journal/test_journal.h"

namespace yici::journal {
namespace {

using test::small_segments;
using test::texts;
using test::Workshop;

constexpr uint64_t kEntries = 60;

void overwrite(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

/// 60 entries in segments of 2 KiB, six heads, closed.
class VerifyTest : public ::testing::Test {
  protected:
    VerifyTest() {
        workshop_.open();
        for (int head = 0; head < 6; ++head) {
            workshop_.append(texts("e" + std::to_string(head) + ".", kEntries / 6));
            workshop_.clock.advance(std::chrono::seconds(1));
            (void)workshop_.journal->head(true);
        }
        workshop_.close();
    }
    [[nodiscard]] std::filesystem::path segment(uint64_t number) const {
        return segment_path(workshop_.folder(), number);
    }
    [[nodiscard]] std::filesystem::path heads() const { return workshop_.folder() / "heads.jsonl"; }
    [[nodiscard]] std::vector<std::string> head_lines() const {
        std::vector<std::string> lines;
        const std::string text = read_file(heads());
        for (const auto part : split(text, '\n')) lines.emplace_back(part);
        return lines;
    }
    Workshop workshop_{small_segments()};
};

TEST_F(VerifyTest, FindsAWholeJournalWhole) {
    uint64_t last = 0;
    const auto result = verify(workshop_.folder(), workshop_.key->public_key(), [&](uint64_t done, uint64_t total) {
        EXPECT_GE(done, last);
        EXPECT_EQ(total, kEntries);
        last = done;
    });
    EXPECT_EQ(result.reason, "") << result.detail;
    EXPECT_EQ(result.entries, kEntries);
    EXPECT_EQ(result.heads, 6u);
    EXPECT_EQ(last, kEntries);
}

/// Anywhere in a segment: the entry that the byte belongs to is named.
TEST_F(VerifyTest, NamesTheEntryOfAFlippedBit) {
    uint64_t entry = 0;
    for (const uint64_t number : segment_numbers(workshop_.folder())) {
        const std::string sound = read_file(segment(number));
        const auto file = File::open(segment(number), File::Mode::read_write);
        size_t end = kSegmentHeaderBytes;
        for (size_t at = 0; at < sound.size(); ++at) {
            if (at == end) {
                Frame frame;
                ASSERT_EQ(parse_frame(std::string_view(sound).substr(end), frame), FrameState::whole);
                entry += end == kSegmentHeaderBytes ? 0 : 1;
                end += kFrameHeaderBytes + frame.text.size();
            }
            if (at % 13 != number % 13) continue;
            file->write_at(at, std::string(1, static_cast<char>(sound[at] ^ (1 << (at % 8)))));
            const auto result = workshop_.check();
            ASSERT_EQ(result.broken_entry, entry) << number << ", byte " << at;
            ASSERT_EQ(result.reason, at < kSegmentHeaderBytes ? "journal.segment_broken" : "journal.frame_broken");
            file->write_at(at, sound.substr(at, 1));
        }
        ++entry;
    }
    EXPECT_EQ(entry, kEntries);
}

TEST_F(VerifyTest, NamesTheFirstMissingEntryOfATruncatedFile) {
    const auto numbers = segment_numbers(workshop_.folder());
    const std::string sound = read_file(segment(numbers.back()));
    overwrite(segment(numbers.back()), sound.substr(0, sound.size() - 3));
    EXPECT_EQ(workshop_.check().broken_entry, kEntries - 1);
    EXPECT_THROW(workshop_.open(), Error);
    std::filesystem::remove(segment(numbers.back()));
    const auto result = workshop_.check();
    EXPECT_EQ(result.reason, "journal.entries_missing");
    EXPECT_LT(*result.broken_entry, kEntries);
    EXPECT_THROW(workshop_.open(), Error);
    std::filesystem::remove(segment(1));
    EXPECT_EQ(workshop_.check().reason, "journal.segment_broken");
}

/// Frames with good checksums in another order, or with another text: only the tree tells.
TEST_F(VerifyTest, NamesTheFirstOfSwappedAndOfRewrittenEntries) {
    const std::string sound = read_file(segment(0));
    std::vector<Frame> frames;
    const auto file = File::open(segment(0), File::Mode::read_only);
    FrameReader reader(*file, kSegmentHeaderBytes);
    ASSERT_EQ(reader.next(frames), FrameState::end);
    ASSERT_GT(frames.size(), 5u);
    const auto write = [&](const std::vector<std::string>& entries) {
        std::string bytes = sound.substr(0, kSegmentHeaderBytes);
        for (const auto& text : entries) append_frame(bytes, 0, text);
        overwrite(segment(0), bytes);
    };
    std::vector<std::string> entries;
    for (const auto& frame : frames) entries.emplace_back(frame.text);
    auto swapped = entries;
    std::swap(swapped[3], swapped[5]);
    write(swapped);
    EXPECT_EQ(workshop_.check().broken_entry, 3u);
    EXPECT_EQ(workshop_.check().reason, "journal.root_wrong");
    auto rewritten = entries;
    rewritten[4] = test::text("another");
    write(rewritten);
    EXPECT_EQ(workshop_.check().broken_entry, 4u);
    // Without the leaves' hashes beside it, the first entry that the wrong head covers is named.
    std::filesystem::remove_all(workshop_.folder() / "nodes");
    EXPECT_EQ(workshop_.check().broken_entry, 0u);
}

TEST_F(VerifyTest, FindsADeletedHead) {
    auto lines = head_lines();
    lines.erase(lines.begin() + 2);
    overwrite(heads(), join(lines, "\n"));
    const auto result = workshop_.check();
    EXPECT_EQ(result.reason, "journal.head_missing");
    EXPECT_EQ(result.detail, "head 3");
    EXPECT_EQ(result.broken_entry, std::nullopt);
}

TEST_F(VerifyTest, FindsAForgedHead) {
    auto lines = head_lines();
    auto line = *parse_head_line(lines[5]);
    const auto stranger = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    line.head = sign_head(line.head.size, line.head.root, line.head.time, *stranger);
    lines[5] = format_head_line(line);
    overwrite(heads(), join(lines, "\n"));
    EXPECT_EQ(workshop_.check().reason, "journal.head_forged");
    line.head.key_id = workshop_.key->public_key().id();
    lines[5] = format_head_line(line);
    overwrite(heads(), join(lines, "\n"));
    EXPECT_EQ(workshop_.check().reason, "journal.head_forged");
    // The owner's own key over a root that does not follow.
    line.head.root[0] ^= 1;
    line.head = sign_head(line.head.size, line.head.root, line.head.time, *workshop_.key);
    lines[5] = format_head_line(line);
    overwrite(heads(), join(lines, "\n"));
    const auto result = workshop_.check();
    EXPECT_EQ(result.reason, "journal.root_wrong");
    EXPECT_EQ(result.broken_entry, 50u);
    line.head.size = 3;
    line.head = sign_head(line.head.size, line.head.root, line.head.time, *workshop_.key);
    lines[5] = format_head_line(line);
    overwrite(heads(), join(lines, "\n"));
    EXPECT_EQ(workshop_.check().reason, "journal.head_backwards");
}

TEST_F(VerifyTest, WorksBesideARunningNode) {
    Journal& journal = workshop_.open();
    workshop_.append(texts("more", 7));
    EXPECT_EQ(workshop_.check().reason, "");
    EXPECT_EQ(workshop_.check().entries, kEntries + 7);
    (void)journal.head(true);
    EXPECT_EQ(workshop_.check().heads, 7u);
}

class RecoveryTest : public VerifyTest {
  protected:
    /// After the last head, as a kill leaves it.
    void append_to_last(const std::string& bytes) {
        const auto path = segment(segment_numbers(workshop_.folder()).back());
        overwrite(path, read_file(path) + bytes);
    }
};

TEST_F(RecoveryTest, CutsATornLastWrite) {
    std::string bytes;
    append_frame(bytes, 0, test::text("whole"));
    append_frame(bytes, 0, test::text("torn"));
    append_to_last(bytes.substr(0, bytes.size() - 5));
    EXPECT_EQ(workshop_.check().reason, "");
    EXPECT_EQ(workshop_.open().size(), kEntries + 1);
    EXPECT_EQ(workshop_.append(texts("next", 1)), kEntries + 1);
    workshop_.close();
    EXPECT_EQ(workshop_.check().reason, "");
    EXPECT_EQ(workshop_.check().entries, kEntries + 2);
}

TEST_F(RecoveryTest, MakesMissingNodesAgain) {
    const Head before = workshop_.open().head();
    for (const auto* lost : {"nodes", "nodes/02", "nodes/00"}) {
        workshop_.close();
        std::filesystem::remove_all(workshop_.folder() / lost);
        EXPECT_EQ(workshop_.open().head(true).root, before.root) << lost;
        const auto path = workshop_.journal->inclusion_proof(7, kEntries);
        EXPECT_TRUE(crypto::verify_inclusion(crypto::HashAlgorithm::sm3,
                                             test::leaf(workshop_.journal->read(7, 1)[0].text), 7, kEntries, path,
                                             before.root));
    }
}

TEST_F(RecoveryTest, RefusesDamageBelowTheLastHeadAndNamesIt) {
    const auto path = segment(segment_numbers(workshop_.folder()).back());
    std::string bytes = read_file(path);
    bytes[bytes.size() - 9] ^= 4;
    overwrite(path, bytes);
    try {
        workshop_.open();
        FAIL() << "opened over a damaged entry";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "journal.damaged");
        EXPECT_EQ(error.detail(), path.filename().string() + ", entry 59: broken frame");
    }
}

TEST_F(RecoveryTest, RefusesARewrittenEntryAndNamesIt) {
    const auto path = segment(segment_numbers(workshop_.folder()).back());
    const std::string bytes = read_file(path);
    std::vector<Frame> frames;
    const auto file = File::open(path, File::Mode::read_only);
    FrameReader reader(*file, kSegmentHeaderBytes);
    (void)reader.next(frames);
    const auto last = bytes.size() - frames.back().text.size() - kFrameHeaderBytes;
    std::string changed = bytes.substr(0, last);
    append_frame(changed, 0, test::text("e9.9"));
    overwrite(path, changed);
    try {
        workshop_.open();
        FAIL() << "opened over a rewritten entry";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "journal.damaged");
        EXPECT_TRUE(error.detail().starts_with(path.filename().string() + ", entry 59:")) << error.detail();
    }
}

TEST_F(RecoveryTest, FillsInAHeaderThatAKillLeftEmpty) {
    std::filesystem::remove(heads());
    for (const uint64_t number : segment_numbers(workshop_.folder())) {
        if (number < 3) continue;
        std::string bytes = read_file(segment(number));
        bytes.replace(0, kSegmentHeaderBytes, kSegmentHeaderBytes, '\0');
        overwrite(segment(number), bytes);
    }
    EXPECT_EQ(workshop_.open().size(), kEntries);
    workshop_.close();
    EXPECT_EQ(workshop_.check().reason, "");
    EXPECT_EQ(workshop_.check().entries, kEntries);
}

}  // namespace
}  // namespace yici::journal

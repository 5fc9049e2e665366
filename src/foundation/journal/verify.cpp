#include <array>
#include <fstream>

#include "foundation/journal/heads.h"
#include "foundation/journal/nodes.h"
#include "foundation/journal/segments.h"

namespace yici::journal {

namespace {

constexpr auto kSm3 = crypto::HashAlgorithm::sm3;

struct KnownHead {
    uint64_t number = 0;
    uint64_t size = 0;
    crypto::Digest root{};
};

/// Everything is read from disk. The heads are read first: what they cover must be there, whatever a running node
/// appends meanwhile.
class Verifier {
  public:
    Verifier(const std::filesystem::path& folder, const crypto::PublicKey& key,
             const std::function<void(uint64_t done, uint64_t total)>& progress)
        : folder_(folder), key_(key), progress_(progress), tree_(kSm3) {}

    Verification run() {
        read_heads();
        const auto leaves = folder_ / "nodes" / "00";
        if (std::filesystem::exists(leaves)) leaf_file_ = File::open(leaves, File::Mode::read_only);
        check_heads_here();
        const auto numbers = segment_numbers(folder_);
        for (size_t i = 0; i < numbers.size() && !broken_; ++i) check_segment(i, numbers[i], i + 1 == numbers.size());
        if (!broken_ && next_head_ < heads_.size()) break_at(tree_.size(), "journal.entries_missing");
        Verification result{tree_.size(), heads_.size(), broken_, reason_, detail_};
        if (!broken_ && !head_reason_.empty()) {
            result.reason = head_reason_;
            result.detail = head_detail_;
        }
        return result;
    }

  private:
    void read_heads() {
        std::ifstream file(folder_ / "heads.jsonl", std::ios::binary);
        std::string text;
        std::string previous = to_hex(crypto::sm3(std::string_view()));
        while (std::getline(file, text) && !file.eof()) {  // a line without its end is still being written
            const uint64_t number = heads_.size() + 1;
            head_reason_ = fault_of(text, number, previous);
            if (!head_reason_.empty()) {
                head_detail_ = "head " + std::to_string(number);
                return;
            }
            previous = to_hex(crypto::sm3(text));
        }
    }

    std::string fault_of(const std::string& text, uint64_t number, const std::string& previous) {
        const auto line = parse_head_line(text);
        if (!line) return "journal.head_malformed";
        if (line->number != number || line->previous != previous) return "journal.head_missing";
        const Head& head = line->head;
        if (head.key_id != key_.id() || !key_.verify(as_bytes(head_message(head)), head.signature)) {
            return "journal.head_forged";
        }
        if (!heads_.empty() && head.size < heads_.back().size) return "journal.head_backwards";
        heads_.push_back({number, head.size, head.root});
        return {};
    }

    void check_segment(size_t position, uint64_t number, bool last) {
        const auto path = segment_path(folder_, number);
        if (number != position) return break_at(tree_.size(), "journal.segment_broken", segment_path({}, position));
        const auto file = File::open(path, File::Mode::read_only);
        if (!check_header(*file)) return;
        FrameReader reader(*file, kSegmentHeaderBytes);
        std::vector<Frame> frames;
        FrameState state = FrameState::whole;
        while (state == FrameState::whole && !broken_) {
            state = reader.next(frames);
            add(frames);
        }
        if (state != FrameState::broken || broken_) return;
        const bool covered = !heads_.empty() && tree_.size() < heads_.back().size;
        // At the very end a frame may be torn, or just being written: no head covers it and nothing follows it.
        if (last && !covered && !followed(*file, reader.offset())) return;
        break_at(tree_.size(), "journal.frame_broken", path);
    }

    bool check_header(const File& file) {
        std::array<char, kSegmentHeaderBytes> bytes{};
        const std::string_view view(bytes.data(), file.read_at(0, bytes));
        const auto header = decode_header(view);
        // The newest segment's header is written once the tree has come as far.
        const bool unwritten = view.find_first_not_of('\0') == std::string_view::npos;
        const bool covered = !heads_.empty() && tree_.size() < heads_.back().size;
        if (!header && unwritten && !covered) return true;
        if (!header || header->first != tree_.size()) {
            break_at(tree_.size(), "journal.segment_broken", file.path());
        } else if (header->root != tree_.root()) {
            break_at(differing_.value_or(good_), "journal.root_wrong", file.path());
        }
        return !broken_;
    }

    static bool followed(const File& file, uint64_t offset) {
        std::string bytes(kFrameHeaderBytes, '\0');
        bytes.resize(file.read_at(offset, bytes));
        if (bytes.size() < 4) return false;
        const uint32_t length = static_cast<uint8_t>(bytes[0]) | static_cast<uint8_t>(bytes[1]) << 8 |
                                static_cast<uint8_t>(bytes[2]) << 16 |
                                static_cast<uint32_t>(static_cast<uint8_t>(bytes[3])) << 24;
        if (length > kMaxEntryBytes) return false;
        std::vector<Frame> frames;
        FrameReader reader(file, offset + kFrameHeaderBytes + length);
        (void)reader.next(frames);
        return !frames.empty();
    }

    void add(const std::vector<Frame>& frames) {
        views_.clear();
        for (const Frame& frame : frames) views_.push_back(as_bytes(frame.text));
        leaves_.resize(views_.size());
        crypto::leaf_hashes(kSm3, views_, leaves_);
        std::span<const crypto::Digest> rest = leaves_;
        while (!rest.empty() && !broken_) {
            size_t count = rest.size();
            if (next_head_ < heads_.size()) count = std::min<uint64_t>(count, heads_[next_head_].size - tree_.size());
            const auto part = rest.first(count);
            if (leaf_file_ && !differing_) {
                if (const auto at = leaves_differ(*leaf_file_, tree_.size(), part)) differing_ = tree_.size() + *at;
            }
            tree_.append(part);
            rest = rest.subspan(count);
            check_heads_here();
        }
        const uint64_t covered = heads_.empty() ? 0 : heads_.back().size;
        if (progress_) progress_(tree_.size(), std::max(tree_.size(), covered));
    }

    void check_heads_here() {
        for (; next_head_ < heads_.size() && heads_[next_head_].size == tree_.size(); ++next_head_) {
            const KnownHead& head = heads_[next_head_];
            if (head.root != tree_.root()) {
                return break_at(differing_.value_or(good_), "journal.root_wrong",
                                "head " + std::to_string(head.number));
            }
            good_ = head.size;
            differing_.reset();
        }
    }

    void break_at(uint64_t entry, std::string_view reason, const std::filesystem::path& where = {}) {
        broken_ = entry;
        reason_ = reason;
        detail_ = where.filename().string();
    }

    const std::filesystem::path& folder_;
    const crypto::PublicKey& key_;
    const std::function<void(uint64_t done, uint64_t total)>& progress_;
    crypto::CompactTree tree_;
    std::shared_ptr<File> leaf_file_;
    std::vector<KnownHead> heads_;
    std::string head_reason_;
    std::string head_detail_;
    size_t next_head_ = 0;
    uint64_t good_ = 0;  // entries that a head with the right root covers
    std::optional<uint64_t>
        differing_;  // the first entry above good_ that is not what its leaf was when it was written
    std::vector<BytesView> views_;
    std::vector<crypto::Digest> leaves_;
    std::optional<uint64_t> broken_;
    std::string reason_;
    std::string detail_;
};

}  // namespace

Verification verify(const std::filesystem::path& folder, const crypto::PublicKey& key,
                    const std::function<void(uint64_t done, uint64_t total)>& progress) {
    if (!std::filesystem::is_directory(folder)) {
        throw Error(ErrorKind::not_found, "journal.unreadable", folder.string() + ": no such folder");
    }
    return Verifier(folder, key, progress).run();
}

}  // namespace yici::journal

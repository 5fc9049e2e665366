#include "foundation/journal/recovery.h"

#include <string>

#include "foundation/base/log.h"

namespace yici::journal {

namespace {

class Recovery {
  public:
    Recovery(const std::filesystem::path& folder, const std::optional<Head>& last_head, Segments& segments,
             Nodes& nodes)
        : folder_(folder), last_head_(last_head), segments_(segments), nodes_(nodes) {}

    void run() {
        open_files();
        size_t from = last_headed();
        const uint64_t start = from < files_.size() && headers_[from] ? headers_[from]->first : 0;
        if (!nodes_.cut_to(start) ||
            nodes_.root() != (start ? headers_[from]->root : crypto::sm3(std::string_view()))) {
            log::warning("journal.nodes_rebuilt", {{"folder", folder_.string()}});
            from = 0;
            if (!nodes_.cut_to(0)) fail_damaged(folder_ / "nodes", 0, "unreadable");
        }
        adopt_before(from);
        for (size_t i = from; i < files_.size(); ++i) {
            if (!take(i)) {
                drop_after(i);
                break;
            }
        }
        if (last_head_ && last_head_->size > nodes_.size()) {
            fail_damaged(folder_, nodes_.size(), "entries that a signed head covers are missing");
        }
        nodes_.trim();
    }

  private:
    void open_files() {
        const auto numbers = segment_numbers(folder_);
        for (size_t i = 0; i < numbers.size(); ++i) {
            const auto path = segment_path(folder_, i);
            if (numbers[i] != i) fail_damaged(path, i ? first_of(i - 1) : 0, "the segment is missing");
            files_.push_back(File::open(path, File::Mode::read_write));
            std::string bytes(kSegmentHeaderBytes, '\0');
            bytes.resize(files_.back()->read_at(0, bytes));
            headers_.push_back(decode_header(bytes));
            empty_.push_back(bytes.find_first_not_of('\0') == std::string::npos);
            const bool sound = headers_.back() ? !(i && empty_[i - 1]) : empty_.back();
            if (!sound) fail_damaged(path, i ? first_of(i - 1) : 0, "broken segment header");
        }
    }
    [[nodiscard]] uint64_t first_of(size_t i) const { return headers_[i] ? headers_[i]->first : 0; }

    /// The last segment with a header: what is before it is complete and chained to it by its root.
    [[nodiscard]] size_t last_headed() const {
        size_t last = 0;
        for (size_t i = 0; i < headers_.size(); ++i) {
            if (headers_[i]) last = i;
        }
        return last;
    }

    void adopt_before(size_t from) {
        for (size_t i = 0; i < from; ++i) {
            auto segment = std::make_shared<Segment>();
            segment->number = i;
            segment->first = headers_[i]->first;
            segment->count = headers_[i + 1]->first - headers_[i]->first;
            segment->used = files_[i]->size();
            segment->file = files_[i];
            segments_.adopt(std::move(segment));
        }
    }

    /// Reads one segment whole; false when nothing after it counts.
    bool take(size_t i) {
        auto segment = std::make_shared<Segment>();
        segment->number = i;
        segment->first = nodes_.size();
        segment->indexed = true;
        segment->file = files_[i];
        check_header(i, segment->first);
        FrameReader reader(*files_[i], kSegmentHeaderBytes);
        std::vector<Frame> frames;
        FrameState state = FrameState::whole;
        while (state == FrameState::whole) {
            state = reader.next(frames);
            add_frames(*segment, frames);
        }
        if (state == FrameState::broken) check_torn_tail(i, *segment);
        // Also where the end is clean: what an unacknowledged write left behind it must never be read again.
        files_[i]->truncate(segment->used);
        const bool unused = empty_[i] && segment->count == 0;
        if (unused) return false;
        if (empty_[i]) files_[i]->write_at(0, encode({segment->first, root_before_}));
        segments_.adopt(std::move(segment));
        return state == FrameState::end;
    }

    void check_header(size_t i, uint64_t first) {
        root_before_ = nodes_.root();
        if (!headers_[i]) return;
        if (headers_[i]->first != first) fail_damaged(files_[i]->path(), first, "entries before it are missing");
        if (headers_[i]->root != root_before_) fail_damaged(files_[i]->path(), first, "not chained to what is before");
    }

    void add_frames(Segment& segment, const std::vector<Frame>& frames) {
        std::vector<BytesView> texts;
        for (const Frame& frame : frames) {
            if (segment.count++ % Segment::kStride == 0) segment.places.push_back(segment.used);
            segment.used += kFrameHeaderBytes + frame.text.size();
            texts.push_back(as_bytes(frame.text));
        }
        std::vector<crypto::Digest> leaves(texts.size());
        crypto::leaf_hashes(crypto::HashAlgorithm::sm3, texts, leaves);
        const auto differing = nodes_.first_difference(leaves);
        if (differing && !differing_) differing_ = nodes_.size() + *differing;
        // The last head's root is looked at when exactly its entries are there.
        size_t head_at = leaves.size();
        if (last_head_ && last_head_->size > nodes_.size() && last_head_->size - nodes_.size() <= leaves.size()) {
            head_at = last_head_->size - nodes_.size();
        }
        nodes_.append(std::span(leaves).first(head_at));
        if (last_head_ && last_head_->size == nodes_.size() && nodes_.root() != last_head_->root) {
            fail_damaged(segment.file->path(), differing_.value_or(nodes_.size() - 1),
                         "the signed head's root does not follow");
        }
        nodes_.append(std::span(leaves).subspan(head_at));
    }

    void check_torn_tail(size_t i, const Segment& segment) {
        const uint64_t entry = segment.first + segment.count;
        const bool headed = last_head_ && last_head_->size > entry;
        if (headed || i < last_headed()) fail_damaged(segment.file->path(), entry, "broken frame");
        log::warning("journal.tail_cut", {{"segment", segment.file->path().filename().string()},
                                          {"entry", std::to_string(entry)},
                                          {"bytes", std::to_string(segment.file->size() - segment.used)}});
    }

    /// Segments that a kill left unused behind the last one with entries.
    void drop_after(size_t i) {
        const bool keep = segments_.last() && segments_.last()->number == i;
        for (size_t k = keep ? i + 1 : i; k < files_.size(); ++k) std::filesystem::remove(files_[k]->path());
    }

    const std::filesystem::path& folder_;
    const std::optional<Head>& last_head_;
    Segments& segments_;
    Nodes& nodes_;
    std::vector<std::shared_ptr<File>> files_;
    std::vector<std::optional<SegmentHeader>> headers_;
    std::vector<bool> empty_;
    crypto::Digest root_before_{};
    std::optional<uint64_t> differing_;  // the first entry that is not what the old leaf file says
};

}  // namespace

void recover(const std::filesystem::path& folder, const std::optional<Head>& last_head, Segments& segments,
             Nodes& nodes) {
    Recovery(folder, last_head, segments, nodes).run();
}

}  // namespace yici::journal

#include "foundation/journal/segments.h"

#include <algorithm>
#include <utility>

#include "foundation/base/error.h"

namespace yici::journal {

void Chunk::add(uint64_t outbox, std::string_view text) {
    append_frame(bytes, outbox, text);
    texts.emplace_back(static_cast<uint32_t>(bytes.size() - text.size()), static_cast<uint32_t>(text.size()));
}

std::filesystem::path segment_path(const std::filesystem::path& folder, uint64_t number) {
    std::string name = std::to_string(number);
    name.insert(0, name.size() < 8 ? 8 - name.size() : 0, '0');
    return folder / (name + ".log");
}

std::vector<uint64_t> segment_numbers(const std::filesystem::path& folder) {
    std::vector<uint64_t> numbers;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".log") continue;
        if (const auto number = parse_integer(entry.path().stem().string())) numbers.push_back(*number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

void fail_damaged(const std::filesystem::path& segment, uint64_t entry, std::string_view why) {
    throw Error(ErrorKind::internal, "journal.damaged",
                segment.filename().string() + ", entry " + std::to_string(entry) + ": " + std::string(why));
}

void Segments::adopt(SegmentPointer segment) {
    const std::lock_guard lock(mutex_);
    size_ = segment->first + segment->count;
    segments_.push_back(std::move(segment));
}

Segments::Appended Segments::append(const Chunk& chunk) {
    Appended appended{size_.load(std::memory_order_relaxed), last(), false, nullptr};
    const bool fits =
        appended.segment && (appended.segment->count == 0 || appended.segment->used + chunk.bytes.size() <= limit_);
    if (!fits) {
        appended.before = std::exchange(appended.segment, roll());
        appended.rolled = true;
    }
    Segment& segment = *appended.segment;
    try {
        segment.file->write_at(segment.used, chunk.bytes);
    } catch (...) {
        // What was written in part must not look like entries after a restart.
        try {
            segment.file->write_at(segment.used, std::string(chunk.bytes.size(), '\0'));
        } catch (const Error&) {
        }
        throw;
    }
    {
        const std::lock_guard lock(mutex_);
        for (size_t i = 0; i < chunk.texts.size(); ++i) {
            if ((segment.count + i) % Segment::kStride != 0) continue;
            segment.places.push_back(segment.used + chunk.texts[i].first - kFrameHeaderBytes);
        }
        segment.count += chunk.texts.size();
        segment.used += chunk.bytes.size();
        if (appended.rolled) segments_.push_back(appended.segment);
    }
    size_.store(appended.first + chunk.texts.size(), std::memory_order_release);
    return appended;
}

std::shared_ptr<File> Segments::make_file(uint64_t number) const {
    const auto path = segment_path(folder_, number);
    auto file = File::open(path, File::Mode::create);
    try {
        file->reserve(limit_);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        throw;
    }
    sync_folder(folder_);
    return file;
}

SegmentPointer Segments::roll() {
    auto segment = std::make_shared<Segment>();
    const auto before = last();
    segment->number = before ? before->number + 1 : 0;
    segment->first = size();
    segment->indexed = true;
    const std::lock_guard making(making_);
    segment->file = next_ ? std::exchange(next_, nullptr) : make_file(segment->number);
    return segment;
}

void Segments::prepare_next() {
    const std::lock_guard making(making_);
    const auto segment = last();
    if (!segment || next_) return;
    {
        const std::lock_guard lock(mutex_);
        if (segment->used * 2 < limit_) return;
    }
    next_ = make_file(segment->number + 1);
}

SegmentPointer Segments::last() const {
    const std::lock_guard lock(mutex_);
    return segments_.empty() ? nullptr : segments_.back();
}

void Segments::finish() {
    const std::lock_guard making(making_);
    const std::lock_guard lock(mutex_);
    if (next_) std::filesystem::remove(next_->path());
    next_.reset();
    if (!segments_.empty()) segments_.back()->file->truncate(segments_.back()->used);
}

SegmentPointer Segments::find(uint64_t index) const {
    const std::lock_guard lock(mutex_);
    const auto after = std::upper_bound(segments_.begin(), segments_.end(), index,
                                        [](uint64_t at, const SegmentPointer& segment) { return at < segment->first; });
    return after == segments_.begin() ? nullptr : *std::prev(after);
}

uint64_t Segments::place_before(const SegmentPointer& segment, uint64_t index) const {
    {
        const std::lock_guard lock(mutex_);
        if (segment->indexed) return segment->places[(index - segment->first) / Segment::kStride];
    }
    std::vector<uint64_t> places;
    FrameReader reader(*segment->file, kSegmentHeaderBytes);
    std::vector<Frame> frames;
    uint64_t at = kSegmentHeaderBytes;
    uint64_t seen = 0;
    for (FrameState state = FrameState::whole; state == FrameState::whole;) {
        state = reader.next(frames);
        for (const Frame& frame : frames) {
            if (seen++ % Segment::kStride == 0) places.push_back(at);
            at += kFrameHeaderBytes + frame.text.size();
        }
    }
    if (seen < segment->count) fail_damaged(segment->file->path(), segment->first + seen, "broken frame");
    const std::lock_guard lock(mutex_);
    segment->places = std::move(places);
    segment->indexed = true;
    return segment->places[(index - segment->first) / Segment::kStride];
}

void Segments::read_from(const SegmentPointer& segment, uint64_t first, uint64_t last,
                         std::vector<Stored>& found) const {
    FrameReader reader(*segment->file, place_before(segment, first), 64 << 10);
    uint64_t index = first - (first - segment->first) % Segment::kStride;
    std::vector<Frame> frames;
    while (index < last) {
        const FrameState state = reader.next(frames);
        for (const Frame& frame : frames) {
            if (index >= first && index < last) {
                const auto time = frame.text.size() > 37 ? parse_instant(frame.text.substr(9, 27)) : std::nullopt;
                found.push_back({index, time.value_or(Instant{}), std::string(frame.text)});
            }
            ++index;
        }
        if (state != FrameState::whole && index < last) fail_damaged(segment->file->path(), index, "broken frame");
    }
}

std::vector<Stored> Segments::read(uint64_t first, size_t count) const {
    const uint64_t size = this->size();
    std::vector<Stored> found;
    if (first >= size) return found;
    const uint64_t end = first + std::min<uint64_t>(count, size - first);
    found.reserve(end - first);
    while (first < end) {
        const auto segment = find(first);
        uint64_t stop = end;
        {
            const std::lock_guard lock(mutex_);
            stop = std::min(end, segment->first + segment->count);
        }
        read_from(segment, first, stop, found);
        first = stop;
    }
    return found;
}

void Segments::scan_back(const std::function<bool(const std::vector<Frame>&)>& each) const {
    std::vector<SegmentPointer> segments;
    {
        const std::lock_guard lock(mutex_);
        segments.assign(segments_.rbegin(), segments_.rend());
    }
    std::vector<Frame> frames;
    for (const auto& segment : segments) {
        bool more = true;
        FrameReader reader(*segment->file, kSegmentHeaderBytes);
        for (FrameState state = FrameState::whole; state == FrameState::whole;) {
            state = reader.next(frames);
            more = each(frames) && more;
        }
        if (!more) return;
    }
}

}  // namespace yici::journal

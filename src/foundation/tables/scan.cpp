#include "foundation/tables/scan.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "foundation/base/csv.h"
#include "foundation/base/error.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/tables/csv_block.h"
#include "foundation/tables/read.h"

namespace yici::tables {
namespace {

constexpr size_t kSample = size_t{1} << 20;
constexpr size_t kBlocksUnderWay = 12;

}  // namespace

/// The bytes: an open file's, or a text's in memory.
class CsvFile::Source {
  public:
    explicit Source(const std::filesystem::path& file) : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), name_(file) {
        std::error_code error;
        size_ = std::filesystem::file_size(file, error);
        if (fd_ < 0 || error) throw Error(ErrorKind::not_found, "tables.cannot_read", name_);
    }
    explicit Source(std::string text) : text_(std::move(text)), size_(text_.size()) {}
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    ~Source() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] uint64_t size() const { return size_; }

    /// Appends what lies in [begin, end) of it.
    void read(uint64_t begin, uint64_t end, std::string& out) const {
        end = std::min(end, size_);
        if (begin >= end) return;
        if (fd_ < 0) {
            out.append(text_, begin, end - begin);
            return;
        }
        const size_t before = out.size();
        out.resize(before + (end - begin));
        size_t got = 0;
        while (got < end - begin) {
            const ssize_t more =
                ::pread(fd_, out.data() + before + got, end - begin - got, static_cast<off_t>(begin + got));
            if (more <= 0) throw Error(ErrorKind::not_found, "tables.cannot_read", name_ + " is shorter than it was");
            got += static_cast<size_t>(more);
        }
    }

  private:
    int fd_ = -1;
    std::string name_;
    std::string text_;
    uint64_t size_ = 0;
};

/// One pass over the file. Workers take pieces of it in order; where a piece's first row begins is told by the quotes
/// before it, which holds for sound files; the reader of the results sees when it did not, and reads that piece again.
class CsvFile::Scan {
  public:
    Scan(const CsvFile& file, size_t block_size, const std::function<void(Block&)>& work)
        : file_(file),
          source_(*file.source_),
          work_(work),
          block_size_(block_size),
          pieces_((source_.size() - file.rows_begin_ + block_size - 1) / block_size) {}

    void run(size_t threads, const std::function<void(Block&)>& take) {
        std::vector<std::thread> workers;
        for (size_t i = 0; i < std::max<size_t>(threads, 1); ++i) workers.emplace_back([this] { work_on_pieces(); });
        try {
            take_in_order(take);
        } catch (...) {
            stop(std::current_exception());
        }
        stop(nullptr);
        for (std::thread& worker : workers) worker.join();
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    struct Piece {
        std::optional<Block> block;  // none when no row begins in the piece, as far as it could be told
        int64_t lines = 0;
    };

    [[nodiscard]] uint64_t begin_of(size_t piece) const {
        return std::min(file_.rows_begin_ + piece * block_size_, source_.size());
    }

    void stop(std::exception_ptr failure) {
        const std::lock_guard lock(mutex_);
        if (failure && !failure_) failure_ = std::move(failure);
        stopped_ = true;
        changed_.notify_all();
    }

    void work_on_pieces() {
        try {
            while (const auto piece = next_piece()) {
                Piece made = read_piece(*piece);
                const std::lock_guard lock(mutex_);
                ready_[*piece] = std::move(made);
                changed_.notify_all();
            }
        } catch (...) {
            stop(std::current_exception());
        }
    }

    std::optional<size_t> next_piece() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_ || next_ >= pieces_ || next_ < taken_ + kBlocksUnderWay; });
        if (stopped_ || next_ >= pieces_) return std::nullopt;
        return next_++;
    }

    /// The parity of the quotes before the piece; `quotes` are its own. Pieces come to this in order.
    bool quoted_at(size_t piece, size_t quotes) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_ || counted_ == piece; });
        const bool quoted = quoted_;
        quoted_ = quoted_ != (quotes % 2 == 1);
        ++counted_;
        changed_.notify_all();
        return quoted;
    }

    Piece read_piece(size_t piece) {
        Block block = spare_block();
        std::string bytes = std::move(block.bytes);
        bytes.clear();
        bytes.reserve(block_size_ + block_size_ / 4);
        const uint64_t begin = begin_of(piece);
        source_.read(begin, begin_of(piece + 1), bytes);
        const bool quoted = quoted_at(piece, count_quotes(bytes.data(), bytes.size()));
        const std::optional<size_t> start = piece == 0 ? 0 : first_row(bytes, quoted);
        if (!start) return {};
        bytes.erase(0, *start);
        block.bytes = std::move(bytes);
        return read_rows(begin + *start, begin_of(piece + 1), std::move(block));
    }

    static std::optional<size_t> first_row(std::string_view bytes, bool quoted) {
        for (size_t at = 0; at < bytes.size(); ++at) {
            if (bytes[at] == '"') quoted = !quoted;
            if (bytes[at] == '\n' && !quoted) return at + 1;
        }
        return std::nullopt;
    }

    /// Memory of blocks that were taken goes round: the system would clear it for each new one.
    Block spare_block() {
        const std::lock_guard lock(mutex_);
        if (spare_.empty()) return {};
        Block block = std::move(spare_.back());
        spare_.pop_back();
        return block;
    }

    void give_back(Block block) {
        block.result.reset();
        const std::lock_guard lock(mutex_);
        spare_.push_back(std::move(block));
    }

    /// The rows that begin from `begin` to `last`; block.bytes holds what was read behind `begin` already.
    Piece read_rows(uint64_t begin, uint64_t last, Block bytes_read) {
        Piece made;
        Block& block = made.block.emplace(std::move(bytes_read));
        block.begin = begin;
        CsvBlockReader reader(block, file_.header_.size(), file_.separator_);
        for (size_t more = size_t{1} << 14;; more *= 4) {
            source_.read(begin + block.bytes.size(), begin + block.bytes.size() + more, block.bytes);
            const bool whole = begin + block.bytes.size() >= source_.size();
            if (const auto taken = reader.read(last - begin, whole)) {
                block.end = begin + *taken;
                made.lines = reader.lines_passed();
                work_(block);
                return made;
            }
        }
    }

    void take_in_order(const std::function<void(Block&)>& take) {
        uint64_t at = file_.rows_begin_;
        int64_t line = file_.first_line_;
        for (size_t piece = 0; piece < pieces_; ++piece) {
            std::optional<Piece> made = wait_for(piece);
            if (!made) return;
            const uint64_t last = begin_of(piece + 1);
            if (at >= source_.size() || at > last) continue;  // rows of earlier pieces reach beyond this one
            if (!made->block || made->block->begin != at) made = read_rows(at, last, Block{});
            Block& block = *made->block;
            for (int64_t& each : block.lines) each += line;
            for (Block::Rejected& each : block.rejected) each.line += line;
            at = block.end;
            line += made->lines;
            take(block);
            give_back(std::move(block));
        }
    }

    std::optional<Piece> wait_for(size_t piece) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_ || ready_.contains(piece); });
        if (!ready_.contains(piece)) return std::nullopt;
        Piece made = std::move(ready_.extract(piece).mapped());
        taken_ = piece + 1;
        changed_.notify_all();
        return made;
    }

    const CsvFile& file_;
    const Source& source_;
    const std::function<void(Block&)>& work_;
    const size_t block_size_;
    const size_t pieces_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<size_t, Piece> ready_;
    std::vector<Block> spare_;
    size_t next_ = 0, taken_ = 0, counted_ = 0;
    bool quoted_ = false;
    bool stopped_ = false;
    std::exception_ptr failure_;
};

CsvFile::CsvFile(const std::filesystem::path& file) : CsvFile(std::make_unique<Source>(file)) {
    std::string sample;
    source_->read(0, kSample, sample);
    const bool marked = sample.starts_with("\xFF\xFE") || sample.starts_with("\xFE\xFF");
    const auto fault = utf8_fault(sample);
    // A character may be cut where the sample ends; a file with some spoilt rows stays as it is.
    const bool cut = fault && *fault + 4 > sample.size() && sample.size() < source_->size();
    if (!fault || cut || (!marked && mostly_utf8(sample))) return;
    std::string all;
    source_->read(0, source_->size(), all);
    source_ = std::make_unique<Source>(to_utf8(all));
    read_header();
}

CsvFile::CsvFile(std::unique_ptr<Source> source) : source_(std::move(source)) {
    read_header();
}

CsvFile CsvFile::of_text(std::string text) {
    return CsvFile(std::make_unique<Source>(std::move(text)));
}

CsvFile::CsvFile(CsvFile&&) noexcept = default;
CsvFile::~CsvFile() = default;

uint64_t CsvFile::size() const {
    return source_->size();
}

void CsvFile::read_header() {
    std::string front;
    source_->read(0, kSample, front);
    separator_ = csv_separator(front);
    std::vector<Finding> findings;
    CsvReader reader(front, "", findings, {separator_, true, true});
    const size_t mark = front.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    if (!reader.next()) {
        rows_begin_ = source_->size();
        return;
    }
    header_.assign(reader.cells().begin(), reader.cells().end());
    rows_begin_ = mark + reader.position();
    first_line_ = reader.next_line();
}

void CsvFile::scan(const std::function<void(Block&)>& work, const std::function<void(Block&)>& take, size_t threads,
                   size_t block_size) const {
    if (rows_begin_ < source_->size()) Scan(*this, std::max<size_t>(block_size, 1), work).run(threads, take);
}

}  // namespace yici::tables

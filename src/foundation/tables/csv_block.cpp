#include "foundation/tables/csv_block.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "foundation/base/csv.h"
#include "foundation/base/text.h"

namespace yici::tables {
namespace {

constexpr size_t kWord = 64;
constexpr size_t kLongestShown = 4096;

/// Bit i of the result: an odd number of bits at or below i.
uint64_t parity_below(uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

/// What the word before leaves behind.
struct Carry {
    uint64_t quoted = 0;     // all ones inside quotes
    uint64_t structure = 1;  // the byte before was an end of cell or row, as before the first byte
    uint64_t quote = 0;      // it was a quote
    uint64_t closing = 0;    // and a closing one
};

/// The ends of cells and rows among 64 bytes; `faulty` when a quote stands where RFC 4180 has none.
uint64_t ends_of(const CsvMasks& masks, uint64_t inside, Carry& carry, bool& faulty) {
    const uint64_t quoted = parity_below(masks.quotes) ^ carry.quoted;
    const uint64_t ends = (masks.separators | masks.line_feeds | masks.returns) & ~quoted;
    const uint64_t opening = masks.quotes & quoted;
    const uint64_t closing = masks.quotes & ~quoted;
    const uint64_t before = (ends | masks.quotes) << 1 | carry.structure | carry.quote;
    const uint64_t after_closing = (closing << 1 | carry.closing) & inside;
    faulty = (opening & ~before) != 0 || (after_closing & ~(ends | masks.quotes)) != 0;
    carry = {static_cast<uint64_t>(static_cast<int64_t>(quoted) >> 63), ends >> 63, masks.quotes >> 63, closing >> 63};
    return ends;
}

}  // namespace

void CsvBlockReader::reset() {
    block_.pieces.clear();
    block_.lines.clear();
    block_.rejected.clear();
    unescaped_.clear();
    moved_.clear();
    row_begins_.clear();
    row_ends_.clear();
    row_begin_ = cell_begin_ = cells_ = 0;
    line_ = row_line_ = 0;
}

std::optional<size_t> CsvBlockReader::read(size_t limit, bool whole) {
    size_t taken = 0;
    reset();
    End end = read_fast(limit, whole, taken);
    if (end == End::faulty) {
        reset();
        end = read_slow(limit, whole, taken);
    }
    if (end == End::cut) return std::nullopt;
    const size_t raw = block_.bytes.size();
    for (const size_t piece : moved_) block_.pieces[piece].offset += raw;
    reject_bad_utf8(taken);
    block_.bytes += unescaped_;
    block_.cells = {block_.bytes.data(), block_.pieces.data(), columns_, block_.lines.size()};
    return taken;
}

CsvBlockReader::End CsvBlockReader::read_fast(size_t limit, bool whole, size_t& taken) {
    std::string& bytes = block_.bytes;
    const size_t size = bytes.size();
    const size_t words = (size + kWord - 1) / kWord;
    bytes.resize(words * kWord, '\0');
    masks_.resize(words);
    classify_csv(bytes.data(), words, separator_, masks_.data());
    bytes.resize(size);
    Carry carry;
    for (size_t word = 0; word < words; ++word) {
        const size_t left = size - word * kWord;
        bool faulty = false;
        uint64_t ends = ends_of(masks_[word], left >= kWord ? ~uint64_t{0} : (uint64_t{1} << left) - 1, carry, faulty);
        const uint64_t separators = masks_[word].separators;
        if (faulty) return End::faulty;
        for (; ends != 0; ends &= ends - 1) {
            const auto bit = static_cast<size_t>(std::countr_zero(ends));
            const size_t at = word * kWord + bit;
            if (at < cell_begin_) continue;  // the line feed of a pair that was taken
            add_cell(cell_begin_, at);
            cell_begin_ = at + 1;
            if ((separators >> bit & 1) != 0) continue;
            if (bytes[at] == '\r' && at + 1 == size && !whole) return End::cut;
            if (bytes[at] == '\r' && at + 1 < size && bytes[at + 1] == '\n') ++cell_begin_;
            end_row(at);
            if (row_begin_ > limit) {
                taken = row_begin_;
                return End::done;
            }
        }
    }
    if (carry.quoted != 0) return whole ? End::faulty : End::cut;
    if (!whole) return End::cut;
    if (row_begin_ < size) {
        add_cell(cell_begin_, size);
        cell_begin_ = size;
        end_row(size);
    }
    taken = size;
    return End::done;
}

void CsvBlockReader::add_cell(size_t begin, size_t end) {
    const std::string& bytes = block_.bytes;
    if (begin < end && bytes[begin] == '"') {
        ++begin;
        --end;
        const std::string_view inside = std::string_view(bytes).substr(begin, end - begin);
        line_ += std::count(inside.begin(), inside.end(), '\n');
        for (size_t i = inside.find('\r'); i != std::string_view::npos; i = inside.find('\r', i + 1))
            if (i + 1 >= inside.size() || inside[i + 1] != '\n') ++line_;
        if (inside.find('"') != std::string_view::npos) {
            const size_t from = unescaped_.size();
            for (size_t i = 0; i < inside.size(); ++i) {
                unescaped_ += inside[i];
                if (inside[i] == '"') ++i;
            }
            moved_.push_back(block_.pieces.size());
            block_.pieces.push_back({from, unescaped_.size() - from});
            ++cells_;
            return;
        }
    }
    block_.pieces.push_back({begin, end - begin});
    ++cells_;
}

/// Keeps the row whose cells were added, or takes them away again; true when it was kept.
bool CsvBlockReader::end_row(size_t end) {
    std::vector<Piece>& pieces = block_.pieces;
    const size_t first = pieces.size() - cells_;
    const bool blank = end == row_begin_;
    const auto length = [&](const Piece& piece) { return static_cast<size_t>(piece.length); };
    while (cells_ > columns_ && length(pieces.back()) == 0) {
        pieces.pop_back();
        --cells_;
    }
    while (!moved_.empty() && moved_.back() >= pieces.size()) moved_.pop_back();
    const bool kept = !blank && cells_ <= columns_;
    if (kept) {
        pieces.resize(first + columns_, Piece{0, 0});
        block_.lines.push_back(row_line_);
        row_begins_.push_back(row_begin_);
        row_ends_.push_back(end);
    } else {
        if (!blank) reject(row_line_, "tables.too_many_cells", row_begin_, end);
        pieces.resize(first);
        while (!moved_.empty() && moved_.back() >= first) moved_.pop_back();
    }
    cells_ = 0;
    ++line_;
    row_line_ = line_;
    row_begin_ = cell_begin_;
    return kept;
}

CsvBlockReader::End CsvBlockReader::read_slow(size_t limit, bool whole, size_t& taken) {
    std::vector<Finding> findings;
    CsvReader reader(block_.bytes, "", findings, {separator_, true, false});
    size_t told = 0;
    const auto take_findings = [&](size_t end) {
        for (; told < findings.size(); ++told) reject(findings[told].line - 1, findings[told].key, row_begin_, end);
    };
    while (reader.next(limit)) {
        if (!whole && reader.position() >= block_.bytes.size()) return End::cut;
        take_findings(reader.row_position());
        row_begin_ = reader.row_position();
        row_line_ = reader.line() - 1;
        for (const std::string_view cell : reader.cells()) {
            const bool inside =
                cell.data() >= block_.bytes.data() && cell.data() < block_.bytes.data() + block_.bytes.size();
            if (inside) {
                block_.pieces.push_back({static_cast<size_t>(cell.data() - block_.bytes.data()), cell.size()});
            } else {
                moved_.push_back(block_.pieces.size());
                block_.pieces.push_back({unescaped_.size(), cell.size()});
                unescaped_ += cell;
            }
            ++cells_;
        }
        end_row(reader.position());
        row_begin_ = cell_begin_ = reader.position();
    }
    if (!whole && reader.position() >= block_.bytes.size()) return End::cut;
    take_findings(reader.position());
    line_ = reader.next_line() - 1;
    taken = reader.position();
    return End::done;
}

void CsvBlockReader::reject(int64_t line, std::string key, size_t begin, size_t end) {
    const size_t length = std::min(end > begin ? end - begin : 0, kLongestShown);
    block_.rejected.push_back({line, std::move(key), block_.bytes.substr(begin, length)});
}

void CsvBlockReader::reject_bad_utf8(size_t taken) {
    const std::string_view bytes = std::string_view(block_.bytes).substr(0, taken);
    std::vector<uint8_t> bad;
    for (size_t from = 0; from < bytes.size();) {
        const auto fault = utf8_fault(bytes.substr(from));
        if (!fault) break;
        const size_t at = from + *fault;
        from = at + 1;
        const auto behind = std::upper_bound(row_begins_.begin(), row_begins_.end(), at);
        if (behind == row_begins_.begin()) continue;
        const auto row = static_cast<size_t>(behind - row_begins_.begin()) - 1;
        if (at >= row_ends_[row]) continue;  // of a row that was rejected already
        bad.resize(row_begins_.size(), 0);
        reject(block_.lines[row], "base.bad_encoding", row_begins_[row], row_ends_[row]);
        bad[row] = 1;
        from = row_ends_[row];
    }
    if (bad.empty()) return;
    size_t kept = 0;
    for (size_t row = 0; row < bad.size(); ++row) {
        if (bad[row] != 0) continue;
        std::copy_n(block_.pieces.begin() + static_cast<std::ptrdiff_t>(row * columns_), columns_,
                    block_.pieces.begin() + static_cast<std::ptrdiff_t>(kept * columns_));
        block_.lines[kept++] = block_.lines[row];
    }
    block_.lines.resize(kept);
    block_.pieces.resize(kept * columns_);
}

}  // namespace yici::tables

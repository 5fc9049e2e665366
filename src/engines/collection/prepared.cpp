#include "engines/collection/prepared.h"

#include <algorithm>
#include <cstring>

#include "engines/codes/codes.h"
#include "engines/quality/row_rules.h"
#include "foundation/base/instants.h"
#include "foundation/base/text.h"

namespace yici::collection {
namespace {

constexpr char kEnd = '\x1F';
constexpr char kEscape = '\x1E';

/// Bytes of 0x80 where those of `word` are zero.
uint64_t zero_bytes(uint64_t word) {
    constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7FU;
    return ~(((word & kLow) + kLow) | word | kLow);
}

/// Whether a text has exactly `ends` ends of cells and no other byte that matters, so that it needs no escapes.
bool is_plain(std::string_view text, size_t ends) {
    constexpr uint64_t kOnes = 0x0101010101010101U;
    size_t found = 0;
    for (size_t at = 0; at < text.size(); at += 8) {
        uint64_t word = 0x2020202020202020U;
        std::memcpy(&word, text.data() + at, std::min<size_t>(8, text.size() - at));
        if ((zero_bytes(word) | zero_bytes(word ^ kOnes * kEscape)) != 0) return false;
        found += ((zero_bytes(word ^ kOnes * kEnd) >> 7) * kOnes) >> 56;
    }
    return found == ends;
}

template <typename Text>
void append_cell(Text& out, std::string_view cell) {
    for (const char c : cell) {
        if (c == kEnd || c == kEscape) out += kEscape;
        out += c;
    }
}

template <typename Text>
void append_columns(Text& out, const tables::Cells& cells, size_t row, const std::vector<size_t>& columns) {
    const size_t before = out.size();
    for (size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += kEnd;
        out += cells.at(row, columns[i]);
    }
    if (is_plain(std::string_view(out).substr(before), columns.size() - 1)) return;
    out.resize(before);
    for (size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += kEnd;
        append_cell(out, cells.at(row, columns[i]));
    }
}

bool row_contains_nul(const tables::Cells& cells, size_t row) {
    for (size_t column = 0; column < cells.columns; ++column)
        if (cells.at(row, column).find('\0') != std::string_view::npos) return true;
    return false;
}

/// Of all that lies between the first cell's begin and the last one's end, which a block of a file fills.
bool contains_nul(const tables::Cells& cells) {
    if (cells.rows == 0 || cells.columns == 0) return false;
    uint64_t begin = UINT64_MAX, end = 0;
    for (const size_t row : {size_t{0}, cells.rows - 1}) {
        for (size_t column = 0; column < cells.columns; ++column) {
            const tables::Piece piece = cells.pieces[row * cells.columns + column];
            begin = std::min<uint64_t>(begin, piece.offset);
            end = std::max<uint64_t>(end, piece.offset + piece.length);
        }
    }
    return std::memchr(cells.bytes + begin, 0, end - begin) != nullptr;
}

/// The columns' places in the header, when these are the same columns in any order.
std::vector<size_t> places_in(const std::vector<std::string>& columns, const std::vector<std::string>& header) {
    std::vector<std::string> missing, unknown;
    std::vector<size_t> places;
    for (const std::string& name : columns) {
        const auto found = std::find(header.begin(), header.end(), name);
        if (found == header.end()) missing.push_back("-" + name);
        places.push_back(static_cast<size_t>(found - header.begin()));
    }
    for (const std::string& name : header)
        if (std::find(columns.begin(), columns.end(), name) == columns.end()) unknown.push_back("+" + name);
    missing.insert(missing.end(), unknown.begin(), unknown.end());
    if (!missing.empty() || header.size() != columns.size())
        throw Error(ErrorKind::conflict, "collection.schema_drifted", join(missing, ", "));
    return places;
}

size_t place_of(const Plan& plan, const std::string& name, const std::vector<std::string>& header) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end())
        throw Error(ErrorKind::invalid_input, "collection.plan_invalid", plan.resource + ": " + name);
    return static_cast<size_t>(found - header.begin());
}

}  // namespace

void append_cells(std::string& out, const std::vector<std::string_view>& cells) {
    for (size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += kEnd;
        append_cell(out, cells[i]);
    }
}

std::vector<std::string> split_cells(std::string_view text) {
    std::vector<std::string> cells(1);
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == kEnd) {
            cells.emplace_back();
        } else {
            if (text[i] == kEscape && i + 1 < text.size()) ++i;
            cells.back() += text[i];
        }
    }
    return cells;
}

Record Record::at(const char* bytes) {
    Record record;
    std::memcpy(&record.head, bytes, sizeof record.head);
    const char* const text = bytes + sizeof record.head;
    const size_t before = record.head.within != 0 ? 0 : record.head.key;
    record.subject = {text + before, record.head.subject};
    record.body = {text + before + record.head.subject, record.head.body};
    record.key = record.head.within != 0 ? record.body.substr(0, record.head.key) : std::string_view(text, before);
    return record;
}

Preparer::Preparer(const Plan& plan, const std::vector<std::string>& header, Instant observed, const Clock& clock)
    : plan_(plan), observed_(micros(observed)), columns_(places_in(plan.columns, header)) {
    for (const std::string& name : plan.key) key_.push_back(place_of(plan, name, header));
    if (key_.empty()) throw Error(ErrorKind::invalid_input, "collection.plan_invalid", plan.resource + ": key");
    if (!plan.subject.empty()) subject_ = place_of(plan, plan.subject, header);
    subject_is_key_ = plan.key == std::vector<std::string>{plan.subject};
    if (!plan.version.empty()) version_ = place_of(plan, plan.version, header);
    for (const auto& [name, type] : plan.types) types_.emplace_back(place_of(plan, name, header), type);
    std::vector<Finding> findings;
    checks_ = std::make_unique<quality::RowChecks>(header, plan.rules, clock, findings);
    if (!findings.empty())
        throw Error(ErrorKind::invalid_input, "collection.plan_invalid", findings.front().to_string(Language::en));
}

std::optional<int64_t> Preparer::moment_of(std::string_view text) const {
    constexpr int64_t kChina = 8 * 3600;
    const bool instant = quality::is_instant(text);
    const auto day = quality::day_number(instant ? text.substr(0, 10) : text);
    if (!day) return std::nullopt;
    const auto two = [&](size_t at) { return instant ? (text[at] - '0') * 10 + (text[at + 1] - '0') : 0; };
    const int64_t seconds = int64_t{*day} * 86'400 + two(11) * 3600 + two(14) * 60 + two(17);
    return (seconds - (text.ends_with('Z') ? 0 : kChina)) * 1'000'000;
}

bool Preparer::is_subject(std::string_view text) const {
    return plan_.subject_kind == records::SubjectKind::person ? codes::IdNumber::is_valid(text)
                                                              : codes::CreditCode::is_valid(text);
}

std::string Preparer::rule_names(uint64_t bits) const {
    std::string names;
    for (size_t bit = 0; bits != 0; ++bit, bits >>= 1) {
        if ((bits & 1) == 0) continue;
        names += (names.empty() ? "" : "\n") + plan_.rules.rules[checks_->places()[bit]].id;
    }
    return names;
}

/// What keeps a row out beyond the plan's rules; empty when nothing does.
std::string_view Preparer::fault_of(const tables::Cells& cells, size_t row, bool removed, int64_t& observed) const {
    for (const size_t column : key_)
        if (cells.at(row, column).empty()) return "key";
    if (version_ && !removed) {
        const auto moment = moment_of(cells.at(row, *version_));
        if (!moment) return "version";
        observed = *moment;
    }
    if (removed) return {};
    if (subject_ && !is_subject(cells.at(row, *subject_))) return "subject";
    for (const auto& [column, type] : types_)
        if (!records::fits(type, cells.at(row, column))) return "type";
    return {};
}

/// Whether a row's cells as one text begin with its key, so that it need not lie there twice.
bool Preparer::begins_with_key(const tables::Cells& cells, size_t row) const {
    return key_.size() == 1 && columns_.front() == key_.front() && is_plain(cells.at(row, key_.front()), 0);
}

Prepared Preparer::prepare(const tables::Cells& cells, const std::vector<uint32_t>& removed,
                           const std::function<int64_t(size_t)>& line, std::pmr::memory_resource* memory) const {
    Prepared made{std::pmr::string(memory), {}, {}, {}};
    std::vector<uint64_t> bits;
    checks_->check(cells, bits);
    made.violations.assign(plan_.rules.rules.size(), 0);
    made.places.reserve(cells.rows);
    made.bytes.reserve(cells.rows * 160);
    const bool has_nul = contains_nul(cells);
    auto next_removed = removed.begin();
    for (size_t row = 0; row < cells.rows; ++row) {
        const bool gone = next_removed != removed.end() && *next_removed == row;
        if (gone) ++next_removed;
        uint64_t violated = gone ? 0 : bits[row];
        Record::Head head{observed_, 0, 0, 0, static_cast<uint16_t>(gone ? 1 : 0), 0};
        std::string_view fault = fault_of(cells, row, gone, head.observed);
        if (has_nul && fault.empty() && row_contains_nul(cells, row)) fault = "text";  // no database keeps it in a text
        if (violated != 0 || !fault.empty()) {
            std::string rules = rule_names(violated);
            if (!fault.empty()) rules += (rules.empty() ? "" : "\n") + std::string(fault);
            std::string body;
            append_columns(body, cells, row, columns_);
            std::replace(body.begin(), body.end(), '\0', ' ');
            made.refused.push_back({line(row), std::move(rules), std::move(body)});
            for (; violated != 0; violated &= violated - 1)
                ++made.violations[checks_->places()[static_cast<size_t>(__builtin_ctzll(violated))]];
            continue;
        }
        const size_t place = made.bytes.size();
        made.bytes.resize(place + sizeof head);
        auto length = [&, before = made.bytes.size()]() mutable {
            const size_t grown = made.bytes.size() - before;
            before = made.bytes.size();
            return static_cast<uint32_t>(grown);
        };
        head.within = begins_with_key(cells, row) ? 1 : 0;
        if (head.within == 0) append_columns(made.bytes, cells, row, key_);
        head.key = head.within != 0 ? static_cast<uint32_t>(cells.at(row, key_[0]).size()) : length();
        if (subject_ && !subject_is_key_) made.bytes += cells.at(row, *subject_);
        head.subject = length();
        append_columns(made.bytes, cells, row, columns_);
        head.body = length();
        std::memcpy(made.bytes.data() + place, &head, sizeof head);
        made.places.push_back(place);
    }
    return made;
}

}  // namespace yici::collection

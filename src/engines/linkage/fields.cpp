#include "engines/linkage/fields.h"

#include <algorithm>
#include <array>
#include <map>

#include "engines/linkage/keys.h"
#include "engines/linkage/parallel.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::linkage {

namespace {

void want(std::vector<Field>& fields, const std::string& column, Comparator compare) {
    if (std::ranges::find(fields, column, &Field::column) != fields.end()) return;
    Field field;
    field.column = column;
    field.compare = compare;
    fields.push_back(std::move(field));
}

/// Columns that are mistaken for each other share their values, so that equal means the same number.
std::vector<std::vector<size_t>> share(std::vector<Field>& fields, const Spec& spec) {
    std::map<std::string, std::shared_ptr<Dictionary>> shared;
    for (const Comparison& one : spec.columns) {
        if (one.crossed.empty()) continue;
        auto& mine = shared[one.column];
        auto& other = shared[one.crossed];
        if (!mine) mine = other ? other : std::make_shared<Dictionary>();
        if (!other) other = mine;
    }
    std::vector<std::vector<size_t>> groups;
    for (size_t i = 0; i < fields.size(); ++i) {
        const auto found = shared.find(fields[i].column);
        fields[i].values = found == shared.end() ? std::make_shared<Dictionary>() : found->second;
        const auto group = std::ranges::find_if(
            groups, [&](const auto& one) { return fields[one.front()].values == fields[i].values; });
        if (group == groups.end())
            groups.push_back({i});
        else
            group->push_back(i);
    }
    return groups;
}

/// Whether a column's values are only ever compared or hashed as they stand.
bool can_be_direct(const Field& field, const Spec& spec) {
    const auto one = std::ranges::find(spec.columns, field.column, &Comparison::column);
    if (one == spec.columns.end() || one->compare == Comparator::none) return false;
    const bool crossed = !one->crossed.empty() || std::ranges::any_of(spec.columns, [&](const Comparison& other) {
        return other.crossed == field.column;
    });
    const bool many = std::ranges::any_of(spec.rules, [&](const Rule& rule) {
        const KeyPart& part = rule.parts.front();
        const bool alone = part.transform == Transform::tokens || part.transform == Transform::deletions ||
                           part.transform == Transform::neighbours;
        return alone && part.columns.front() == field.column;
    });
    return kind_of(one->compare) == Kind::plain && !one->weights.empty() && !crossed && !many;
}

size_t column_in(const tables::Table& table, const std::string& name) {
    const size_t column = find_column(table, name);
    if (column == table.columns()) throw Error(ErrorKind::invalid_input, "linkage.unknown_column", name);
    return column;
}

}  // namespace

size_t find_column(const tables::Table& table, std::string_view name) {
    size_t i = 0;
    while (i < table.columns() && trim(table.header()[i]) != trim(name)) ++i;
    return i;
}

Dictionary::Dictionary() : starts_{0, 0}, ascii_{1}, slots_(1024, 0) {}

uint32_t Dictionary::add(std::string_view value) {
    return value.empty() ? 0 : add(value, key_hash(value));
}

uint32_t Dictionary::add(std::string_view value, uint64_t hash) {
    const uint64_t mask = slots_.size() - 1;
    const uint64_t tag = hash & ~uint64_t{UINT32_MAX};
    size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
        if ((slots_[slot] & ~uint64_t{UINT32_MAX}) != tag) continue;
        const auto known = static_cast<uint32_t>(slots_[slot]);
        if (text(known) == value) return known;
    }
    const auto number = static_cast<uint32_t>(size());
    slots_[slot] = tag | number;
    if (bytes_.size() + value.size() > UINT32_MAX) throw Error(ErrorKind::too_large, "linkage.column_too_large");
    bytes_ += value;
    starts_.push_back(static_cast<uint32_t>(bytes_.size()));
    ascii_.push_back(static_cast<uint8_t>(is_ascii(value)));
    if (size() * 2 > slots_.size()) grow(slots_.size() * 4);
    return number;
}

void Dictionary::add_all(std::span<const std::string_view> texts, uint32_t* out, size_t stride) {
    constexpr size_t kAhead = 32;
    std::array<uint64_t, kAhead> hashes;
    for (size_t first = 0; first < texts.size(); first += kAhead) {
        const size_t count = std::min(kAhead, texts.size() - first);
        for (size_t i = 0; i < count; ++i) {
            hashes[i] = key_hash(texts[first + i]);
            __builtin_prefetch(&slots_[hashes[i] & (slots_.size() - 1)], 1);
            __builtin_prefetch(&out[(first + i) * stride], 1);
        }
        for (size_t i = 0; i < count; ++i) {
            const std::string_view text = texts[first + i];
            out[(first + i) * stride] = text.empty() ? 0 : add(text, hashes[i]);
        }
    }
}

void Dictionary::reserve(size_t values) {
    size_t slots = slots_.size();
    while (slots < values * 2) slots *= 2;
    if (slots > slots_.size()) grow(slots);
}

void Dictionary::grow(size_t slots) {
    std::vector<uint64_t> bigger(slots, 0);
    const uint64_t mask = bigger.size() - 1;
    for (const uint64_t entry : slots_) {
        if (entry == 0) continue;
        size_t slot = key_hash(text(static_cast<uint32_t>(entry))) & mask;
        while (bigger[slot] != 0) slot = (slot + 1) & mask;
        bigger[slot] = entry;
    }
    slots_ = std::move(bigger);
}

void Dictionary::spell() {
    Pinyin pinyin;
    latin_starts_.assign(1, 0);
    for (uint32_t value = 0; value < size(); ++value) {
        if (!ascii(value) && has_han(text(value))) {
            for (const char c : pinyin.of(text(value)))
                if (c != ' ') latin_ += c;
        }
        latin_starts_.push_back(static_cast<uint32_t>(latin_.size()));
    }
}

void Dictionary::cut() {
    gram_starts_.assign(1, 0);
    for (uint32_t value = 0; value < size(); ++value) {
        const std::string_view whole = text(value);
        const size_t first = grams_.size();
        uint32_t before = 0;
        for (size_t i = 0; i < whole.size();) {
            uint32_t point = static_cast<uint8_t>(whole[i++]);
            while (i < whole.size() && (static_cast<uint8_t>(whole[i]) & 0xC0) == 0x80)
                point = point << 6 | (static_cast<uint8_t>(whole[i++]) & 0x3FU);
            if (before != 0)
                grams_.push_back(static_cast<uint16_t>((before * 0x9E3779B1U ^ point) * 0x85EBCA6BU >> 16));
            before = point;
        }
        std::sort(grams_.begin() + static_cast<ptrdiff_t>(first), grams_.end());
        gram_starts_.push_back(static_cast<uint32_t>(grams_.size()));
    }
}

Records::Records(const tables::Table& a, const tables::Table* b, const Spec& spec, size_t threads)
    : a_(a.cells()),
      b_(b != nullptr ? b->cells() : tables::Cells{}),
      size_(a.rows() + (b != nullptr ? b->rows() : 0)),
      boundary_(a.rows()),
      two_tables_(b != nullptr) {
    for (const Comparison& one : spec.columns) want(fields_, one.column, one.compare);
    for (const Comparison& one : spec.columns)
        if (!one.crossed.empty()) want(fields_, one.crossed, one.compare);
    for (const Rule& rule : spec.rules)
        for (const KeyPart& part : rule.parts)
            for (const std::string& column : part.columns) want(fields_, column, Comparator::none);
    for (Field& field : fields_) {
        field.direct = can_be_direct(field, spec);
        field.column_a = column_in(a, field.column);
        if (b == nullptr) continue;
        const auto one = std::ranges::find(spec.columns, field.column, &Comparison::column);
        const bool renamed = one != spec.columns.end() && !one->column_b.empty();
        field.column_b = column_in(*b, renamed ? one->column_b : field.column);
    }
    std::ranges::stable_partition(fields_, [](const Field& field) { return !field.direct; });
    width_ = static_cast<size_t>(std::ranges::count(fields_, false, &Field::direct));
    const auto groups = share(fields_, spec);
    rows_.assign(size_ * width_, 0);
    in_parallel(threads, groups.size(), [&](size_t index, size_t) {
        if (groups[index].front() >= width_) return;
        for (const size_t field : groups[index]) {
            read_column(a_, fields_[field].column_a, 0, field);
            if (two_tables_) read_column(b_, fields_[field].column_b, boundary_, field);
        }
        for (const size_t field : groups[index]) fields_[field].count.resize(fields_[field].values->size());
        const Field& first = fields_[groups[index].front()];
        if (first.compare == Comparator::name) first.values->spell();
        if (first.compare == Comparator::address) first.values->cut();
    });
}

void Records::expect_pieces(size_t record) const {
    const tables::Cells& cells = record < boundary_ ? a_ : b_;
    const tables::Piece* first = cells.pieces + (record < boundary_ ? record : record - boundary_) * cells.columns;
    __builtin_prefetch(first);
    __builtin_prefetch(first + cells.columns - 1);
}

void Records::expect_bytes(size_t record) const {
    const tables::Cells& cells = record < boundary_ ? a_ : b_;
    const char* first = cells.at(record < boundary_ ? record : record - boundary_, 0).data();
    __builtin_prefetch(first);
    __builtin_prefetch(first + 64);
}

namespace {

/// Whether most values of a column differ, by its first ones: then a place for each row's value is made at once.
bool mostly_differ(const tables::Cells& table, size_t column) {
    constexpr size_t kLook = 2000;
    Dictionary seen;
    const size_t look = std::min(table.rows, kLook);
    for (size_t i = 0; i < look; ++i) (void)seen.add(table.at(i, column));
    return seen.size() * 2 > look;
}

}  // namespace

void Records::read_column(const tables::Cells& table, size_t column, size_t first, size_t field) {
    constexpr size_t kPiece = 4096;
    Field& own = fields_[field];
    const Kind kind = kind_of(own.compare);
    Dictionary seen;  // raw text to value, so that nothing is made alike twice
    std::vector<uint32_t> value_of{0};
    if (mostly_differ(table, column)) (kind == Kind::plain ? *own.values : seen).reserve(table.rows);
    std::vector<std::string_view> texts;
    for (size_t start = 0; start < table.rows; start += kPiece) {
        texts.clear();
        const size_t end = std::min(table.rows, start + kPiece);
        for (size_t i = start; i < end; ++i) texts.push_back(trim(table.at(i, column)));
        uint32_t* out = &rows_[(first + start) * width_ + field];
        (kind == Kind::plain ? *own.values : seen).add_all(texts, out, width_);
        if (kind != Kind::plain) {
            for (auto raw = static_cast<uint32_t>(value_of.size()); raw < seen.size(); ++raw)
                value_of.push_back(own.values->add(normalise(seen.text(raw), kind)));
            for (size_t i = 0; i < texts.size(); ++i) out[i * width_] = value_of[out[i * width_]];
        }
        if (own.count.size() < own.values->size()) own.count.resize(std::max(own.values->size(), own.count.size() * 2));
        for (size_t i = 0; i < texts.size(); ++i) ++own.count[out[i * fields_.size()]];
    }
}

size_t Records::field_of(std::string_view column) const {
    const auto found = std::ranges::find(fields_, column, &Field::column);
    return static_cast<size_t>(found - fields_.begin());
}

}  // namespace yici::linkage

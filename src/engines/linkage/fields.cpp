#include "engines/linkage/fields.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "engines/linkage/parallel.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::linkage {

namespace {

uint64_t hash_of(std::string_view text) {
    constexpr uint64_t kMix = 0x9E3779B97F4A7C15;
    uint64_t hash = text.size() * kMix;
    size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        hash = (hash ^ word) * kMix;
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    std::memcpy(&rest, text.data() + at, text.size() - at);
    hash = (hash ^ rest) * kMix;
    return hash ^ hash >> 29;
}

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
    if (value.empty()) return 0;
    const uint64_t mask = slots_.size() - 1;
    size_t slot = hash_of(value) & mask;
    while (slots_[slot] != 0) {
        if (text(slots_[slot]) == value) return slots_[slot];
        slot = (slot + 1) & mask;
    }
    const auto number = static_cast<uint32_t>(size());
    slots_[slot] = number;
    if (bytes_.size() + value.size() > UINT32_MAX) throw Error(ErrorKind::too_large, "linkage.column_too_large");
    bytes_ += value;
    starts_.push_back(static_cast<uint32_t>(bytes_.size()));
    ascii_.push_back(static_cast<uint8_t>(is_ascii(value)));
    if (size() * 2 > slots_.size()) grow();
    return number;
}

void Dictionary::grow() {
    std::vector<uint32_t> bigger(slots_.size() * 4, 0);
    const uint64_t mask = bigger.size() - 1;
    for (uint32_t value = 1; value < size(); ++value) {
        size_t slot = hash_of(text(value)) & mask;
        while (bigger[slot] != 0) slot = (slot + 1) & mask;
        bigger[slot] = value;
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
    : size_(a.rows() + (b != nullptr ? b->rows() : 0)), boundary_(a.rows()), two_tables_(b != nullptr) {
    for (const Comparison& one : spec.columns) want(fields_, one.column, one.compare);
    for (const Comparison& one : spec.columns)
        if (!one.crossed.empty()) want(fields_, one.crossed, one.compare);
    for (const Rule& rule : spec.rules)
        for (const KeyPart& part : rule.parts)
            for (const std::string& column : part.columns) want(fields_, column, Comparator::none);
    const auto groups = share(fields_, spec);
    rows_.assign(size_ * fields_.size(), 0);
    in_parallel(threads, groups.size(), [&](size_t index, size_t) {
        for (const size_t field : groups[index]) {
            const std::string& name = fields_[field].column;
            read_column(a, column_in(a, name), 0, field);
            if (b == nullptr) continue;
            const auto one = std::ranges::find(spec.columns, name, &Comparison::column);
            const bool renamed = one != spec.columns.end() && !one->column_b.empty();
            read_column(*b, column_in(*b, renamed ? one->column_b : name), boundary_, field);
        }
        for (const size_t field : groups[index]) fields_[field].count.resize(fields_[field].values->size());
        const Field& first = fields_[groups[index].front()];
        if (first.compare == Comparator::name) first.values->spell();
        if (first.compare == Comparator::address) first.values->cut();
    });
}

void Records::read_column(const tables::Table& table, size_t column, size_t first, size_t field) {
    Field& own = fields_[field];
    const Kind kind = kind_of(own.compare);
    Dictionary seen;  // raw text to value, so that nothing is made alike twice
    std::vector<uint32_t> value_of{0};
    for (size_t i = 0; i < table.rows(); ++i) {
        uint32_t value = 0;
        if (kind == Kind::plain) {
            value = own.values->add(normalise(table.cell(i, column), kind));
        } else {
            const uint32_t raw = seen.add(table.cell(i, column));
            if (raw == value_of.size()) value_of.push_back(own.values->add(normalise(table.cell(i, column), kind)));
            value = value_of[raw];
        }
        rows_[(first + i) * fields_.size() + field] = value;
        if (own.count.size() < own.values->size())
            own.count.resize(std::max<size_t>(own.values->size(), own.count.size() * 2));
        ++own.count[value];
    }
    own.count.resize(own.values->size());
}

size_t Records::field_of(std::string_view column) const {
    const auto found = std::ranges::find(fields_, column, &Field::column);
    return static_cast<size_t>(found - fields_.begin());
}

}  // namespace yici::linkage

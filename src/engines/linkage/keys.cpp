#include "engines/linkage/keys.h"

#include <algorithm>
#include <cstring>

#include "foundation/base/text.h"

namespace yici::linkage {

namespace {

constexpr uint64_t kMix = 0x9E3779B97F4A7C15;

uint64_t mixed(uint64_t hash) {
    hash = (hash ^ hash >> 32) * 0xD6E8FEB86659FD93;
    hash = (hash ^ hash >> 32) * 0xD6E8FEB86659FD93;
    return hash ^ hash >> 32;
}

/// The first or last `length` characters; shorter values have no such key.
std::string cut(std::string_view value, int length, bool from_end) {
    const auto is_first = [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; };
    const auto characters = static_cast<int>(std::ranges::count_if(value, is_first));
    if (characters < length) return {};
    int skip = from_end ? characters - length : length;
    size_t at = 0;
    while (at < value.size() && (skip > 0 || !is_first(value[at]))) {
        if (is_first(value[at])) --skip;
        ++at;
        while (at < value.size() && !is_first(value[at])) ++at;
    }
    return std::string(from_end ? value.substr(at) : value.substr(0, at));
}

std::string sorted_words(std::string_view value) {
    std::vector<std::string_view> parts = split(value, ' ');
    std::erase(parts, std::string_view{});
    std::ranges::sort(parts);
    std::string out;
    for (const std::string_view part : parts) out += (out.empty() ? "" : " ") + std::string(part);
    return out;
}

std::string first_letters(std::string_view value) {
    std::string out;
    for (const std::string_view part : split(value, ' '))
        if (!part.empty()) out += part.front();
    std::ranges::sort(out);
    return out;
}

/// Keys by value for one part of one column, so that nothing is computed twice.
std::vector<uint64_t> keys_by_value(const Dictionary& values, const KeyPart& part) {
    std::vector<uint64_t> keys(values.size(), 0);
    for (uint32_t value = 1; value < values.size(); ++value) {
        if (part.transform == Transform::whole) {
            keys[value] = mixed(value * kMix);
            continue;
        }
        const std::string text = key_text(values.text(value), values.latin(value), part);
        if (!text.empty()) keys[value] = key_hash(text);
    }
    return keys;
}

void combine(uint64_t& key, uint64_t part) {
    key = key == 0 || part == 0 ? 0 : std::max<uint64_t>(1, mixed(key * kMix ^ part));
}

void write_direct(const Records& records, const Field& field, const KeyPart& part, size_t stride, size_t offset,
                  std::vector<uint64_t>& out) {
    for (size_t i = 0; i < records.size(); ++i) {
        const std::string_view text = records.direct_text(i, field);
        uint64_t key = 0;
        if (part.transform == Transform::whole) {
            key = text.empty() ? 0 : key_hash(text);
        } else if (const std::string cut = key_text(text, {}, part); !cut.empty()) {
            key = key_hash(cut);
        }
        combine(out[i * stride + offset], key);
    }
}

}  // namespace

uint64_t key_hash(std::string_view text) {
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
    return std::max<uint64_t>(1, mixed((hash ^ rest) * kMix));
}

std::string key_text(std::string_view value, std::string_view latin, const KeyPart& part) {
    const std::string_view spelt = latin.empty() ? value : latin;
    switch (part.transform) {
        case Transform::prefix:
            return cut(value, part.length, false);
        case Transform::suffix:
            return cut(value, part.length, true);
        case Transform::soundex:
            return soundex(spelt);
        case Transform::pinyin: {
            std::string out(spelt);
            std::erase(out, ' ');
            return out;
        }
        case Transform::initials:
            return first_letters(value);
        case Transform::year:
            return value.size() == 8 ? std::string(value.substr(0, 4)) : std::string();
        case Transform::month_day:
            return value.size() == 8 ? std::string(value.substr(4)) : std::string();
        case Transform::sorted:
            return sorted_words(value);
        default:
            return std::string(value);
    }
}

std::vector<uint64_t> many_keys(std::string_view value, Transform transform) {
    std::vector<uint64_t> keys;
    if (transform == Transform::tokens) {
        for (const std::string_view part : split(value, ' '))
            if (part.size() > 1) keys.push_back(key_hash(part));
    } else if (value.size() >= 3) {
        keys.push_back(key_hash(value));
        std::string shorter(value.substr(1));
        for (size_t i = 0;; ++i) {
            keys.push_back(key_hash(shorter));
            if (i == shorter.size()) break;
            shorter[i] = value[i];
        }
    }
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    return keys;
}

bool has_many_keys(const Rule& rule) {
    const Transform transform = rule.parts.front().transform;
    return transform == Transform::tokens || transform == Transform::deletions || transform == Transform::neighbours;
}

void write_keys(const Records& records, const Rule& rule, size_t stride, size_t offset, std::vector<uint64_t>& out) {
    for (size_t i = 0; i < records.size(); ++i) out[i * stride + offset] = kMix;
    for (const KeyPart& part : rule.parts) {
        std::vector<size_t> fields;
        for (const std::string& column : part.columns) fields.push_back(records.field_of(column));
        if (fields.size() == 1) {
            const size_t field = fields.front();
            if (records.fields()[field].direct) {
                write_direct(records, records.fields()[field], part, stride, offset, out);
                continue;
            }
            const auto keys = keys_by_value(*records.fields()[field].values, part);
            for (size_t i = 0; i < records.size(); ++i) combine(out[i * stride + offset], keys[records.row(i)[field]]);
            continue;
        }
        for (size_t i = 0; i < records.size(); ++i) {
            std::string joined;
            for (const size_t field : fields) {
                const std::string_view text = records.text(i, field);
                if (!text.empty()) joined += (joined.empty() ? "" : " ") + std::string(text);
            }
            const std::string text = key_text(joined, {}, part);
            combine(out[i * stride + offset], text.empty() ? 0 : key_hash(text));
        }
    }
}

}  // namespace yici::linkage

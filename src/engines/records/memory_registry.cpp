#include <cstring>
#include <mutex>
#include <shared_mutex>

#include "engines/records/record_body.h"
#include "engines/records/registry_reader.h"
#include "foundation/base/error.h"

namespace yici::records {
namespace {

constexpr size_t kShards = 16;

uint64_t hash_of(size_t type, std::string_view subject) {
    uint64_t hash = 0xcbf29ce484222325ULL ^ (type * 0x9e3779b97f4a7c15ULL);
    for (const char c : subject) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
    return hash ^ (hash >> 29);
}

void append_u16(std::string& out, size_t value) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>(value >> 8);
}

size_t u16_at(const char* at) {
    return static_cast<uint8_t>(at[0]) | (static_cast<size_t>(static_cast<uint8_t>(at[1])) << 8);
}

}  // namespace

/// Open addressing over offsets into one block of bytes. A row is: length of what follows (4 bytes), type (2), length
/// of the subject (2), subject, then for each field its length (2) and its JSON text. A replaced row leaves a hole;
/// when holes are half of the block, it is written anew.
struct MemoryRegistry::Shard {
    mutable std::shared_mutex mutex;
    std::string bytes;
    std::vector<uint32_t> slots = std::vector<uint32_t>(64, 0);  // offset + 1; 0 is empty
    size_t count = 0;
    size_t holes = 0;

    [[nodiscard]] const char* row_at(size_t offset) const { return bytes.data() + offset + 4; }
    [[nodiscard]] size_t length_at(size_t offset) const {
        uint32_t length = 0;
        std::memcpy(&length, bytes.data() + offset, 4);
        return length;
    }
    [[nodiscard]] std::string_view subject_at(size_t offset) const {
        const char* row = row_at(offset);
        return {row + 4, u16_at(row + 2)};
    }
    /// The slot that holds the key, or the empty one where it belongs.
    [[nodiscard]] size_t slot_of(uint64_t hash, size_t type, std::string_view subject) const {
        size_t slot = (hash >> 4) & (slots.size() - 1);
        while (slots[slot] != 0) {
            const size_t offset = slots[slot] - 1;
            if (u16_at(row_at(offset)) == type && subject_at(offset) == subject) break;
            slot = (slot + 1) & (slots.size() - 1);
        }
        return slot;
    }
    void grow() {
        const std::vector<uint32_t> old = std::exchange(slots, std::vector<uint32_t>(slots.size() * 2, 0));
        for (const uint32_t entry : old) {
            if (entry == 0) continue;
            const size_t type = u16_at(row_at(entry - 1));
            const std::string_view subject = subject_at(entry - 1);
            slots[slot_of(hash_of(type, subject), type, subject)] = entry;
        }
    }
    void compact() {
        std::string fresh;
        fresh.reserve(bytes.size() - holes);
        for (uint32_t& entry : slots) {
            if (entry == 0) continue;
            const size_t offset = entry - 1;
            entry = static_cast<uint32_t>(fresh.size() + 1);
            fresh.append(bytes, offset, 4 + length_at(offset));
        }
        bytes = std::move(fresh);
        holes = 0;
    }
    void put(uint64_t hash, size_t type, std::string_view subject, std::string_view row) {
        if ((count + 1) * 10 > slots.size() * 7) grow();
        const size_t slot = slot_of(hash, type, subject);
        if (slots[slot] == 0) {
            ++count;
        } else {
            holes += 4 + length_at(slots[slot] - 1);
        }
        if (bytes.size() + row.size() + 8 > UINT32_MAX) {
            throw Error(ErrorKind::internal, "records.memory_full", "4 GiB a shard");
        }
        slots[slot] = static_cast<uint32_t>(bytes.size() + 1);
        const auto length = static_cast<uint32_t>(row.size());
        bytes.append(reinterpret_cast<const char*>(&length), 4);
        bytes.append(row);
        if (holes > (1 << 16) && holes * 2 > bytes.size()) compact();
    }
};

MemoryRegistry::MemoryRegistry(const RecordTypes& types) : types_(types), shards_(new Shard[kShards]) {}

MemoryRegistry::~MemoryRegistry() = default;

void MemoryRegistry::load(db::Database& database) {
    database.read([&](db::Transaction& transaction) {
        transaction.query_each("SELECT type, subject, body FROM records_golden", {}, [&](const db::Row& row) {
            if (const auto type = types_.index_of(row.text(0))) put(*type, row.text(1), row.text(2));
            return true;
        });
    });
}

void MemoryRegistry::put(size_t type_index, std::string_view subject, std::string_view body) {
    const RecordType& type = types_.all()[type_index];
    std::vector<std::string_view> values(type.fields.size());
    const bool whole = scan_body(body, [&](std::string_view name, std::string_view json) {
        const auto position = type.position_of(name);
        if (position && json != "null") values[*position] = json;
    });
    if (!whole || subject.size() > 64) throw Error(ErrorKind::internal, "base.internal", "a damaged record body");
    std::string row;
    append_u16(row, type_index);
    append_u16(row, subject.size());
    row += subject;
    for (const std::string_view value : values) {
        if (value.size() > UINT16_MAX) throw Error(ErrorKind::rule_violated, "records.value_too_long", type.type);
        append_u16(row, value.size());
        row += value;
    }
    const uint64_t hash = hash_of(type_index, subject);
    Shard& shard = shards_[hash % kShards];
    const std::unique_lock lock(shard.mutex);
    shard.put(hash, type_index, subject, row);
}

void MemoryRegistry::read(std::span<const RegistryKey> keys, std::span<GoldenRow> rows) const {
    for (size_t i = 0; i < keys.size(); ++i) {
        const RegistryKey& key = keys[i];
        GoldenRow& row = rows[i];
        row.values.assign(types_.all()[key.type].fields.size(), {});
        const uint64_t hash = hash_of(key.type, key.subject);
        const Shard& shard = shards_[hash % kShards];
        {
            const std::shared_lock lock(shard.mutex);
            const uint32_t entry = shard.slots[shard.slot_of(hash, key.type, key.subject)];
            row.found = entry != 0;
            if (!row.found) continue;
            row.bytes.assign(shard.row_at(entry - 1), shard.length_at(entry - 1));
        }
        const char* at = row.bytes.data() + 4 + key.subject.size();
        for (std::string_view& value : row.values) {
            const size_t length = u16_at(at);
            value = {at + 2, length};
            at += 2 + length;
        }
    }
}

size_t MemoryRegistry::size() const {
    size_t total = 0;
    for (size_t i = 0; i < kShards; ++i) {
        const std::shared_lock lock(shards_[i].mutex);
        total += shards_[i].count;
    }
    return total;
}

size_t MemoryRegistry::memory() const {
    size_t total = 0;
    for (size_t i = 0; i < kShards; ++i) {
        const std::shared_lock lock(shards_[i].mutex);
        total += shards_[i].bytes.capacity() + shards_[i].slots.capacity() * sizeof(uint32_t);
    }
    return total;
}

}  // namespace yici::records

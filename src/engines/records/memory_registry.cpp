#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <shared_mutex>

#include "engines/records/record_body.h"
#include "engines/records/registry_reader.h"
#include "foundation/base/error.h"

namespace yici::records {
namespace {

constexpr size_t kShards = 16;

uint32_t tag_of(size_t type, std::string_view subject) {
    uint64_t hash = 0xcbf29ce484222325ULL ^ (type * 0x9e3779b97f4a7c15ULL);
    for (const char c : subject) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
    return static_cast<uint32_t>(hash ^ (hash >> 29));
}

void append_u16(std::string& out, size_t value) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>(value >> 8);
}

size_t u16_at(const char* at) {
    return static_cast<uint8_t>(at[0]) | (static_cast<size_t>(static_cast<uint8_t>(at[1])) << 8);
}

}  // namespace

/// Bytes that grow at their end, moved by the system's page tables: a string's copy into pages that must be touched
/// first was a quarter of a node's start, and the heap copies too once it has seen large blocks come and go.
class MemoryRegistry::Block {
  public:
    Block() = default;
    Block(Block&& other) noexcept { swap(other); }
    Block& operator=(Block&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Block() {
        if (bytes_ != nullptr) ::munmap(bytes_, capacity_);
    }
    [[nodiscard]] const char* data() const { return bytes_; }
    [[nodiscard]] size_t size() const { return size_; }
    void append(const void* from, size_t count) {
        if (size_ + count > capacity_) grow(size_ + count);
        std::memcpy(bytes_ + size_, from, count);
        size_ += count;
    }

  private:
    static constexpr size_t kStep = 65536;  // a multiple of every page size

    void grow(size_t least) {
        const size_t wanted = (std::max(least, capacity_ * 3 / 2) / kStep + 1) * kStep;
        void* const moved = bytes_ == nullptr
                                ? ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                                : ::mremap(bytes_, capacity_, wanted, MREMAP_MAYMOVE);
        if (moved == MAP_FAILED) throw std::bad_alloc();
        bytes_ = static_cast<char*>(moved);
        capacity_ = wanted;
    }
    void swap(Block& other) noexcept {
        std::swap(bytes_, other.bytes_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }

    char* bytes_ = nullptr;
    size_t size_ = 0;
    size_t capacity_ = 0;
};

/// Open addressing over offsets into one block of bytes, each with its key's hash. A row is: length of what follows (4
/// bytes), type (2), length of the subject (2), subject, then for each field its length (2) and its JSON text. A
/// replaced row leaves a hole; when holes are half of the block, it is written anew.
struct MemoryRegistry::Shard {
    struct Slot {
        uint32_t entry = 0;  // offset + 1; 0 is empty
        uint32_t tag = 0;
    };

    mutable std::shared_mutex mutex;
    Block bytes;
    std::vector<Slot> slots = std::vector<Slot>(64);
    size_t count = 0;
    size_t holes = 0;

    [[nodiscard]] const char* row_at(size_t offset) const { return bytes.data() + offset + 4; }
    [[nodiscard]] size_t length_at(size_t offset) const {
        uint32_t length = 0;
        std::memcpy(&length, bytes.data() + offset, 4);
        return length;
    }
    [[nodiscard]] bool is_at(size_t offset, size_t type, std::string_view subject) const {
        const char* row = row_at(offset);
        return u16_at(row) == type && std::string_view(row + 4, u16_at(row + 2)) == subject;
    }
    [[nodiscard]] size_t first_of(uint32_t tag) const { return (tag >> 4) & (slots.size() - 1); }
    [[nodiscard]] size_t next_of(size_t slot) const { return (slot + 1) & (slots.size() - 1); }
    /// The slot that holds the key, or the empty one where it belongs.
    [[nodiscard]] size_t slot_of(uint32_t tag, size_t type, std::string_view subject) const {
        size_t slot = first_of(tag);
        while (slots[slot].entry != 0) {
            if (slots[slot].tag == tag && is_at(slots[slot].entry - 1, type, subject)) break;
            slot = next_of(slot);
        }
        return slot;
    }
    void grow() {
        const std::vector<Slot> old = std::exchange(slots, std::vector<Slot>(slots.size() * 2));
        for (const Slot& one : old) {
            if (one.entry == 0) continue;
            size_t slot = first_of(one.tag);
            while (slots[slot].entry != 0) slot = next_of(slot);
            slots[slot] = one;
        }
    }
    void compact() {
        Block fresh;
        for (Slot& slot : slots) {
            if (slot.entry == 0) continue;
            const size_t offset = slot.entry - 1;
            slot.entry = static_cast<uint32_t>(fresh.size() + 1);
            fresh.append(bytes.data() + offset, 4 + length_at(offset));
        }
        bytes = std::move(fresh);
        holes = 0;
    }
    void put(uint32_t tag, size_t type, std::string_view subject, std::string_view row) {
        if ((count + 1) * 10 > slots.size() * 7) grow();
        const size_t slot = slot_of(tag, type, subject);
        if (slots[slot].entry == 0) {
            ++count;
        } else {
            holes += 4 + length_at(slots[slot].entry - 1);
        }
        if (bytes.size() + row.size() + 8 > UINT32_MAX) {
            throw Error(ErrorKind::internal, "records.memory_full", "4 GiB a shard");
        }
        slots[slot] = {static_cast<uint32_t>(bytes.size() + 1), tag};
        const auto length = static_cast<uint32_t>(row.size());
        bytes.append(&length, 4);
        bytes.append(row.data(), row.size());
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
    const uint32_t tag = tag_of(type_index, subject);
    Shard& shard = shards_[tag % kShards];
    const std::unique_lock lock(shard.mutex);
    shard.put(tag, type_index, subject, row);
}

void MemoryRegistry::read(std::span<const RegistryKey> keys, std::span<GoldenRow> rows) const {
    for (size_t i = 0; i < keys.size(); ++i) {
        const RegistryKey& key = keys[i];
        GoldenRow& row = rows[i];
        row.values.assign(types_.all()[key.type].fields.size(), {});
        const uint32_t tag = tag_of(key.type, key.subject);
        const Shard& shard = shards_[tag % kShards];
        {
            const std::shared_lock lock(shard.mutex);
            const uint32_t entry = shard.slots[shard.slot_of(tag, key.type, key.subject)].entry;
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
        total += shards_[i].bytes.size() + shards_[i].slots.capacity() * sizeof(Shard::Slot);
    }
    return total;
}

}  // namespace yici::records

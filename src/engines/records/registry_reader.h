#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/record_type.h"
#include "foundation/db/database.h"

namespace yici::records {

/// The golden values of one subject, ready to be written into an answer.
struct GoldenRow {
    bool found = false;
    /// JSON text of each field, by position in the record type; an empty view where nobody has said anything.
    std::vector<std::string_view> values;

    /// The views above lie in here; kept between uses so that the hot path allocates nothing.
    std::string bytes;
};

struct RegistryKey {
    size_t type = 0;           // RecordTypes::index_of
    std::string_view subject;  // ID number or credit code
};

/// The read model of golden values for the hot path. Safe from several threads.
class RegistryReader {
  public:
    virtual ~RegistryReader() = default;
    /// rows.size() >= keys.size(); one snapshot for all keys in database mode.
    virtual void read(std::span<const RegistryKey> keys, std::span<GoldenRow> rows) const = 0;
    /// True when read() may wait for a disk or a server, so that it must not be called on an I/O thread.
    [[nodiscard]] virtual bool may_block() const = 0;
};

/// A point select each time.
[[nodiscard]] std::unique_ptr<RegistryReader> database_reader(db::Database& database, const RecordTypes& types);

/// Golden values of all subjects in memory: one hash table and one block of bytes a shard, about 60 bytes a subject
/// beside its values.
class MemoryRegistry final : public RegistryReader {
  public:
    explicit MemoryRegistry(const RecordTypes& types);
    ~MemoryRegistry() override;
    /// Fills itself from records_golden.
    void load(db::Database& database);
    /// Replaces what is known of one subject; `body` is the JSON object that records_golden holds.
    void put(size_t type, std::string_view subject, std::string_view body);
    void read(std::span<const RegistryKey> keys, std::span<GoldenRow> rows) const override;
    [[nodiscard]] bool may_block() const override { return false; }
    [[nodiscard]] size_t size() const;
    /// Bytes held, tables and values together.
    [[nodiscard]] size_t memory() const;

  private:
    class Block;
    struct Shard;
    const RecordTypes& types_;
    std::unique_ptr<Shard[]> shards_;
};

}  // namespace yici::records

#include "engines/records/registry_reader.h"

#include "engines/records/record_body.h"
#include "foundation/base/error.h"

namespace yici::records {
namespace {

class DatabaseReader final : public RegistryReader {
  public:
    DatabaseReader(db::Database& database, const RecordTypes& types) : database_(database), types_(types) {}

    void read(std::span<const RegistryKey> keys, std::span<GoldenRow> rows) const override {
        database_.read([&](db::Transaction& transaction) {
            for (size_t i = 0; i < keys.size(); ++i) read_one(transaction, keys[i], rows[i]);
        });
    }

    [[nodiscard]] bool may_block() const override { return true; }

  private:
    void read_one(db::Transaction& transaction, const RegistryKey& key, GoldenRow& row) const {
        const RecordType& type = types_.all()[key.type];
        row.values.assign(type.fields.size(), {});
        const auto found = transaction.query_one("SELECT body FROM records_golden WHERE subject = ? AND type = ?",
                                                 {std::string(key.subject), type.type});
        row.found = found.has_value();
        if (!found) return;
        row.bytes = found->text(0);
        const bool whole = scan_body(row.bytes, [&](std::string_view name, std::string_view json) {
            const auto position = type.position_of(name);
            if (position && json != "null") row.values[*position] = json;
        });
        if (!whole) throw Error(ErrorKind::internal, "base.internal", "records_golden.body is damaged");
    }

    db::Database& database_;
    const RecordTypes& types_;
};

}  // namespace

std::unique_ptr<RegistryReader> database_reader(db::Database& database, const RecordTypes& types) {
    return std::make_unique<DatabaseReader>(database, types);
}

}  // namespace yici::records

#include "engines/records/enumerate.h"

#include "engines/records/record_body.h"

namespace yici::records {

void each_golden(db::Database& database, const RecordType& type,
                 const std::function<bool(const std::vector<std::string>& values)>& each) {
    const std::vector<db::Value> parameters{type.type};
    database.read([&](db::Transaction& transaction) {
        transaction.query_each(
            "SELECT body FROM records_golden WHERE type = ? ORDER BY subject", parameters, [&](const db::Row& row) {
                std::vector<std::string> values(type.fields.size());
                const bool sound = scan_body(row.text(0), [&](std::string_view name, std::string_view json) {
                    if (const auto at = type.position_of(name)) values[*at] = from_json_value(json);
                });
                if (!sound) throw Error(ErrorKind::internal, "base.internal", "records_golden.body is damaged");
                return each(values);
            });
    });
}

}  // namespace yici::records

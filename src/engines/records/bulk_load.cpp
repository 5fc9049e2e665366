#include <array>

#include "engines/records/record_body.h"
#include "engines/records/records.h"
#include "foundation/base/instants.h"

namespace yici::records {
namespace {

struct LoadedRow {
    Observation observation;
    size_t type = 0;
    std::string body;
};

constexpr size_t kPiece = 10'000;

void load_versions(db::Transaction& transaction, const std::vector<LoadedRow>& rows, int64_t recorded) {
    const std::array<std::string, 8> columns{"type",     "subject",  "organisation", "system",
                                             "observed", "recorded", "answer_sm3",   "body"};
    size_t at = 0;
    transaction.bulk_load("records_versions", columns, [&](std::vector<db::Value>& values) {
        if (at == rows.size()) return false;
        const LoadedRow& row = rows[at++];
        const Observation& said = row.observation;
        values = {said.type,
                  said.subject,
                  said.source.organisation,
                  said.source.system,
                  micros(said.observed),
                  recorded,
                  said.answer_sm3,
                  row.body};
        return true;
    });
}

void load_golden(db::Transaction& transaction, const std::vector<LoadedRow>& rows, int64_t recorded) {
    const std::array<std::string, 5> columns{"subject", "type", "body", "sources", "revision"};
    size_t at = 0;
    transaction.bulk_load("records_golden", columns, [&](std::vector<db::Value>& values) {
        if (at == rows.size()) return false;
        const LoadedRow& row = rows[at++];
        const Observation& said = row.observation;
        SourceOfFields source{said.source, micros(said.observed), recorded, {}};
        for (const auto& each : said.values) source.fields.push_back(each.first);
        values = {said.subject, said.type, row.body, write_sources({source}), int64_t{1}};
        return true;
    });
}

}  // namespace

int64_t Records::bulk_load(const std::function<bool(Observation&)>& next,
                           const std::function<void(int64_t)>& progress) {
    const int64_t recorded = micros(clock_.now());
    int64_t loaded = 0;
    bool begun = false;
    database_.write([&](db::Transaction& transaction) {
        // What `next` has given once it cannot give again.
        if (std::exchange(begun, true)) throw Error(ErrorKind::unavailable, "db.busy", "a bulk load was interrupted");
        bool more = true;
        while (more) {
            std::vector<LoadedRow> rows;
            rows.reserve(kPiece);
            while (rows.size() < kPiece) {
                LoadedRow row;
                more = next(row.observation);
                if (!more) break;
                check(row.observation);
                row.type = *types_.index_of(row.observation.type);
                row.body = write_body(types_.all()[row.type], row.observation.values);
                rows.push_back(std::move(row));
            }
            if (rows.empty()) break;
            load_versions(transaction, rows, recorded);
            load_golden(transaction, rows, recorded);
            loaded += static_cast<int64_t>(rows.size());
            if (progress) progress(loaded);
        }
    });
    if (memory_ != nullptr) memory_->load(database_);
    return loaded;
}

}  // namespace yici::records

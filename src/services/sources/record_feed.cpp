#include "services/sources/record_feed.h"

#include <algorithm>

#include "engines/codes/codes.h"

namespace yici::sources {

namespace {

bool is_subject(records::SubjectKind kind, const std::string& code) {
    return kind == records::SubjectKind::person ? codes::IdNumber::is_valid(code) : codes::CreditCode::is_valid(code);
}

/// One mapping over one state of a row.
class Teller {
  public:
    Teller(const Source& source, const RecordMapping& mapping) : source_(source), mapping_(mapping) {}

    [[nodiscard]] std::string subject_of(const std::vector<std::string>& cells) const {
        const std::string code = cells.empty() ? std::string() : cell(cells, mapping_.subject);
        return is_subject(mapping_.type->subject, code) ? code : std::string();
    }

    [[nodiscard]] records::Observation tell(const std::string& subject, Instant observed,
                                            const std::vector<std::string>& cells, bool gone) const {
        records::Observation said{mapping_.type->type, subject, source_.provenance(), observed, "", {}};
        for (const auto& [field, column] : mapping_.fields)
            said.values.emplace_back(field, gone ? std::string() : cell(cells, column));
        for (const auto& [field, value] : mapping_.values)
            said.values.emplace_back(field, gone ? std::string() : value);
        return said;
    }

  private:
    [[nodiscard]] std::string cell(const std::vector<std::string>& cells, const std::string& column) const {
        const auto& columns = source_.plan->columns;
        const auto at = static_cast<size_t>(std::ranges::find(columns, column) - columns.begin());
        return at < cells.size() ? cells[at] : std::string();  // a column that came later than the row
    }

    const Source& source_;
    const RecordMapping& mapping_;
};

}  // namespace

void feed_records(db::Transaction& transaction, records::Records& records, const Source& source,
                  const collection::RowChange& change) {
    for (const RecordMapping& mapping : source.records) {
        const Teller teller(source, mapping);
        const std::string subject = teller.subject_of(change.cells);
        const std::string before = teller.subject_of(change.before);
        const bool moved = !before.empty() && before != subject && !change.late;
        if (moved) records.add(transaction, teller.tell(before, change.observed, change.before, true));
        if (!subject.empty())
            records.add(transaction, teller.tell(subject, change.observed, change.cells, change.removed));
    }
}

}  // namespace yici::sources

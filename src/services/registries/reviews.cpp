#include "services/registries/reviews.h"

#include <algorithm>
#include <map>

#include "engines/linkage/linker.h"
#include "engines/linkage/propose.h"
#include "foundation/base/instants.h"
#include "services/registries/registries_json.h"
#include "services/registries/schema_sql.h"

namespace yici::registries {

namespace {

constexpr int64_t kMostSubjects = 500'000;
constexpr size_t kLongestReason = 1000;  // characters; project convention
constexpr size_t kThreads = 2;
constexpr double kReviewFrom = 0.05;  // probability; project convention
constexpr std::string_view kColumns =
    "number, type, subject_a, subject_b, probability, likely, evidence, state, created_at, decided_at, decided_by, "
    "reason, merge_number, request_key";

Review review_of(const db::Row& row) {
    Review review{row.integer(0),
                  row.text(1),
                  row.text(2),
                  row.text(3),
                  row.number(4),
                  row.integer(5) != 0,
                  parse_evidence(row.text(6)),
                  row.text(7),
                  instant_of(row.integer(8)),
                  std::nullopt,
                  row.integer(12)};
    if (row.integer(9) != 0) review.decided = records::Act{row.text(10), row.text(11), instant_of(row.integer(9))};
    return review;
}

void check_reason(std::string_view reason) {
    const bool sound = !trim(reason).empty() && is_utf8(reason) && to_code_points(reason).size() <= kLongestReason;
    if (!sound) throw Error(ErrorKind::rule_violated, "registries.reason_length");
}

/// All subjects of a type as a table: the code stands twice, as the name of the row and as something to compare.
tables::Table table_of(records::Records& records, const records::RecordType& type) {
    std::vector<std::string> header{"subject_id", "code"};
    for (const records::Field& field : type.fields) header.push_back(field.name);
    tables::Table table(header);
    records.each_golden(type.type, [&](const std::string& subject, auto values) {
        std::vector<std::string_view> cells(header.size());
        cells[0] = cells[1] = subject;
        for (const auto& [name, value] : values)
            if (const auto position = type.position_of(name)) cells[*position + 2] = value;
        table.add_row(static_cast<int64_t>(table.rows()) + 1, cells);
    });
    return table;
}

/// How many subjects have each value that both of a pair have.
void count_holders(const tables::Table& table, const std::vector<linkage::Link>& links, std::vector<Review>& found) {
    std::map<std::string, std::map<std::string, int64_t, std::less<>>> columns;
    const auto shared = [&](const linkage::Link& link, const FieldEvidence& one) -> std::string {
        const size_t column = linkage::find_column(table, one.field);
        if (column == table.columns()) return {};
        std::string value(table.cell(link.a, column));
        return value == table.cell(link.b, column) ? value : std::string();
    };
    for (size_t i = 0; i < links.size(); ++i)
        for (const FieldEvidence& one : found[i].evidence)
            if (std::string value = shared(links[i], one); !value.empty()) columns[one.field][std::move(value)] = 0;
    for (auto& [name, counts] : columns) {
        const size_t column = linkage::find_column(table, name);
        for (size_t row = 0; row < table.rows(); ++row)
            if (const auto counted = counts.find(table.cell(row, column)); counted != counts.end()) ++counted->second;
    }
    for (size_t i = 0; i < links.size(); ++i)
        for (FieldEvidence& one : found[i].evidence)
            if (const std::string value = shared(links[i], one); !value.empty())
                one.holders = columns[one.field][value];
}

std::vector<Review> compare_all(const tables::Table& table, const std::string& type) {
    linkage::Spec spec = linkage::propose(table, nullptr, {});
    if (spec.columns.empty() || table.rows() < 2) return {};
    spec.review_at = kReviewFrom;
    spec.clusters = false;
    spec.learn = false;  // a register holds next to no doubles to learn from
    const linkage::Outcome outcome = linkage::link(table, nullptr, spec, kThreads);
    std::vector<Review> found;
    for (const linkage::Link& link : outcome.links) {
        Review review;
        review.type = type;
        review.subject_a = table.cell(link.a, 0);
        review.subject_b = table.cell(link.b, 0);
        review.probability = linkage::probability(link.odds);
        review.likely = link.linked;
        for (linkage::Evidence& one : linkage::evidence(spec, outcome.model, link.pattern))
            review.evidence.push_back({std::move(one.column), std::move(one.level), one.weight});
        found.push_back(std::move(review));
    }
    count_holders(table, outcome.links, found);
    return found;
}

std::string data_of(std::string_view name, std::string_view value) {
    std::string data = "{";
    append_json_string(data, name);
    data += ':';
    append_json_string(data, value);
    return data + "}";
}

std::optional<db::Row> row_of(db::Transaction& transaction, int64_t number) {
    return transaction.query_one("SELECT " + std::string(kColumns) + " FROM registries_reviews WHERE number = ?",
                                 {number});
}

}  // namespace

Reviews::Reviews(db::Database& database, journal::Journal& journal, journal::Subjects& subjects, const Clock& clock,
                 records::Records& records)
    : database_(database), journal_(journal), subjects_(subjects), clock_(clock), records_(records) {
    database_.migrate("services/registries", kSchemaSql);
}

Search Reviews::search(std::string_view type_name, const std::string& by) {
    const records::RecordType* type = records_.types().find(type_name);
    if (type == nullptr) throw Error(ErrorKind::rule_violated, "records.no_such_type", std::string(type_name));
    Search search;
    search.subjects = records_.count(type->type);
    if (search.subjects > kMostSubjects) throw Error(ErrorKind::rule_violated, "registries.too_many_subjects");
    std::vector<Review> found = compare_all(table_of(records_, *type), type->type);
    std::erase_if(found, [&](const Review& review) {
        return std::ranges::binary_search(records_.one_with(review.subject_a), review.subject_b);
    });
    search.pairs = database_.write_value([&](db::Transaction& transaction) {
        const int64_t kept = keep(transaction, found);
        std::string data = R"({"type":)";
        append_json_string(data, type->type);
        journal_.append(transaction, {"subject_review.searched", by, "", type->type,
                                      data + R"(,"pairs":)" + std::to_string(kept) + "}"});
        return kept;
    });
    return search;
}

int64_t Reviews::keep(db::Transaction& transaction, const std::vector<Review>& found) {
    int64_t kept = 0;
    for (const Review& review : found)
        kept += transaction.execute(
            "INSERT INTO registries_reviews (type, subject_a, subject_b, probability, likely, evidence, state, "
            "created_at) VALUES (?, ?, ?, ?, ?, ?, 'open', ?) ON CONFLICT (type, subject_a, subject_b) DO UPDATE SET "
            "probability = excluded.probability, likely = excluded.likely, evidence = excluded.evidence "
            "WHERE registries_reviews.state IN ('open', 'unsure')",
            {review.type, review.subject_a, review.subject_b, review.probability, int64_t{review.likely},
             evidence_json(review.evidence), micros(clock_.now())});
    return kept;
}

ReviewPage Reviews::list(std::string_view state, const http::Part& part) {
    return database_.read_value([&](db::Transaction& transaction) {
        const std::string where = state.empty() ? " WHERE state <> ?" : " WHERE state = ?";
        const std::string asked(state);
        ReviewPage page;
        page.total = transaction.query_one("SELECT COUNT(*) FROM registries_reviews" + where, {asked})->integer(0);
        const auto rows = transaction.query("SELECT " + std::string(kColumns) + " FROM registries_reviews" + where +
                                                " ORDER BY probability DESC, number LIMIT ? OFFSET ?",
                                            {asked, part.size, part.offset()});
        for (const db::Row& row : rows) page.items.push_back(review_of(row));
        return page;
    });
}

Review Reviews::get(int64_t number) {
    return database_.read_value([&](db::Transaction& transaction) {
        const auto row = row_of(transaction, number);
        if (!row) throw Error(ErrorKind::not_found, "registries.no_such_review");
        return review_of(*row);
    });
}

Review Reviews::decide(int64_t number, const std::string& state, bool keep_second, const Decision& decision) {
    check_reason(decision.reason);
    return database_.write_value([&](db::Transaction& transaction) {
        const auto row = row_of(transaction, number);
        if (!row) throw Error(ErrorKind::not_found, "registries.no_such_review");
        Review review = review_of(*row);
        if (review.decided && (review.state != "unsure" || state == "unsure")) {
            const bool again = review.state == state && review.decided->by == decision.by &&
                               review.decided->reason == decision.reason && row->text(13) == decision.key;
            if (!again) throw Error(ErrorKind::conflict, "registries.already_decided");
            return review;
        }
        if (state == "confirmed") {
            const std::string& kept = keep_second ? review.subject_b : review.subject_a;
            const std::string& other = keep_second ? review.subject_a : review.subject_b;
            review.merge = merge_journaled(transaction, other, kept, decision).number;
        }
        review.state = state;
        review.decided = records::Act{decision.by, decision.reason, clock_.now()};
        const int64_t changed = transaction.execute(
            "UPDATE registries_reviews SET state = ?, decided_at = ?, decided_by = ?, reason = ?, request_key = ?, "
            "merge_number = ? WHERE number = ? AND state IN ('open', 'unsure')",
            {state, micros(review.decided->at), decision.by, decision.reason, decision.key, review.merge, number});
        if (changed == 0) throw Error(ErrorKind::conflict, "registries.already_decided");
        journal_.append(transaction,
                        {"subject_review." + state, decision.by, subjects_.digest_of(transaction, review.subject_a),
                         std::to_string(number), data_of("other", subjects_.digest_of(transaction, review.subject_b))});
        return review;
    });
}

Review Reviews::confirm(int64_t number, bool keep_second, const Decision& decision) {
    return decide(number, "confirmed", keep_second, decision);
}

Review Reviews::refuse(int64_t number, const Decision& decision) {
    return decide(number, "refused", false, decision);
}

Review Reviews::unsure(int64_t number, const Decision& decision) {
    return decide(number, "unsure", false, decision);
}

void Reviews::unmasking(const std::string& subject, const std::string& known_on, const Decision& decision) {
    check_reason(decision.reason);
    database_.write([&](db::Transaction& transaction) {
        transaction.execute("INSERT INTO registries_unmaskings (subject, by_whom, reason, at) VALUES (?, ?, ?, ?)",
                            {subject, decision.by, decision.reason, micros(clock_.now())});
        journal_.append(transaction, {"subject.unmasked", decision.by, subjects_.digest_of(transaction, subject), "",
                                      data_of("known_on", known_on)});
    });
}

records::Merge Reviews::merge_journaled(db::Transaction& transaction, const std::string& subject,
                                        const std::string& into, const Decision& decision) {
    records::Merge made = records_.merge(transaction, subject, into, decision.by, decision.reason);
    journal_.append(transaction,
                    {"subject.merged", decision.by, subjects_.digest_of(transaction, subject),
                     std::to_string(made.number), data_of("into", subjects_.digest_of(transaction, into))});
    return made;
}

records::Merge Reviews::merge(const std::string& subject, const std::string& into, const Decision& decision) {
    check_reason(decision.reason);
    for (records::Merge& before : records_.merges(subject)) {
        const bool same = before.subject == subject && before.into == into && before.merged.by == decision.by &&
                          before.merged.reason == decision.reason;
        if (same && !before.split) return std::move(before);
    }
    return database_.write_value(
        [&](db::Transaction& transaction) { return merge_journaled(transaction, subject, into, decision); });
}

records::Merge Reviews::split(int64_t number, const Decision& decision) {
    check_reason(decision.reason);
    return database_.write_value([&](db::Transaction& transaction) {
        auto before = records_.merge_of(transaction, number);
        if (before && before->split && before->split->by == decision.by && before->split->reason == decision.reason)
            return std::move(*before);
        records::Merge undone = records_.split(transaction, number, decision.by, decision.reason);
        journal_.append(transaction,
                        {"subject.split", decision.by, subjects_.digest_of(transaction, undone.subject),
                         std::to_string(number), data_of("from", subjects_.digest_of(transaction, undone.into))});
        return undone;
    });
}

}  // namespace yici::registries

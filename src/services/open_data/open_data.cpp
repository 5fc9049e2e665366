#include "services/open_data/open_data.h"

#include <algorithm>
#include <array>

#include "engines/records/enumerate.h"
#include "foundation/base/instants.h"
#include "foundation/base/text.h"
#include "services/open_data/open_json.h"
#include "services/open_data/open_state.h"
#include "services/open_data/schema_sql.h"

namespace yici::open_data {

namespace {

constexpr size_t kLongestText = 2000;  // characters of a request; project convention

Asked asked_of(const db::Row& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), instant_of(row.integer(5))};
}

constexpr std::string_view kAsked = "SELECT id, title, purpose, state, answer, created_at FROM open_requests";

void store(db::Transaction& transaction, const Dataset& dataset, const std::string& actor) {
    transaction.execute("DELETE FROM open_rows WHERE dataset = ?", {dataset.id});
    transaction.execute(
        "INSERT INTO open_datasets (id, version, header, report, published_at, published_by) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version, header = excluded.header, report = "
        "excluded.report, "
        "published_at = excluded.published_at, published_by = excluded.published_by",
        {dataset.id, static_cast<int64_t>(dataset.version), header_json(dataset.header), report_json(dataset.report),
         micros(dataset.published), actor});
    const std::array<std::string, 3> columns{"dataset", "number", "content"};
    size_t next = 0;
    transaction.bulk_load("open_rows", columns, [&](std::vector<db::Value>& values) {
        if (next >= dataset.rows.size()) return false;
        values = {dataset.id, static_cast<int64_t>(next), row_json(dataset.rows[next])};
        ++next;
        return true;
    });
}

}  // namespace

OpenData::OpenData(const Parts& parts) : state_(std::make_unique<Inner>(parts)) {
    parts.database.migrate("services/open_data", kSchemaSql);
    state_->load();
}

OpenData::~OpenData() = default;

void OpenData::Inner::load() {
    parts.database.read([&](db::Transaction& transaction) {
        for (const db::Row& row :
             transaction.query("SELECT id, version, header, report, published_at FROM open_datasets")) {
            auto dataset = std::make_shared<Dataset>();
            dataset->id = row.text(0);
            dataset->version = static_cast<int>(row.integer(1));
            dataset->header = parse_header(row.text(2));
            dataset->report = parse_report(row.text(3));
            dataset->published = instant_of(row.integer(4));
            for (const db::Row& one :
                 transaction.query("SELECT content FROM open_rows WHERE dataset = ? ORDER BY number", {dataset->id})) {
                dataset->rows.push_back(parse_row(one.text(0)));
            }
            datasets[dataset->id] = std::move(dataset);
        }
    });
}

std::string OpenData::Inner::new_id() {
    std::array<uint8_t, 8> bytes{};
    const std::lock_guard lock(random_mutex);
    parts.random.fill(bytes);
    return to_hex(bytes);
}

const Plan& OpenData::Inner::plan_of(const catalogue::Entry& entry) const {
    const auto plan = std::ranges::find(parts.plans, entry.code, &Plan::resource);
    if (plan == parts.plans.end()) throw Error(ErrorKind::not_found, "open_data.no_plan", entry.code);
    return *plan;
}

std::shared_ptr<const Dataset> OpenData::publish(std::string_view id, const std::string& actor) {
    const catalogue::Stored stored = state_->parts.catalogue.get(id);
    if (!stored.visible() || !stored.published->open) {
        throw Error(ErrorKind::conflict, "open_data.not_open", stored.entry.code);
    }
    const Plan& plan = state_->plan_of(stored.entry);
    const records::RecordType* type = state_->parts.types.find(plan.record_type);
    if (type == nullptr) throw Error(ErrorKind::not_found, "open_data.no_plan", plan.record_type);
    auto dataset = std::make_shared<Dataset>();
    dataset->id = stored.id;
    std::vector<size_t> positions;
    for (const Column& column : plan.columns) {
        dataset->header.emplace_back(column.name, column.title);
        positions.push_back(type->position_of(column.name).value());
    }
    records::each_golden(state_->parts.database, *type, [&](const std::vector<std::string>& values) {
        std::vector<std::string> row;
        row.reserve(positions.size());
        for (const size_t position : positions) row.push_back(values[position]);
        dataset->rows.push_back(std::move(row));
        return true;
    });
    dataset->report = anonymise(plan.columns, dataset->rows, plan.k, plan.most_suppressed);
    dataset->published = state_->parts.clock.now();
    state_->parts.database.write([&](db::Transaction& transaction) {
        const auto before = transaction.query_one("SELECT version FROM open_datasets WHERE id = ?", {dataset->id});
        dataset->version = before ? static_cast<int>(before->integer(0)) + 1 : 1;
        store(transaction, *dataset, actor);
        state_->parts.journal.append(transaction,
                                     {"open_data.published", actor, "", dataset->id, report_json(dataset->report)});
    });
    const std::unique_lock lock(state_->mutex);
    state_->datasets[dataset->id] = dataset;
    return dataset;
}

std::vector<std::shared_ptr<const Dataset>> OpenData::datasets() {
    const std::shared_lock lock(state_->mutex);
    std::vector<std::shared_ptr<const Dataset>> all;
    for (const auto& [id, dataset] : state_->datasets) all.push_back(dataset);
    return all;
}

std::shared_ptr<const Dataset> OpenData::get(std::string_view id) {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->datasets.find(id);
    if (found == state_->datasets.end()) throw Error(ErrorKind::not_found, "open_data.not_found", std::string(id));
    return found->second;
}

Page OpenData::query(std::string_view id, const Query& query) {
    Page page;
    page.dataset = get(id);
    std::vector<std::pair<size_t, std::string_view>> wanted;
    for (const auto& [name, value] : query.equals) {
        const auto column = std::ranges::find(page.dataset->header, name, &std::pair<std::string, std::string>::first);
        if (column == page.dataset->header.end()) {
            throw Error(ErrorKind::invalid_input, "open_data.column_unknown", name);
        }
        wanted.emplace_back(static_cast<size_t>(column - page.dataset->header.begin()), value);
    }
    for (const auto& row : page.dataset->rows) {
        if (!std::ranges::all_of(wanted, [&](const auto& one) { return row[one.first] == one.second; })) continue;
        if (page.total >= query.part.offset() && std::ssize(page.rows) < query.part.size) page.rows.push_back(&row);
        ++page.total;
    }
    return page;
}

Asked OpenData::ask(const std::string& title, const std::string& purpose, std::string_view request_key) {
    for (const std::string& text : {title, purpose}) {
        if (trim(text).empty() || to_code_points(text).size() > kLongestText) {
            throw Error(ErrorKind::rule_violated, "open_data.text_length");
        }
    }
    Asked made{state_->new_id(), title, purpose, "asked", "", state_->parts.clock.now()};
    const std::string key = request_key.empty() ? made.id : std::string(request_key);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const auto rows = transaction.query(std::string(kAsked) + " WHERE request_key = ?", {key});
        if (!rows.empty()) {
            Asked before = asked_of(rows.front());
            if (before.title != title || before.purpose != purpose) {
                throw Error(ErrorKind::conflict, "open_data.key_reused");
            }
            return before;
        }
        transaction.execute(
            "INSERT INTO open_requests (id, title, purpose, state, answer, created_at, request_key) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            {made.id, made.title, made.purpose, made.state, made.answer, micros(made.created), key});
        state_->parts.journal.append(transaction, {"open_data.asked", "public", "", made.id, "{}"});
        return made;
    });
}

Asked OpenData::answer(std::string_view id, bool accepted, const std::string& text, const std::string& actor) {
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const auto rows = transaction.query(std::string(kAsked) + " WHERE id = ?", {std::string(id)});
        if (rows.empty()) throw Error(ErrorKind::not_found, "open_data.not_found", std::string(id));
        Asked asked = asked_of(rows.front());
        asked.state = accepted ? "accepted" : "refused";
        asked.answer = text;
        transaction.execute("UPDATE open_requests SET state = ?, answer = ? WHERE id = ?",
                            {asked.state, asked.answer, asked.id});
        state_->parts.journal.append(transaction, {"open_data.answered", actor, "", asked.id,
                                                   accepted ? R"({"accepted":true})" : R"({"accepted":false})"});
        return asked;
    });
}

std::pair<std::vector<Asked>, int64_t> OpenData::asked(const http::Part& part) {
    return state_->parts.database.read_value([&](db::Transaction& transaction) {
        std::pair<std::vector<Asked>, int64_t> page;
        page.second = transaction.query("SELECT COUNT(*) FROM open_requests")[0].integer(0);
        for (const db::Row& row : transaction.query(std::string(kAsked) + " ORDER BY number DESC LIMIT ? OFFSET ?",
                                                    {part.size, part.offset()})) {
            page.first.push_back(asked_of(row));
        }
        return page;
    });
}

}  // namespace yici::open_data

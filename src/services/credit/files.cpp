#include <algorithm>

#include "engines/codes/codes.h"
#include "services/credit/credit_state.h"
#include "services/credit/credit_store.h"

namespace yici::credit {

namespace {

/// The entry as it was known at a moment: what ended later was published still.
void as_known(Entry& entry, Instant known) {
    if (!entry.ended_at || *entry.ended_at <= known) return;
    entry.state = Standing::published;
    entry.ended_at.reset();
    entry.ended_reason.clear();
}

bool sees_whole(const Entry& entry, const Actor& by) {
    return by.authority || (!by.organisation.empty() && entry.organ == by.organisation) || by.subject == entry.subject;
}

}  // namespace

void Credit::Inner::journal_reading(db::Transaction& transaction, const std::string& subject, const Actor& by,
                                    std::string_view about, const std::string& purpose) {
    std::string data = R"({"organisation":")" + by.organisation +
                       R"(","matter":"","material":"","resource":"","fields":["公共信用档案"],"purpose":)";
    append_json_string(data, purpose);
    data += R"(,"basis":"公共信用查询","result":"ok"})";
    parts.journal.append(transaction, {"record.viewed", by.id, parts.subjects.digest_of(transaction, subject),
                                       std::string(about), data});
}

Values Credit::values(const Entry& entry, std::optional<Instant> known) {
    const Kind* kind = state_->parts.rules.kind(entry.kind);
    if (kind == nullptr) return {};
    records::Records& records = state_->parts.records;
    const auto golden = known ? records.golden_known_at(kind->record_type, entry.record_key(), *known)
                              : records.golden(kind->record_type, entry.record_key());
    Values values;
    for (const records::GoldenValue& one : golden) values.emplace_back(one.field->name, one.value);
    return values;
}

std::vector<Event> Credit::events(std::string_view about) {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_events(transaction, about); });
}

Entry Credit::get(std::string_view number, const Actor& by) {
    auto entry = state_->parts.database.read_value([&](db::Transaction& t) { return load_entry(t, number); });
    if (!entry || !sees_whole(*entry, by)) {
        throw Error(ErrorKind::not_found, "credit.not_found", std::string(number));
    }
    if (by.subject != entry->subject) {
        state_->parts.database.write([&](db::Transaction& transaction) {
            state_->journal_reading(transaction, entry->subject, by, entry->number, "信用记录管理");
        });
    }
    return std::move(*entry);
}

EntryPage Credit::entries(const EntryFilter& filter) {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_entries(transaction, filter, state_->today()); });
}

FilePage Credit::search(const std::string& query, const std::string& purpose, const Actor& by, const http::Part& part) {
    check_reason(purpose);
    const std::string wanted(trim(query));
    if (to_code_points(wanted).size() < 2) throw Error(ErrorKind::invalid_input, "credit.short_query");
    const bool exact = codes::IdNumber::is_valid(wanted) || codes::CreditCode::is_valid(wanted);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        FilePage page = search_files(transaction, wanted, exact, part);
        for (FileHead& head : page.items) {
            for (const Entry& entry : entries_of(transaction, head.subject)) {
                if (standing_of(entry, state_->today()) == Standing::published) ++head.entries;
            }
        }
        std::string data = R"({"organisation":")" + by.organisation + R"(","purpose":)";
        append_json_string(data, purpose);
        data += R"(,"found":)" + std::to_string(page.total) + "}";
        const std::string digest = exact ? state_->parts.subjects.digest_of(transaction, wanted) : "";
        state_->parts.journal.append(transaction, {"credit.searched", by.id, digest, "", data});
        return page;
    });
}

File Credit::file(int64_t id, const std::string& purpose, const Actor& by, std::optional<Instant> known) {
    check_reason(purpose);
    auto head = state_->parts.database.read_value([&](db::Transaction& t) { return load_file(t, id); });
    if (!head) throw Error(ErrorKind::not_found, "credit.not_found", std::to_string(id));
    File file = own_file(head->subject, known);
    const Date day = known ? china_date(*known) : state_->today();
    std::erase_if(file.entries, [&](const Entry& entry) {
        return !sees_whole(entry, by) && standing_of(entry, day) != Standing::published;
    });
    state_->parts.database.write([&](db::Transaction& transaction) {
        state_->journal_reading(transaction, head->subject, by, std::to_string(id), purpose);
    });
    return file;
}

File Credit::own_file(const std::string& subject, std::optional<Instant> known) {
    const Date day = known ? china_date(*known) : state_->today();
    const std::vector<std::string> codes = state_->parts.records.one_with(subject);
    return state_->parts.database.read_value([&](db::Transaction& transaction) {
        File file;
        file.head.subject = subject;
        file.head.person = is_person(subject);
        if (const auto head = load_file(transaction, subject)) file.head = *head;
        for (const std::string& code : codes) {  // who was found to be one has one file
            auto entries = entries_of(transaction, code);
            std::ranges::move(entries, std::back_inserter(file.entries));
        }
        if (codes.empty()) file.entries = entries_of(transaction, subject);
        if (known) {
            std::erase_if(file.entries, [&](const Entry& entry) { return entry.created_at > *known; });
            for (Entry& entry : file.entries) as_known(entry, *known);
        }
        std::ranges::stable_sort(file.entries,
                                 [](const Entry& a, const Entry& b) { return a.decided_on > b.decided_on; });
        file.conclusion = conclude(state_->parts.rules, file.entries, day);
        file.head.entries = std::ranges::count_if(
            file.entries, [&](const Entry& entry) { return standing_of(entry, day) == Standing::published; });
        return file;
    });
}

}  // namespace yici::credit

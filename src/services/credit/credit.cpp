#include "services/credit/credit.h"

#include <algorithm>
#include <set>

#include "engines/codes/codes.h"
#include "foundation/crypto/hash.h"
#include "services/credit/credit_state.h"
#include "services/credit/credit_store.h"
#include "services/credit/schema_sql.h"

namespace yici::credit {

namespace {

constexpr size_t kLongestReason = 1000;  // characters; project convention
constexpr std::string_view kSystem = "credit";

std::string value_of(const Values& values, std::string_view name) {
    const auto found = std::ranges::find(values, name, &std::pair<std::string, std::string>::first);
    return found == values.end() ? std::string() : found->second;
}

std::string text_of(const Values& values) {
    Values sorted = values;
    std::ranges::sort(sorted);
    std::string text;
    for (const auto& [name, value] : sorted) text.append(name).append("\t").append(value).append("\n");
    return text;
}

/// What decides about publication is written from the values into the entry itself.
void take_terms(Entry& entry, const Kind& kind, const Rules& rules, const Values& values) {
    entry.document = value_of(values, "document_number");
    entry.decided_on = parse_date(value_of(values, "decided_on")).value_or(Date{});
    const List* list = kind.listing ? rules.list(entry.list) : nullptr;
    const auto given =
        kind.until_field.empty() ? std::optional<Date>() : parse_date(value_of(values, kind.until_field));
    entry.published_until = last_day(entry.decided_on, list != nullptr ? list->months : kind.months, given);
}

}  // namespace

void check_reason(std::string_view text) {
    const bool sound = !trim(text).empty() && is_utf8(text) && to_code_points(text).size() <= kLongestReason;
    if (!sound) throw Error(ErrorKind::rule_violated, "credit.reason_length");
}

std::string fingerprint_of(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text.append(std::to_string(part.size())).append(":").append(part);
    return to_hex(crypto::sm3(text));
}

bool is_person(std::string_view subject) {
    return codes::IdNumber::is_valid(subject);
}

Credit::Credit(const Parts& parts) : state_(new Inner(parts)) {
    parts.database.migrate("services/credit", kSchemaSql);
}

Credit::~Credit() = default;

void Credit::Inner::check_values(const Kind& kind, const Values& values, bool all) const {
    const records::RecordType* type = parts.records.types().find(kind.record_type);
    if (type == nullptr) throw Error(ErrorKind::rule_violated, "credit.unknown_kind", kind.code);
    std::set<std::string_view> named;
    for (const auto& [name, value] : values) {
        const records::Field* field = type->find(name);
        if (field == nullptr || !named.insert(name).second) {
            throw Error(ErrorKind::rule_violated, "credit.no_such_field", name);
        }
        if (!records::fits(field->data_type, value)) {
            throw Error(ErrorKind::rule_violated, "records.value_wrong_type", name);
        }
        const bool emptied = std::ranges::find(kind.required, name) != kind.required.end() && trim(value).empty();
        if (emptied) throw Error(ErrorKind::rule_violated, "credit.field_missing", name);
    }
    for (const std::string& name : kind.required) {
        if (all && !named.contains(name)) throw Error(ErrorKind::rule_violated, "credit.field_missing", name);
    }
    const auto decided = parse_date(value_of(values, "decided_on"));
    if (decided && *decided > today()) throw Error(ErrorKind::rule_violated, "credit.in_the_future", "decided_on");
}

Entry Credit::Inner::taken(const Draft& draft, const std::string& organ) const {
    if (!codes::IdNumber::is_valid(draft.subject) && !codes::CreditCode::is_valid(draft.subject)) {
        throw Error(ErrorKind::rule_violated, "credit.bad_subject");
    }
    const Kind* kind = parts.rules.kind(draft.kind);
    if (kind == nullptr) throw Error(ErrorKind::rule_violated, "credit.unknown_kind", draft.kind);
    check_values(*kind, draft.values, true);
    Entry entry;
    entry.subject = draft.subject;
    entry.kind = kind->code;
    entry.organ = organ;
    if (kind->listing) {
        entry.list = value_of(draft.values, "list");
        const List* list = parts.rules.list(entry.list);
        if (list == nullptr) throw Error(ErrorKind::rule_violated, "credit.unknown_list", entry.list);
        if (std::ranges::find(list->organs, organ) == list->organs.end()) {
            throw Error(ErrorKind::forbidden, "credit.may_not_list", list->code);
        }
    }
    take_terms(entry, *kind, parts.rules, draft.values);
    return entry;
}

void Credit::Inner::say(db::Transaction& transaction, const Entry& entry, const Values& values) {
    records::Observation said;
    said.type = parts.rules.kind(entry.kind)->record_type;
    said.subject = entry.record_key();
    said.source = {entry.organ, std::string(kSystem)};
    said.observed = now();
    said.values = values;
    parts.records.add(transaction, said);
}

void Credit::Inner::keep(db::Transaction& transaction, Entry& entry, const Values& values) {
    entry.file = file_of(transaction, entry.subject, value_of(values, "subject_name"), is_person(entry.subject));
    if (has_document(transaction, entry)) throw Error(ErrorKind::conflict, "credit.already_entered", entry.document);
    entry.number = next_number(transaction, "XY", today());
    entry.created_at = now();
    insert_entry(transaction, entry);
    say(transaction, entry, values);
}

void Credit::Inner::conclude_again(db::Transaction& transaction, const std::string& subject) {
    const Conclusion found = conclude(parts.rules, entries_of(transaction, subject), today());
    records::Observation said;
    said.type = is_person(subject) ? "credit_person" : "credit";
    said.subject = subject;
    said.source = {parts.rules.keeper, std::string(kSystem)};
    said.observed = now();
    said.values = {{"dishonest", found.dishonest ? "true" : "false"},
                   {"black_lists", std::to_string(found.black_lists)},
                   {"bad_records", std::to_string(found.bad)},
                   {"red_lists", std::to_string(found.red_lists)},
                   {"good_records", std::to_string(found.good)}};
    parts.records.add(transaction, said);
}

void Credit::Inner::record(db::Transaction& transaction, const Entry& entry, std::string_view about, const Actor& by,
                           std::string_view action, const std::string& note) {
    insert_event(transaction, about, by, action, note, now());
    std::string data = R"({"kind":)";
    append_json_string(data, entry.kind);
    data += R"(,"list":)";
    append_json_string(data, entry.list);
    data += R"(,"organ":")" + entry.organ + R"(","entry":")" + entry.number + R"(","state":")" +
            std::string(to_string(entry.state)) + "\"}";
    const bool own = by.subject == entry.subject;
    parts.journal.append(transaction, {"credit." + std::string(action), own ? "citizen" : by.id,
                                       parts.subjects.digest_of(transaction, entry.subject), std::string(about), data});
}

Entry Credit::Inner::own(db::Transaction& transaction, std::string_view number, const Actor& by) const {
    auto entry = load_entry(transaction, number);
    if (!entry) throw Error(ErrorKind::not_found, "credit.not_found", std::string(number));
    if (!by.steward || entry->organ != by.organisation) throw Error(ErrorKind::forbidden, "credit.not_yours");
    return std::move(*entry);
}

void Credit::Inner::end(db::Transaction& transaction, Entry& entry, Standing standing, const std::string& reason) {
    entry.state = standing;
    entry.ended_at = now();
    entry.ended_reason = reason;
    update_entry(transaction, entry);
    conclude_again(transaction, entry.subject);
}

Entry Credit::enter(const Draft& draft, const Actor& by, std::string_view request_key) {
    if (!by.steward) throw Error(ErrorKind::forbidden, "credit.not_yours");
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of({"enter", draft.subject, draft.kind, text_of(draft.values)});
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return load_entry(transaction, *earlier).value();
        }
        Entry entry = state_->taken(draft, by.organisation);
        entry.created_by = by.id;
        state_->keep(transaction, entry, draft.values);
        state_->conclude_again(transaction, entry.subject);
        state_->record(transaction, entry, entry.number, by, "enter", "");
        request_keys().keep(transaction, by.id, request_key, fingerprint, entry.number);
        return entry;
    });
}

Entry Credit::amend(std::string_view number, const Values& values, const std::string& reason, const Actor& by,
                    std::string_view request_key) {
    check_reason(reason);
    if (values.empty()) throw Error(ErrorKind::invalid_input, "credit.bad_request", "values");
    const auto seen = state_->parts.database.read_value([&](db::Transaction& t) { return load_entry(t, number); });
    const Values before = seen ? Credit::values(*seen) : Values{};
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of({"amend", number, reason, text_of(values)});
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return load_entry(transaction, *earlier).value();
        }
        Entry entry = state_->own(transaction, number, by);
        const Kind& kind = *state_->parts.rules.kind(entry.kind);
        state_->check_values(kind, values, false);
        if (!value_of(values, "list").empty()) {
            throw Error(ErrorKind::rule_violated, "credit.no_such_field", "list");  // another list is another entry
        }
        state_->say(transaction, entry, values);
        // The terms follow what is now said of the whole entry.
        Values whole = before;
        for (const auto& [name, value] : values) {
            std::erase_if(whole, [name = name](const auto& one) { return one.first == name; });
            whole.emplace_back(name, value);
        }
        take_terms(entry, kind, state_->parts.rules, whole);
        update_entry(transaction, entry);
        entry.file = file_of(transaction, entry.subject, value_of(values, "subject_name"), is_person(entry.subject));
        state_->conclude_again(transaction, entry.subject);
        state_->record(transaction, entry, entry.number, by, "amend", reason);
        request_keys().keep(transaction, by.id, request_key, fingerprint, entry.number);
        return entry;
    });
}

Entry Credit::remove(std::string_view number, const std::string& reason, const Actor& by,
                     std::string_view request_key) {
    check_reason(reason);
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of({"remove", number, reason});
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return load_entry(transaction, *earlier).value();
        }
        Entry entry = state_->own(transaction, number, by);
        if (entry.state != Standing::published) throw Error(ErrorKind::conflict, "credit.not_now", entry.number);
        state_->end(transaction, entry, Standing::removed, reason);
        state_->record(transaction, entry, entry.number, by, "remove", reason);
        request_keys().keep(transaction, by.id, request_key, fingerprint, entry.number);
        return entry;
    });
}

void Credit::take_correction(db::Transaction& transaction, const std::string& number, const std::string& field,
                             const std::string& value) {
    auto entry = load_entry(transaction, number);
    const Kind* kind = entry ? state_->parts.rules.kind(entry->kind) : nullptr;
    if (kind == nullptr) return;
    if (field == "document_number") entry->document = value;
    if (!kind->until_field.empty() && field == kind->until_field) entry->published_until = parse_date(value);
    if (const auto day = parse_date(value); field == "decided_on" && day) {
        const List* list = state_->parts.rules.list(entry->list);
        const int months = list != nullptr ? list->months : kind->months;
        entry->decided_on = *day;
        if (kind->until_field.empty()) entry->published_until = last_day(*day, months, std::nullopt);
    }
    update_entry(transaction, *entry);
    state_->conclude_again(transaction, entry->subject);
}

int Credit::sweep() {
    const Actor system{"system", "系统", "", "", false, false};
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        int done = 0;
        for (const std::string& subject : take_expired(transaction, state_->today())) {
            state_->conclude_again(transaction, subject);
            ++done;
        }
        for (Repair& repair : overdue_supplements(transaction, state_->today())) {
            repair.state = RepairState::withdrawn;
            repair.limit.reset();
            store_repair(transaction, repair);
            const Entry entry = load_entry(transaction, repair.entry).value();
            state_->record(transaction, entry, repair.number, system, "lapse", "");
            ++done;
        }
        return done;
    });
}

int64_t Credit::import_made_up(const std::vector<std::pair<Draft, std::string>>& drafts) {
    const Actor system{"demonstration", "演示数据，全部编造", "", "", false, false};
    constexpr size_t kTogether = 200;
    for (size_t first = 0; first < drafts.size(); first += kTogether) {
        state_->parts.database.write([&](db::Transaction& transaction) {
            for (size_t i = first; i < std::min(first + kTogether, drafts.size()); ++i) {
                const auto& [draft, organ] = drafts[i];
                Entry entry = state_->taken(draft, organ);
                entry.created_by = system.id;
                entry.made_up = true;
                state_->keep(transaction, entry, draft.values);
                state_->conclude_again(transaction, entry.subject);
                state_->record(transaction, entry, entry.number, system, "enter", "演示数据，全部编造");
            }
        });
    }
    return std::ssize(drafts);
}

int64_t Credit::count() {
    return state_->parts.database.read_value([&](db::Transaction& transaction) {
        return transaction.query_one("SELECT COUNT(*) FROM credit_entries")->integer(0);
    });
}

std::vector<Figure> Credit::figures() {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_figures(transaction, state_->today()); });
}

}  // namespace yici::credit

#include "services/credit/credit_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "services/credit/credit_state.h"

namespace yici::credit {

using nlohmann::json;

namespace {

template <typename T>
json or_null(const std::optional<T>& value) {
    return value ? json(to_string(*value)) : json();
}

json months_json(int months) {
    return months == 0 ? json() : json(months);
}

json days_json(int days) {
    return days < 0 ? json() : json(days);
}

std::string_view name_of(records::DataType type) {
    static constexpr std::string_view kNames[] = {"text", "integer", "number", "date", "flag", "code"};
    return kNames[static_cast<size_t>(type)];
}

bool whole_for(const Entry& entry, const Actor& viewer) {
    return viewer.authority || (!viewer.organisation.empty() && viewer.organisation == entry.organ) ||
           viewer.subject == entry.subject;
}

}  // namespace

struct CreditJson::Writer {
    const Parts& parts;
    Credit& credit;

    [[nodiscard]] Date today() const { return china_date(parts.clock.now()); }

    static std::string shown_subject(const std::string& subject, bool whole) {
        return whole || !is_person(subject) ? subject : records::mask(records::Mask::id_number, subject);
    }

    [[nodiscard]] json summary(const Entry& entry, bool whole) const {
        const Kind* kind = parts.rules.kind(entry.kind);
        const List* list = parts.rules.list(entry.list);
        json value{{"number", entry.number},
                   {"subject", shown_subject(entry.subject, whole)},
                   {"kind", entry.kind},
                   {"kind_name", kind != nullptr ? kind->name : entry.kind},
                   {"kind_name_en", kind != nullptr ? kind->name_en : entry.kind},
                   {"letter", kind != nullptr ? kind->letter : ""},
                   {"nature", to_string(nature_of(parts.rules, entry))},
                   {"organ", entry.organ},
                   {"organ_name", parts.organisations.name_of(entry.organ)},
                   {"document_number", entry.document},
                   {"decided_on", to_string(entry.decided_on)},
                   {"published_until", or_null(entry.published_until)},
                   {"standing", to_string(standing_of(entry, today()))},
                   {"repairable_from", or_null(credit.repairable_from(entry))},
                   {"made_up", entry.made_up},
                   {"created_at", to_iso8601(entry.created_at)}};
        value["list"] = list == nullptr ? json()
                                        : json{{"code", list->code},
                                               {"name", list->name},
                                               {"name_en", list->name_en},
                                               {"colour", list->black ? "black" : "red"},
                                               {"basis", list->basis}};
        return value;
    }

    [[nodiscard]] json values(const Entry& entry, bool whole, std::optional<Instant> known) const {
        const Kind* kind = parts.rules.kind(entry.kind);
        const records::RecordType* type = kind != nullptr ? parts.records.types().find(kind->record_type) : nullptr;
        json array = json::array();
        if (type == nullptr) return array;
        const bool person = is_person(entry.subject);
        for (const auto& [name, text] : credit.values(entry, known)) {
            const records::Field* field = type->find(name);
            if (field == nullptr || text.empty()) continue;
            const bool clear = whole || (!person && name == "subject_name");
            array.push_back({{"field", name},
                             {"title", field->title},
                             {"title_en", field->title_en},
                             {"value", clear ? text : records::mask(field->mask, text)},
                             {"disputed", parts.is_disputed(entry, type->type, name)}});
        }
        return array;
    }

    [[nodiscard]] json events(std::string_view about) const {
        json array = json::array();
        for (const Event& event : credit.events(about)) {
            array.push_back({{"step", event.step},
                             {"time", to_iso8601(event.time)},
                             {"actor_name", event.actor_name},
                             {"organisation_name",
                              event.organisation.empty() ? "" : parts.organisations.name_of(event.organisation)},
                             {"action", event.action},
                             {"note", event.note}});
        }
        return array;
    }

    [[nodiscard]] json entry(const Entry& one, bool whole, std::optional<Instant> known) const {
        json value = summary(one, whole);
        value["values"] = values(one, whole, known);
        value["ended_at"] = one.ended_at ? json(to_iso8601(*one.ended_at)) : json();
        value["ended_reason"] = one.ended_reason;
        return value;
    }

    [[nodiscard]] static json head(const FileHead& one, bool whole) {
        return {{"file", one.id == 0 ? json() : json(one.id)},
                {"subject", one.person && !whole ? records::mask(records::Mask::id_number, one.subject) : one.subject},
                {"name", one.person && !whole ? records::mask(records::Mask::name, one.name) : one.name},
                {"person", one.person},
                {"published", one.entries}};
    }

    [[nodiscard]] json repair(const Repair& one, const Actor& viewer) const {
        const bool whole = viewer.organisation == one.organ || viewer.subject == one.subject;
        json actions = json::array();
        for (const RepairAction action : {RepairAction::supplement, RepairAction::accept, RepairAction::refuse,
                                          RepairAction::submit, RepairAction::withdraw}) {
            const bool subjects = action == RepairAction::submit || action == RepairAction::withdraw;
            const bool turn =
                subjects ? viewer.subject == one.subject : viewer.steward && viewer.organisation == one.organ;
            if (turn && state_allows(one, action)) actions.push_back(to_string(action));
        }
        return {{"number", one.number},
                {"entry", one.entry},
                {"subject", shown_subject(one.subject, whole)},
                {"organ", one.organ},
                {"organ_name", parts.organisations.name_of(one.organ)},
                {"reason", one.reason},
                {"state", to_string(one.state)},
                {"state_name", name_of(one.state)},
                {"due_on", one.limit ? json(to_string(one.limit->due)) : json()},
                {"light", codes::to_string(light_of(one, today()))},
                {"answer", one.answer},
                {"basis", one.basis},
                {"created_at", to_iso8601(one.created_at)},
                {"actions", actions}};
    }
};

std::string CreditJson::rules() const {
    json kinds = json::array();
    for (const Kind& kind : parts_.rules.kinds) {
        json fields = json::array();
        if (const records::RecordType* type = parts_.records.types().find(kind.record_type)) {
            for (const records::Field& field : type->fields) {
                fields.push_back({{"name", field.name},
                                  {"title", field.title},
                                  {"title_en", field.title_en},
                                  {"data_type", name_of(field.data_type)},
                                  {"required", std::ranges::find(kind.required, field.name) != kind.required.end()}});
            }
        }
        kinds.push_back({{"code", kind.code},
                         {"letter", kind.letter},
                         {"name", kind.name},
                         {"name_en", kind.name_en},
                         {"nature", kind.listing ? json() : json(to_string(kind.nature))},
                         {"listing", kind.listing},
                         {"publication_months", months_json(kind.months)},
                         {"repair_after_days", days_json(kind.repair_after_days)},
                         {"fields", std::move(fields)}});
    }
    json lists = json::array();
    for (const List& list : parts_.rules.lists) {
        EntryFilter filter;
        filter.list = list.code;
        filter.standing = "published";
        filter.part = {1, 1};
        json organs = json::array();
        for (const std::string& organ : list.organs) {
            organs.push_back({{"code", organ}, {"name", parts_.organisations.name_of(organ)}});
        }
        lists.push_back({{"code", list.code},
                         {"name", list.name},
                         {"name_en", list.name_en},
                         {"colour", list.black ? "black" : "red"},
                         {"basis", list.basis},
                         {"organs", std::move(organs)},
                         {"months", months_json(list.months)},
                         {"repair_after_days", days_json(list.repair_after_days)},
                         {"published", credit_.entries(filter).total}});
    }
    return json{{"review_days", parts_.rules.review_days},
                {"supplement_days", parts_.rules.supplement_days},
                {"kinds", std::move(kinds)},
                {"lists", std::move(lists)}}
        .dump();
}

std::string CreditJson::entry(const Entry& entry, bool whole) const {
    const Writer writer{parts_, credit_};
    json value = writer.entry(entry, whole, std::nullopt);
    value["events"] = writer.events(entry.number);
    return value.dump();
}

std::string CreditJson::entries(const EntryPage& page, const http::Part& part) const {
    const Writer writer{parts_, credit_};
    json items = json::array();
    for (const Entry& entry : page.items) items.push_back(writer.summary(entry, false));
    return http::listing(items.dump(), part, page.total);
}

std::string CreditJson::files(const FilePage& page, const http::Part& part) const {
    json items = json::array();
    for (const FileHead& head : page.items) items.push_back(Writer::head(head, false));
    return http::listing(items.dump(), part, page.total);
}

std::string CreditJson::file(const File& file, const Actor& viewer, const http::Part& part,
                             std::optional<Instant> known) const {
    const Writer writer{parts_, credit_};
    json value = Writer::head(file.head, viewer.subject == file.head.subject);
    value["conclusion"] = {{"dishonest", file.conclusion.dishonest},
                           {"black_lists", file.conclusion.black_lists},
                           {"bad_records", file.conclusion.bad},
                           {"red_lists", file.conclusion.red_lists},
                           {"good_records", file.conclusion.good}};
    json items = json::array();
    const int64_t total = std::ssize(file.entries);
    for (int64_t i = part.offset(); i < std::min(total, part.offset() + part.size); ++i) {
        const Entry& entry = file.entries[static_cast<size_t>(i)];
        items.push_back(writer.entry(entry, whole_for(entry, viewer), known));
    }
    value["entries"] = json::parse(http::listing(items.dump(), part, total));
    return value.dump();
}

std::string CreditJson::repair(const Repair& repair, const Actor& viewer) const {
    const Writer writer{parts_, credit_};
    json value = writer.repair(repair, viewer);
    json evidence = json::array();
    for (const Evidence& one : credit_.evidence(repair.number)) {
        evidence.push_back({{"title", one.title}, {"content", one.content}, {"time", to_iso8601(one.time)}});
    }
    value["evidence"] = std::move(evidence);
    value["events"] = writer.events(repair.number);
    return value.dump();
}

std::string CreditJson::repairs(const RepairPage& page, const Actor& viewer, const http::Part& part) const {
    const Writer writer{parts_, credit_};
    json items = json::array();
    for (const Repair& repair : page.items) items.push_back(writer.repair(repair, viewer));
    return http::listing(items.dump(), part, page.total);
}

std::string CreditJson::figures(const std::vector<Figure>& figures) const {
    json items = json::array();
    for (const Figure& one : figures) {
        const Kind* kind = parts_.rules.kind(one.kind);
        items.push_back({{"organ", one.organ},
                         {"organ_name", parts_.organisations.name_of(one.organ)},
                         {"kind", one.kind},
                         {"kind_name", kind != nullptr ? kind->name : one.kind},
                         {"entries", one.entries},
                         {"published", one.published},
                         {"repaired", one.repaired}});
    }
    const auto count = static_cast<int64_t>(items.size());
    return http::listing(items.dump(), {1, count}, count);
}

std::string CreditJson::opened(const Opened& opened) {
    return json{{"ticket", opened.ticket}, {"due_on", or_null(opened.due)}}.dump();
}

}  // namespace yici::credit

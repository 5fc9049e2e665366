#include <algorithm>
#include <set>

#include "services/disputes/disputes_state.h"

namespace yici::disputes {

namespace {

constexpr int64_t kPage = 200;
const Actor kSystem{"system", "系统", "", false, false};

/// What the new value would have changed in a material that was fetched.
std::string effect_on(const cases::MaterialResult& result, const matters::Material* material, const std::string& type,
                      const std::string& field, const std::string& value, const exchange::Resources& resources,
                      Date day) {
    for (const cases::FieldValue& given : result.fields) {
        if (given.name == field) return given.value == value ? "unchanged" : "value_changed";
    }
    if (material == nullptr) return "unknown";
    for (const matters::Alternative& alternative : material->alternatives) {
        const exchange::Resource* resource = resources.find(alternative.resource);
        if (resource == nullptr || resource->record_type != type || alternative.resource != result.resource) continue;
        if (!alternative.question || alternative.question->field != field) continue;
        const bool yes = exchange::answers_yes(*alternative.question, value, day);
        return (result.answer == "yes") == yes ? "unchanged" : "answer_changed";
    }
    return "unknown";
}

/// Whether a material that was fetched rests on the field: a value of it, or the answer to a question about it.
bool rests_on(const cases::MaterialResult& result, const matters::Material* material, const std::string& field) {
    if (std::ranges::any_of(result.fields, [&](const auto& given) { return given.name == field; })) return true;
    if (result.answer.empty() || material == nullptr) return false;
    return std::ranges::any_of(material->alternatives, [&](const matters::Alternative& alternative) {
        return alternative.resource == result.resource && alternative.question && alternative.question->field == field;
    });
}

const matters::Material* material_of(const matters::Catalogue& matters, const std::string& matter_code,
                                     const std::string& code) {
    const matters::Matter* matter = matters.find(matter_code);
    if (matter == nullptr) return nullptr;
    const auto found = std::ranges::find(matter->materials, code, &matters::Material::code);
    return found == matter->materials.end() ? nullptr : &*found;
}

}  // namespace

std::vector<UsedBy> Disputes::Inner::find_uses(const std::string& code, const std::string& type,
                                               const std::string& field, const std::string* new_value) {
    std::vector<UsedBy> uses;
    std::set<std::string> here;
    cases::Filter filter;
    filter.subject = code;
    filter.part = {1, kPage};
    for (int64_t seen = 0, total = 1; seen < total; ++filter.part.page) {
        const cases::Page page = parts.cases.list(filter);
        total = page.total;
        seen += std::ssize(page.items);
        if (page.items.empty()) break;
        for (const cases::Case& item : page.items) {
            here.insert(item.number);
            for (const cases::MaterialResult& result : parts.cases.materials(item.number)) {
                const exchange::Resource* resource = parts.resources.find(result.resource);
                if (resource == nullptr || resource->record_type != type) continue;
                const matters::Material* material = material_of(parts.matters, item.matter, result.material);
                if (!rests_on(result, material, field)) continue;
                UsedBy used{item.number, item.matter, result.material, item.department, "", true,
                            "",          "",          item.received_at};
                if (new_value != nullptr) {
                    used.effect = effect_on(result, material, type, field, *new_value, parts.resources,
                                            china_date(item.received_at));
                }
                uses.push_back(std::move(used));
            }
        }
    }
    std::set<std::pair<std::string, std::string>> elsewhere;
    access_log::Page page;
    for (int64_t number = 1; number == 1 || (number - 1) * kPage < page.total; ++number) {
        page = parts.access_log.list(code, number, kPage);
        for (const access_log::Access& access : page.items) {
            if (access.kind != "call.answered" || here.contains(access.case_number)) continue;
            const exchange::Resource* resource = parts.resources.find(access.resource);
            if (resource == nullptr || resource->record_type != type) continue;
            if (std::ranges::find(access.fields, field) == access.fields.end()) continue;
            if (!elsewhere.emplace(access.case_number, access.material).second) continue;
            uses.push_back({access.case_number, access.matter, access.material, access.organisation, access.actor,
                            false, new_value != nullptr ? "unknown" : "", "", access.time});
        }
    }
    return uses;
}

void Disputes::Inner::mark(db::Transaction& transaction, const Ticket& ticket, const std::vector<UsedBy>& uses,
                           std::string_view state) {
    for (const UsedBy& used : uses) {
        store_effect(transaction, ticket.id, used);
        if (!used.here) continue;
        cases::Flag flag;
        flag.ticket = ticket.id;
        flag.material = used.material;
        flag.type = ticket.type;
        flag.field = ticket.field;
        flag.title = field_of(ticket.type, ticket.field).title;
        flag.state = state;
        flag.effect = used.effect;
        flag.raised = now();
        parts.cases.flag(transaction, used.case_number, flag, {kSystem.id, kSystem.name, ""});
    }
}

void Disputes::Inner::mark_open(const Ticket& ticket, const std::string& code) {
    const std::vector<UsedBy> uses = find_uses(code, ticket.type, ticket.field, nullptr);
    if (uses.empty()) return;
    parts.database.write([&](db::Transaction& transaction) {
        const auto current = load_ticket(transaction, ticket.id);
        if (current && current->outcome == Outcome::open) mark(transaction, ticket, uses, "disputed");
    });
}

std::vector<UsedBy> Disputes::used_by(const Ticket& ticket) {
    std::vector<UsedBy> uses = state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_effects(transaction, ticket.id); });
    if (ticket.outcome == Outcome::open) {
        // While it is open, more cases may have used the value since.
        for (UsedBy& used : state_->find_uses(state_->code_of(ticket), ticket.type, ticket.field, nullptr)) {
            const bool known = std::ranges::any_of(uses, [&](const UsedBy& one) {
                return one.case_number == used.case_number && one.material == used.material;
            });
            if (!known) uses.push_back(std::move(used));
        }
    }
    for (UsedBy& used : uses) {
        if (!used.here) continue;
        for (const cases::Flag& flag : state_->parts.cases.flags(used.case_number)) {
            if (flag.ticket == ticket.id && flag.material == used.material) used.verdict = flag.verdict;
        }
    }
    return uses;
}

std::string Disputes::Inner::code_of(const Ticket& ticket) const {
    auto code = parts.subjects.code_of(ticket.subject);
    if (!code) throw Error(ErrorKind::conflict, "disputes.subject_erased", ticket.id);
    return std::move(*code);
}

}  // namespace yici::disputes

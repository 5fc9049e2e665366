#include <algorithm>
#include <set>

#include "services/catalogue/catalogue_state.h"
#include "services/catalogue/entry_store.h"

namespace yici::catalogue {

namespace {

/// What a field of an entry counts in a search; project convention.
constexpr double kName = 3;
constexpr double kKeyword = 2;
constexpr double kUse = 1;
constexpr double kItem = 0.8;
constexpr double kProvider = 0.6;
constexpr double kAbstract = 0.4;

bool uses(const matters::Material& material, std::string_view resource) {
    return std::ranges::any_of(material.alternatives, [&](const auto& one) { return one.resource == resource; });
}

}  // namespace

std::vector<const matters::Matter*> Catalogue::Inner::users_of(std::string_view code) const {
    std::vector<const matters::Matter*> users;
    for (const matters::Matter* matter : parts.matters.all()) {
        if (std::ranges::any_of(matter->materials, [&](const auto& material) { return uses(material, code); })) {
            users.push_back(matter);
        }
    }
    return users;
}

const search::Index& Catalogue::Inner::index() {
    const std::lock_guard lock(index_mutex_);
    if (!index_) {
        auto filled = std::make_unique<search::Index>(parts.rules.synonyms);
        parts.database.read([&](db::Transaction& transaction) {
            for (const Stored& stored : load_visible(transaction)) put_entry(*filled, stored);
        });
        put_matters(*filled);
        index_ = std::move(filled);
    }
    return *index_;
}

void Catalogue::Inner::show(const Stored& stored) {
    const std::lock_guard lock(index_mutex_);
    if (index_) put_entry(*index_, stored);
}

void Catalogue::Inner::put_entry(search::Index& index, const Stored& stored) const {
    const std::string id = "r" + stored.id;
    if (!stored.visible()) return index.remove(id);
    const Entry& entry = *stored.published;
    search::Document document{id, {{entry.name, kName}, {entry.name_en, kName}, {entry.code, kName}}};
    for (const std::string& word : entry.keywords) document.texts.emplace_back(word, kKeyword);
    for (const Item& item : entry.items) {
        document.texts.emplace_back(item.title, kItem);
        document.texts.emplace_back(item.title_en, kItem);
        if (const Element* element = parts.rules.element(item.element))
            document.texts.emplace_back(element->name, kItem);
    }
    document.texts.emplace_back(entry.provider_name, kProvider);
    document.texts.emplace_back(entry.abstract, kAbstract);
    document.texts.emplace_back(entry.abstract_en, kAbstract);
    if (stored.source.empty()) {
        for (const matters::Matter* matter : users_of(entry.code)) document.texts.emplace_back(matter->name, kUse);
    }
    index.put(document);
}

void Catalogue::Inner::put_matters(search::Index& index) const {
    for (const matters::Matter* matter : parts.matters.all()) {
        search::Document document{"m" + matter->code,
                                  {{matter->name, kName}, {matter->name_en, kName}, {matter->code, kName}}};
        document.texts.emplace_back(matter->topic, kKeyword);
        document.texts.emplace_back(matter->conditions, kAbstract);
        document.texts.emplace_back(parts.organisations.name_of(matter->department), kProvider);
        for (const matters::Material& material : matter->materials) document.texts.emplace_back(material.name, kItem);
        index.put(document);
    }
}

std::vector<Found> Catalogue::search(std::string_view query, size_t most, std::string_view kind) {
    std::vector<Found> found;
    const std::vector<search::Hit> hits = state_->index().search(query);
    state_->parts.database.read([&](db::Transaction& transaction) {
        for (const search::Hit& hit : hits) {
            if (found.size() >= most) break;
            const std::string id = hit.id.substr(1);
            if (!kind.empty() && kind[0] != hit.id[0]) continue;
            if (hit.id[0] == 'm') {
                const matters::Matter* matter = state_->parts.matters.find(id);
                if (matter == nullptr) continue;
                found.push_back({"matter", id, id, matter->name,
                                 state_->parts.organisations.name_of(matter->department), "", hit.score});
            } else if (const auto stored = load_entry(transaction, id); stored && stored->visible()) {
                const Entry& entry = *stored->published;
                found.push_back(
                    {"resource", id, entry.code, entry.name, entry.provider_name, stored->source, hit.score});
            }
        }
    });
    return found;
}

Lineage Catalogue::lineage(const Entry& entry) {
    Lineage lineage;
    lineage.system = entry.system;
    if (state_->parts.systems_of) lineage.systems = state_->parts.systems_of(entry);
    const auto counts =
        state_->parts.cases_by_matter ? state_->parts.cases_by_matter() : std::map<std::string, int64_t>{};
    for (const matters::Matter* matter : state_->users_of(entry.code)) {
        Lineage::Use use;
        use.matter = matter->code;
        use.matter_name = matter->name;
        use.yearly_cases = matter->yearly_cases;
        if (const auto cases = counts.find(matter->code); cases != counts.end()) use.cases = cases->second;
        std::set<std::string> fields;
        for (const matters::Material& material : matter->materials) {
            if (!uses(material, entry.code)) continue;
            use.materials.push_back(material.name);
            for (const matters::Alternative& one : material.alternatives) {
                if (one.resource != entry.code) continue;
                fields.insert(one.fields.begin(), one.fields.end());
                if (one.question && !one.question->field.empty()) fields.insert(one.question->field);
            }
        }
        use.fields.assign(fields.begin(), fields.end());
        lineage.cases += use.cases;
        lineage.matters.push_back(std::move(use));
    }
    return lineage;
}

namespace {

using Mapped = ElementConflict::Place;
using Places = std::map<std::string, std::vector<Mapped>>;

std::vector<ElementConflict> conflicts_of_names(const Places& by_title) {
    std::vector<ElementConflict> conflicts;
    for (const auto& [title, places] : by_title) {
        std::set<std::string> elements;
        for (const Mapped& place : places) {
            if (!place.element.empty()) elements.insert(place.element);
        }
        if (elements.size() > 1) conflicts.push_back({"same_name_other_element", *elements.begin(), title, places});
    }
    return conflicts;
}

void add_conflicts_of(const Element& element, const std::vector<Mapped>& places, std::vector<ElementConflict>& out) {
    std::set<std::string> titles;
    ElementConflict types{"other_type", element.code, element.name, {}};
    for (const Mapped& place : places) {
        titles.insert(place.title);
        if (place.type != element.type) types.places.push_back(place);
    }
    titles.erase(element.name);
    if (!titles.empty()) out.push_back({"same_element_other_names", element.code, element.name, places});
    if (!types.places.empty()) out.push_back(std::move(types));
}

}  // namespace

std::vector<ElementConflict> Catalogue::element_conflicts() {
    Places by_title;
    Places by_element;
    std::map<std::string, ElementConflict> not_mapped;
    for (const Stored& stored : published()) {
        for (const Item& item : stored.published->items) {
            Mapped place{stored.published->code, item.name, item.title, item.element, item.type, true};
            const Element* element = state_->parts.rules.element(item.element);
            if (element != nullptr) place.known_name = element->is_called(item.title);
            by_title[item.title].push_back(place);
            if (element != nullptr) by_element[element->code].push_back(place);
            if (!item.element.empty()) continue;
            for (const Element& candidate : state_->parts.rules.elements) {
                if (!candidate.is_called(item.title)) continue;
                ElementConflict& conflict = not_mapped[candidate.code];
                conflict.kind = "not_mapped";
                conflict.element = candidate.code;
                conflict.name = candidate.name;
                conflict.places.push_back(place);
            }
        }
    }
    std::vector<ElementConflict> conflicts = conflicts_of_names(by_title);
    for (const auto& [code, places] : by_element) {
        add_conflicts_of(*state_->parts.rules.element(code), places, conflicts);
    }
    for (auto& [code, conflict] : not_mapped) conflicts.push_back(std::move(conflict));
    return conflicts;
}

}  // namespace yici::catalogue

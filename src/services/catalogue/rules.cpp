#include "services/catalogue/rules.h"

#include <algorithm>
#include <set>

#include "foundation/base/clock.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici::catalogue {

namespace {

YamlNode optional_file(const std::filesystem::path& file, std::vector<Finding>& findings) {
    return std::filesystem::exists(file) ? YamlNode::load(file, findings)
                                         : YamlNode::parse("{}", file.filename().string(), findings);
}

std::string date_or_none(const YamlNode& node, std::string_view key) {
    const std::string text = node.text_or(key, "");
    if (!text.empty() && !parse_date(text)) node[key].fault("catalogue.date_invalid", text);
    return text;
}

Licence read_licence(const YamlNode& node, Licence fallback) {
    if (!node.present()) return fallback;
    Licence licence{node.text("iri"), node.text("title"), node.text("title_en"), node.text_or("type", fallback.type)};
    node.reject_unknown_keys();
    return licence;
}

std::string item_type(records::DataType type, std::string_view name) {
    switch (type) {
        case records::DataType::integer:
            return name.ends_with("_fen") ? "Y" : "I";
        case records::DataType::number:
            return "N";
        case records::DataType::date:
            return "D";
        case records::DataType::flag:
            return "L";
        case records::DataType::text:
        case records::DataType::code:
            return "C";
    }
    return "C";
}

/// Record types hold the titles and kinds of the items that a resource names.
class EntryBuilder {
  public:
    EntryBuilder(const Rules& rules, const organisations::Directory& bodies, const records::RecordTypes& types)
        : rules_(rules), bodies_(bodies), types_(types) {}

    [[nodiscard]] Entry build(const exchange::Resource& resource) const {
        Entry entry;
        entry.code = resource.code;
        entry.name = resource.name;
        entry.name_en = resource.name_en;
        entry.provider = resource.provider;
        entry.provider_name = bodies_.name_of(resource.provider);
        entry.format_type = "JSON";
        entry.share_type = resource.share_type;
        entry.share_condition = resource.condition;
        if (resource.share_type == 3 && entry.share_condition.empty()) entry.share_condition = "政策包未写明依据";
        entry.update_cycle = resource.update_cycle;
        entry.issued = rules_.issued;
        entry.theme = "GOVE";
        entry.record_type = resource.record_type;
        entry.system = resource.delivery.system;
        if (const records::RecordType* type = types_.find(resource.record_type)) add_items(entry, resource, *type);
        describe(entry);
        return entry;
    }

  private:
    void add_items(Entry& entry, const exchange::Resource& resource, const records::RecordType& type) const {
        for (const std::string& name : resource.items) {
            const records::Field* field = type.find(name);
            if (field == nullptr) continue;
            Item item{name, field->title, field->title_en, item_type(field->data_type, name), 0, 0, field->sensitivity,
                      ""};
            if (const Element* element = element_of(resource.record_type + "." + name)) {
                item.element = element->code;
                item.length = element->length;
                item.type = element->type;
            }
            entry.sensitivity = std::max(entry.sensitivity, field->sensitivity);
            entry.items.push_back(std::move(item));
        }
        entry.keywords.push_back(type.title);
    }
    [[nodiscard]] const Element* element_of(std::string_view field) const {
        for (const Element& element : rules_.elements) {
            if (std::ranges::find(element.fields, field) != element.fields.end()) return &element;
        }
        return nullptr;
    }
    static void describe(Entry& entry) {
        std::string zh = entry.provider_name + "提供的" + entry.name;
        std::string en = entry.name_en;
        const char* before = "，包括";
        const char* before_en = ": ";
        for (const Item& item : entry.items) {
            zh += before + item.title;
            en += before_en + item.title_en;
            before = "、";
            before_en = ", ";
        }
        entry.abstract = zh + "。";
        entry.abstract_en = en + ".";
    }

    const Rules& rules_;
    const organisations::Directory& bodies_;
    const records::RecordTypes& types_;
};

void read_elements(const YamlNode& root, Rules& rules, const records::RecordTypes& types) {
    std::set<std::string> codes;
    std::set<std::string> fields;
    for (const YamlNode& node : root["elements"].present() ? root["elements"].items() : std::vector<YamlNode>{}) {
        Element element;
        element.code = node.text("code");
        element.name = node.text("name");
        element.name_en = node.text("name_en");
        element.type = node.text_or("type", "C");
        element.length = static_cast<int>(node.integer_or("length", 0));
        element.code_set = node.text_or("code_set", "");
        element.names = node.texts("names");
        element.fields = node.texts("fields");
        node.reject_unknown_keys();
        if (!codes.insert(element.code).second) node.fault("catalogue.element_twice", element.code);
        if (name_of("item_type", element.type) == element.type) node.fault("catalogue.code_unknown", element.type);
        for (const std::string& field : element.fields) {
            const size_t dot = field.find('.');
            const records::RecordType* type = types.find(field.substr(0, dot));
            const bool known =
                type != nullptr && dot != std::string::npos && type->find(field.substr(dot + 1)) != nullptr;
            if (!known) node["fields"].fault("catalogue.field_unknown", field);
            if (!fields.insert(field).second) node["fields"].fault("catalogue.field_of_two_elements", field);
        }
        rules.elements.push_back(std::move(element));
    }
    root.reject_unknown_keys();
}

void read_synonyms(const YamlNode& root, Rules& rules) {
    for (const YamlNode& node : root["groups"].present() ? root["groups"].items() : std::vector<YamlNode>{}) {
        std::vector<std::string> words;
        for (const YamlNode& word : node.items()) words.push_back(word.as_text());
        if (words.size() < 2) node.fault("catalogue.synonym_alone");
        rules.synonyms.push_back(std::move(words));
    }
    root.reject_unknown_keys();
}

void read_codes(const YamlNode& node, CodeRules& codes) {
    codes.prefix = node.text_or("prefix", "307001");
    codes.category_digits = static_cast<int>(node.integer_or("category_digits", 3));
    codes.sequence_digits = static_cast<int>(node.integer_or("sequence_digits", 6));
    if (const YamlNode categories = node["categories"]; categories.present()) {
        for (const auto& [provider, value] : categories.entries()) codes.categories[provider] = value.as_text();
    }
    const bool digits = std::ranges::all_of(codes.prefix, [](char c) { return c >= '0' && c <= '9'; });
    const bool sound = digits && codes.prefix.size() >= 6 && codes.prefix[0] >= '1' && codes.prefix[0] <= '3' &&
                       codes.category_digits >= 0 && codes.category_digits <= 9 && codes.sequence_digits >= 1 &&
                       codes.sequence_digits <= 12;
    if (!sound) node.fault("catalogue.code_rules_invalid", codes.prefix);
    node.reject_unknown_keys();
}

void read_place(const YamlNode& node, Place& place) {
    if (!node.present()) return;
    place = {node.text("iri"), node.text("name"), node.text("name_en"), node.text_or("box", "")};
    node.reject_unknown_keys();
}

void read_head(const YamlNode& root, Rules& rules, const YamlNode& pack) {
    rules.title = root.text_or("title", pack.text_or("title", "") + "政务信息资源目录");
    rules.title_en = root.text_or("title_en", "Catalogue of government resources, " + pack.text_or("title_en", ""));
    rules.description = root.text_or("description", rules.title);
    rules.description_en = root.text_or("description_en", rules.title_en);
    rules.version = pack.text_or("version", "1");
    rules.publisher = root.text_or("publisher", "");
    rules.issued = date_or_none(root, "issued");
    const YamlNode contact = root["contact"];
    rules.contact_name = contact.text_or("name", rules.title);
    rules.contact_name_en = contact.text_or("name_en", rules.title_en);
    rules.contact_email = contact.text_or("email", "");
    rules.contact_phone = contact.text_or("phone", "");
    contact.reject_unknown_keys();
    const YamlNode licences = root["licences"];
    rules.shared_licence = read_licence(
        licences["shared"],
        {"", "政务信息资源共享使用约定", "Terms of sharing between government bodies", "OtherRestrictiveClauses"});
    rules.open_licence =
        read_licence(licences["open"], {"http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
                                        "知识共享署名 4.0", "Creative Commons Attribution 4.0", "Attribution"});
    licences.reject_unknown_keys();
    for (const YamlNode& law : root["laws"].present() ? root["laws"].items() : std::vector<YamlNode>{}) {
        rules.laws.push_back({law.text("name"), law.text("name_en"), law.text_or("number", "")});
        law.reject_unknown_keys();
    }
    read_place(root["place"], rules.place);
    const std::string review = root.text_or("review", "two_steps");
    if (review != "one_step" && review != "two_steps") root["review"].fault("catalogue.review_unknown", review);
    rules.two_step_review = review == "two_steps";
    read_codes(root["codes"], rules.codes);
}

/// What the pack adds to an entry beyond what calls need.
void read_details(const YamlNode& node, Entry& entry) {
    entry.abstract = node.text_or("abstract", entry.abstract);
    entry.abstract_en = node.text_or("abstract_en", entry.abstract_en);
    entry.theme = node.text_or("theme", entry.theme);
    for (std::string& keyword : node.texts("keywords")) {
        if (std::ranges::find(entry.keywords, keyword) == entry.keywords.end())
            entry.keywords.push_back(std::move(keyword));
    }
    entry.issued = node["issued"].present() ? date_or_none(node, "issued") : entry.issued;
    entry.related = node.texts("related");
    entry.open = node.flag_or("open", false);
    entry.open_condition = node.text_or("open_condition", "");
    entry.scenario = static_cast<int>(node.integer_or("scenario", entry.scenario));
    entry.channel = static_cast<int>(node.integer_or("channel", entry.channel));
    entry.share_condition = node.text_or("ground", entry.share_condition);
    entry.system = node.text_or("system", entry.system);
    node.reject_unknown_keys();
    for (Finding& finding : check(entry)) node.fault(finding.key, finding.detail);
}

}  // namespace

bool Element::is_called(std::string_view wanted) const {
    return name == wanted || std::ranges::find(names, wanted) != names.end();
}

const Element* Rules::element(std::string_view code) const {
    const auto found = std::ranges::find(elements, code, &Element::code);
    return found == elements.end() ? nullptr : &*found;
}

Rules Rules::load(const std::filesystem::path& pack, const organisations::Directory& bodies,
                  const exchange::Resources& resources, const records::RecordTypes& types,
                  std::vector<Finding>& findings) {
    Rules rules;
    std::vector<Finding> told_elsewhere;  // pack.yaml is judged by who owns it
    const YamlNode about = optional_file(pack / "pack.yaml", told_elsewhere);
    read_elements(optional_file(pack / "elements.yaml", findings), rules, types);
    read_synonyms(optional_file(pack / "synonyms.yaml", findings), rules);
    const YamlNode root = optional_file(pack / "catalogue.yaml", findings);
    read_head(root, rules, about);
    const EntryBuilder builder(rules, bodies, types);
    for (const exchange::Resource& resource : resources.all()) rules.entries.push_back(builder.build(resource));
    if (const YamlNode details = root["entries"]; details.present()) {
        for (const auto& [code, node] : details.entries()) {
            const auto entry = std::ranges::find(rules.entries, code, &Entry::code);
            if (entry == rules.entries.end()) {
                node.fault("catalogue.resource_unknown", code);
            } else {
                read_details(node, *entry);
            }
        }
    }
    root.reject_unknown_keys();
    if (rules.publisher.empty() && !bodies.all().empty()) rules.publisher = bodies.all().front()->code;
    if (!rules.publisher.empty() && bodies.find(rules.publisher) == nullptr) {
        root["publisher"].fault("catalogue.publisher_unknown", rules.publisher);
    }
    return rules;
}

}  // namespace yici::catalogue

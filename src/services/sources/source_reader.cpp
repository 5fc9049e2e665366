#include "services/sources/source_reader.h"

#include <algorithm>

namespace yici::sources {

namespace {

/// The value of a key among those that there are, the first by default; another one is a fault.
template <typename Value>
Value choice(const YamlNode& node, std::string_view key, const std::vector<std::pair<std::string_view, Value>>& known,
             std::string_view fault) {
    const std::string text = node.text_or(key, known.front().first);
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& each) { return each.first == text; });
    if (found != known.end()) return found->second;
    node[key].fault(std::string(fault), text);
    return known.front().second;
}

void read_table(const YamlNode& node, Source& source) {
    warehouse::TableSpec& table = source.table;
    table.table = node.text("table");
    table.columns = node.texts("columns");
    table.key = node.texts("key");
    if (table.key.empty()) node.fault("sources.key_missing", source.name);
    table.mode = choice<warehouse::Mode>(node, "mode",
                                         {{"full", warehouse::Mode::full},
                                          {"watermark", warehouse::Mode::watermark},
                                          {"change_log", warehouse::Mode::change_log}},
                                         "sources.mode_unknown");
    table.watermark = node.text_or("watermark", "");
    table.log_table = node.text_or("log_table", "");
    table.log_number = node.text_or("log_number", "");
    const bool lacking =
        (table.mode == warehouse::Mode::watermark && table.watermark.empty()) ||
        (table.mode == warehouse::Mode::change_log && (table.log_table.empty() || table.log_number.empty()));
    if (lacking) node["mode"].fault("sources.mode_incomplete", source.name);
    table.overlap = std::chrono::seconds(node.integer_or("overlap_seconds", 120));
}

void read_folder(const YamlNode& node, Source& source) {
    using Complete = collection::InboxSpec::Complete;
    collection::InboxSpec& inbox = source.inbox;
    inbox.folder = node.text("folder");
    const bool leaves = inbox.folder.is_absolute() || std::ranges::count(inbox.folder, std::filesystem::path("..")) > 0;
    if (leaves) node["folder"].fault("sources.folder_outside", inbox.folder.string());
    inbox.files = node.text_or("files", "*");
    inbox.records = node.text_or("records", "");
    inbox.complete = choice<Complete>(
        node, "complete", {{"settled", Complete::settled}, {"done", Complete::done}, {"manifest", Complete::manifest}},
        "sources.complete_unknown");
    inbox.settle = std::chrono::seconds(node.integer_or("settle_seconds", 10));
    inbox.by_time = choice<bool>(node, "order", {{"name", false}, {"time", true}}, "sources.order_unknown");
}

void read_http(const YamlNode& node, Source& source) {
    HttpSpec& http = source.http;
    http.path = node.text("path");
    http.records = node.text_or("records", "");
    http.next = node.text_or("next", "");
    http.page_parameter = node.text_or("page_parameter", "page");
    http.size_parameter = node.text_or("size_parameter", "size");
    http.page_size = static_cast<int>(std::clamp<int64_t>(node.integer_or("page_size", 500), 1, 10'000));
    http.since_parameter = node.text_or("since_parameter", "");
    http.watermark = node.text_or("watermark", "");
    if (http.since_parameter.empty() != http.watermark.empty()) node.fault("sources.since_incomplete", source.name);
    http.timeout = std::chrono::milliseconds(std::clamp<int64_t>(node.integer_or("timeout_ms", 10'000), 1, 600'000));
    http.attempts = static_cast<int>(std::clamp<int64_t>(node.integer_or("attempts", 3), 1, 10));
}

using Entries = std::vector<std::pair<std::string, YamlNode>>;

void expect_column(const collection::Plan& plan, const YamlNode& node, const std::string& column) {
    if (std::ranges::find(plan.columns, column) == plan.columns.end()) node.fault("sources.column_unknown", column);
}

RecordMapping read_mapping(const YamlNode& node, const records::RecordTypes& types, collection::Plan& plan) {
    RecordMapping mapping;
    const std::string type = node.text("type");
    mapping.type = types.find(type);
    if (mapping.type == nullptr) node["type"].fault("sources.record_type_unknown", type);
    mapping.subject = node.text_or("subject", plan.subject);
    expect_column(plan, node, mapping.subject);
    for (const auto& [name, value] : node["fields"].entries()) {
        const std::string column = value.as_text();
        expect_column(plan, value, column);
        const records::Field* field = mapping.type == nullptr ? nullptr : mapping.type->find(name);
        if (field == nullptr) {
            value.fault("sources.record_field_unknown", name);
            continue;
        }
        mapping.fields.emplace_back(name, column);
        plan.types.emplace_back(column, field->data_type);
    }
    for (const auto& [name, value] : node["values"].entries()) {
        const std::string text = value.as_text();
        const records::Field* field = mapping.type == nullptr ? nullptr : mapping.type->find(name);
        if (field == nullptr || !records::fits(field->data_type, text))
            value.fault("sources.record_field_unknown", name);
        mapping.values.emplace_back(name, text);
    }
    node.reject_unknown_keys();
    return mapping;
}

void read_intake(const YamlNode& node, const std::filesystem::path& pack, const records::RecordTypes& types,
                 std::vector<Finding>& findings, Source& source) {
    collection::Plan& plan = source.plan.emplace();
    plan.resource = node.text("resource");
    plan.columns = node.texts("columns");
    if (plan.columns.empty()) node.fault("sources.columns_missing", source.name);
    plan.key = node.texts("key");
    if (plan.key.empty()) node.fault("sources.key_missing", source.name);
    plan.subject = node.text_or("subject", "");
    plan.subject_kind = choice<records::SubjectKind>(
        node, "subject_kind",
        {{"person", records::SubjectKind::person}, {"legal_entity", records::SubjectKind::legal_entity}},
        "sources.subject_kind_unknown");
    plan.version = node.text_or("version", "");
    for (const std::string& column : plan.key) expect_column(plan, node["key"], column);
    if (!plan.subject.empty()) expect_column(plan, node["subject"], plan.subject);
    if (!plan.version.empty()) expect_column(plan, node["version"], plan.version);
    if (const std::string rules = node.text_or("rules", ""); !rules.empty())
        plan.rules = quality::load_rules(pack / "quality" / rules, findings);
    for (const auto& [column, value] : node["masks"].present() ? node["masks"].entries() : Entries{}) {
        expect_column(plan, value, column);
        const auto mask = records::parse_mask(value.as_text());
        if (!mask) value.fault("sources.mask_unknown", value.as_text());
        source.masks.emplace_back(column, mask.value_or(records::Mask::none));
    }
    for (const YamlNode& each : node["records"].items()) source.records.push_back(read_mapping(each, types, plan));
    node.reject_unknown_keys();
}

}  // namespace

Source read_source(const YamlNode& node, const std::filesystem::path& pack, const records::RecordTypes& types,
                   std::vector<Finding>& findings) {
    Source source;
    source.name = node.text("source");
    source.title = node.text("title");
    source.title_en = node.text_or("title_en", source.title);
    source.department = node.text("department");
    source.system = node.text("system");
    source.kind = choice<Kind>(node, "kind", {{"table", Kind::table}, {"folder", Kind::folder}, {"http", Kind::http}},
                               "sources.kind_unknown");
    switch (source.kind) {
        case Kind::table:
            read_table(node, source);
            break;
        case Kind::folder:
            read_folder(node, source);
            break;
        case Kind::http:
            read_http(node, source);
            break;
    }
    if (node["intake"].present()) {
        read_intake(node["intake"], pack, types, findings, source);
    } else if (source.kind != Kind::table) {
        node.fault("sources.intake_missing", source.name);
    }
    source.every = std::chrono::minutes(node.integer_or("every_minutes", 60));
    if (source.every.count() < 1) node["every_minutes"].fault("sources.every_invalid", source.name);
    node.reject_unknown_keys();
    return source;
}

}  // namespace yici::sources

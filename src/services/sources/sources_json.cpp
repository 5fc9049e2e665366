#include "services/sources/sources_json.h"

#include <nlohmann/json.hpp>

#include "foundation/http/listing.h"

namespace yici::sources {

namespace {

using Json = nlohmann::ordered_json;

Json object_of(const warehouse::Tally& tally) {
    return {{"read", tally.read},
            {"added", tally.added},
            {"changed", tally.changed},
            {"gone", tally.gone},
            {"late", tally.late}};
}

Json instant_or_null(const std::optional<Instant>& instant) {
    return instant ? Json(to_iso8601(*instant)) : Json();
}

std::string_view mode_of(warehouse::Mode mode) {
    switch (mode) {
        case warehouse::Mode::full:
            return "full";
        case warehouse::Mode::watermark:
            return "watermark";
        case warehouse::Mode::change_log:
            return "change_log";
    }
    return "";
}

std::string_view kind_of(Kind kind) {
    switch (kind) {
        case Kind::table:
            return "table";
        case Kind::folder:
            return "folder";
        case Kind::http:
            return "http";
    }
    return "";
}

/// What a person would look for in the department's system: a table, a folder with its files, a path.
std::string place_of(const Source& source) {
    switch (source.kind) {
        case Kind::table:
            return source.table.table;
        case Kind::folder:
            return (source.inbox.folder / source.inbox.files).string();
        case Kind::http:
            return source.http.path;
    }
    return "";
}

Json object_of(const Status& status, const organisations::Directory& organisations) {
    const Source& source = *status.source;
    Json columns = Json::array();
    for (const warehouse::Column& column : status.state.shape) {
        columns.push_back({{"name", column.name}, {"type", column.type}});
    }
    return {{"source", source.name},
            {"title", source.title},
            {"title_en", source.title_en},
            {"department", source.department},
            {"department_name", organisations.name_of(source.department)},
            {"system", source.system},
            {"kind", kind_of(source.kind)},
            {"table", place_of(source)},
            {"mode", source.kind == Kind::table ? mode_of(source.table.mode) : kind_of(source.kind)},
            {"resource", source.plan ? source.plan->resource : ""},
            {"every_minutes", source.every.count()},
            {"connected", status.connected},
            {"running", status.running},
            {"last_began", instant_or_null(status.last_began)},
            {"last_ended", instant_or_null(status.last_ended)},
            {"fault", status.fault},
            {"fault_text", status.fault.empty() ? "" : message(status.fault, Language::zh)},
            {"fault_text_en", status.fault.empty() ? "" : message(status.fault, Language::en)},
            {"detail", status.detail},
            {"doing", status.doing},
            {"waiting", status.waiting},
            {"quarantined", status.quarantined},
            {"held", status.state.held},
            {"rows", status.rows},
            {"batches", status.state.batches},
            {"last", object_of(status.last)},
            {"total", object_of(status.total)},
            {"columns", std::move(columns)}};
}

}  // namespace

std::string tally_json(const warehouse::Tally& tally) {
    return object_of(tally).dump();
}

std::string to_json(const Status& status, const organisations::Directory& organisations) {
    return object_of(status, organisations).dump();
}

std::string to_json(const std::vector<Status>& all, const organisations::Directory& organisations) {
    Json items = Json::array();
    for (const Status& status : all) items.push_back(object_of(status, organisations));
    const auto count = std::ssize(all);
    return http::listing(items.dump(), {1, std::max<int64_t>(1, count)}, count);
}

}  // namespace yici::sources

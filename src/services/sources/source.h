#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/collection/inbox.h"
#include "engines/records/record_type.h"
#include "engines/warehouse/table_source.h"
#include "foundation/base/error.h"

namespace yici::sources {

/// How a department gives its data.
enum class Kind {
    table,   // of its database, into the warehouse (数据仓), and from there on when there is an intake
    folder,  // files that it drops
    http,    // pages of JSON that it answers
};

/// Pages of JSON at an address of the department's system.
struct HttpSpec {
    std::string path;            // below systems.NAME.url
    std::string records;         // where the list lies, tables/records.h
    std::string next;            // where the answer has the next page's cursor; empty: pages are counted from 1
    std::string page_parameter;  // of the cursor or number
    std::string size_parameter;
    int page_size = 500;
    std::string since_parameter;  // of the watermark; empty: every pass reads all
    std::string watermark;        // column whose largest value the next pass begins at
    std::chrono::milliseconds timeout{10'000};
    int attempts = 3;
};

/// A record type that rows of a resource become: which column is which field.
struct RecordMapping {
    const records::RecordType* type = nullptr;
    std::string subject;                                      // column
    std::vector<std::pair<std::string, std::string>> fields;  // field, column
    std::vector<std::pair<std::string, std::string>> values;  // field, what it always is
};

/// What a department gives: collection/*.yaml of a pack.
struct Source {
    std::string name;
    std::string title;
    std::string title_en;
    std::string department;  // credit code
    std::string system;      // by its name in the node's configuration
    Kind kind = Kind::table;
    warehouse::TableSpec table;
    collection::InboxSpec inbox;  // its folder below that of all drop folders
    HttpSpec http;
    std::optional<collection::Plan> plan;  // how rows enter the centre; a table may stay in the warehouse
    std::vector<RecordMapping> records;
    std::vector<std::pair<std::string, records::Mask>> masks;  // of columns, beside those that records tell
    std::chrono::minutes every{60};

    [[nodiscard]] records::Source provenance() const { return {department, system}; }
};

class Sources {
  public:
    /// Reads PACK/collection/*.yaml and the rules of PACK/quality that they name. What is wrong goes to `findings` with
    /// file and line. A pack without the folder collects nothing. `types` must live as long.
    static Sources load(const std::filesystem::path& pack, const records::RecordTypes& types,
                        std::vector<Finding>& findings);
    explicit Sources(std::vector<Source> sources = {}) : sources_(std::move(sources)) {}

    [[nodiscard]] const Source* find(std::string_view name) const;
    [[nodiscard]] const std::vector<Source>& all() const { return sources_; }

  private:
    std::vector<Source> sources_;
};

}  // namespace yici::sources

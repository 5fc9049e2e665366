#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/record_type.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici::exchange {

enum class DeliveryKind { registry, http_json, sql, gateway };
[[nodiscard]] std::string_view to_string(DeliveryKind kind);

/// How a resource reaches us; see docs/formats/pack.md.
struct Delivery {
    DeliveryKind kind = DeliveryKind::registry;
    std::string system;                                      // name of a System; empty for registry
    std::string path;                                        // http_json: with {subject}
    std::string query;                                       // sql: columns in the order of `items`, one parameter
    std::string interface;                                   // gateway: 16 characters
    std::string provider_code;                               // gateway
    std::string subject_parameter;                           // gateway
    std::map<std::string, std::string, std::less<>> fields;  // ours → theirs; absent means the same name
    std::chrono::milliseconds timeout{2000};                 // each attempt
    int attempts = 3;

    [[nodiscard]] std::string_view theirs(std::string_view ours) const;
};

/// A grant that comes with the pack.
struct PackGrant {
    std::string organisation;
    std::vector<std::string> matters;  // empty: every matter of the organisation
    std::vector<std::string> fields;
    int64_t daily_quota = 0;
    Date valid_until{};
    std::string basis;
};

/// A catalogue entry (信息资源): 编制指南 2017 core fields, as far as calls need them.
struct Resource {
    std::string code;
    std::string name;
    std::string name_en;
    std::string provider;  // credit code
    std::string record_type;
    std::vector<std::string> items;
    int share_type = 3;  // 1 unconditional, 2 conditional, 3 none
    std::string condition;
    int update_cycle = 0;
    records::SubjectKind subject = records::SubjectKind::person;
    Delivery delivery;
    std::vector<PackGrant> grants;

    [[nodiscard]] bool has_item(std::string_view item) const;
};

class Resources {
  public:
    /// Reads resources/*.yaml of a pack and holds every item against the record types.
    static Resources load(const std::filesystem::path& folder, const records::RecordTypes& types,
                          std::vector<Finding>& findings);
    explicit Resources(std::vector<Resource> resources = {});

    [[nodiscard]] const Resource* find(std::string_view code) const;
    [[nodiscard]] const std::vector<Resource>& all() const { return resources_; }

  private:
    std::vector<Resource> resources_;
    std::map<std::string, size_t, std::less<>> by_code_;
};

}  // namespace yici::exchange

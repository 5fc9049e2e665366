#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yici::census {

/// How a field's value is written in forms and kept: text as it is; a date YYYY-MM-DD, or as much as is known (YYYY-MM,
/// YYYY); money in fen; a count; a size in GB with up to three decimals; a flag 1 or 0; a choice by its code, several
/// joined by ";" where `many` says so; a level 0 to 5.
enum class Kind { text, date, money, count, size, flag, choice, level };

struct Option {
    std::string_view code;
    std::string_view name;
    std::string_view others;  // other ways to write it, separated by |
};

/// One column of the census (政务信息系统普查). Seed fields and the columns of real forms, domain reference §2.3.
struct Field {
    std::string_view key;
    std::string_view title;
    std::string_view headers;  // what forms call it, separated by |
    Kind kind = Kind::text;
    std::span<const Option> options{};
    bool many = false;
};
[[nodiscard]] std::span<const Field> fields();
[[nodiscard]] const Field* field(std::string_view key);
/// Name of a choice's codes, "政务外网;互联网"; other kinds as they are.
[[nodiscard]] std::string shown(const Field& field, std::string_view value);

/// An information system (信息系统) of a body; values by field key, in the form that Kind says.
struct System {
    std::string id;
    std::string body;  // credit code
    std::map<std::string, std::string, std::less<>> values;

    [[nodiscard]] const std::string& value(std::string_view key) const;
    [[nodiscard]] const std::string& name() const { return value("name"); }
    /// Percent of the fields that are filled.
    [[nodiscard]] int completeness() const;
    bool operator==(const System&) const = default;
};

/// A proposal for people to decide: systems that look like one, or one that nobody uses any more.
struct Proposal {
    std::string kind;                  // "duplicate", "zombie"
    std::vector<std::string> systems;  // ids
    std::vector<std::string> names;
    std::string body;
    std::vector<std::string> reasons;  // keys: similar_name, same_name, same_address, same_filing_number, no_users,
                                       // hardly_used, said_zombie, stopped_not_cleared
};
/// Names are compared within a body, addresses and filing numbers everywhere.
[[nodiscard]] std::vector<Proposal> proposals(const std::vector<System>& systems);
/// A name without what says nothing: 系统, 平台, places, brackets, versions, phases.
[[nodiscard]] std::string bare_name(std::string_view name);

}  // namespace yici::census

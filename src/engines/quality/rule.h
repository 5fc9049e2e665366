#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "foundation/base/error.h"

namespace yici::quality {

/// The six dimensions of GB/T 36344-2018: 规范性, 完整性, 准确性, 一致性, 时效性, 可访问性.
enum class Dimension { normative, complete, accurate, consistent, timely, accessible };
inline constexpr size_t kDimensions = 6;
/// "normative"
[[nodiscard]] std::string_view name_of(Dimension dimension);
/// "规范性"
[[nodiscard]] std::string_view chinese_name_of(Dimension dimension);

/// Columns are named as the rule's author wrote them; check.h finds them in a table's header.

/// No cell of these columns is empty.
struct Complete {
    std::vector<std::string> columns;
};
/// The whole cell matches a regular expression (RE2).
struct Format {
    std::string column, pattern;
};
/// The cell is a date (YYYY-MM-DD), an instant (YYYY-MM-DD HH:MM:SS), a whole number or a number.
struct Typed {
    enum class Type { date, instant, integer, number };
    std::string column;
    Type type = Type::date;
};
/// The cell is a valid code; `kind` as codes::check takes it.
struct Code {
    std::string column, kind;
};
/// The cell is one of these.
struct Domain {
    std::string column;
    std::vector<std::string> values;
};
/// The cell lies between, ends included; both are dates or both numbers. A cell that is neither violates.
struct Bounds {
    std::string column;
    std::optional<std::string> from, to;
    bool dates = false;
};
/// An ID number agrees with its holder's birth date (YYYY-MM-DD) or sex code (GB/T 2261.1: 1 male, 2 female); an ID
/// number that is no valid one says nothing.
struct Identity {
    std::string id, birth_date, sex;  // a column that is not given is empty
};
/// Rows that agree in `columns` agree in `determined`: a functional dependency.
struct Dependency {
    std::vector<std::string> columns, determined;
};

enum class Operator { equal, differs, less, less_or_equal, greater, greater_or_equal };
struct Operand {
    int tuple = 0;     // 1 or 2; 0 for a constant
    std::string text;  // the column, or the constant
};
struct Predicate {
    Operand left;
    Operator op = Operator::equal;
    Operand right;
};
/// No row (or no two different rows) makes all predicates true: a denial constraint.
struct Denial {
    std::vector<Predicate> predicates;
    [[nodiscard]] bool of_two_rows() const;
};
/// No two rows agree in all these columns.
struct Unique {
    std::vector<std::string> columns;
};
/// The cell stands in another table's column.
struct Reference {
    std::string column;
    std::filesystem::path table;
    std::string to;
};
/// The date (or instant) of `column` lies at most `days` after that of `since`, and not before it; without `since`, at
/// most `days` before the day of checking, and not after it.
struct Timely {
    std::string column, since;
    int64_t days = 0;
};
/// Where another source's table has the same key, its columns of the same names say the same.
struct Agreement {
    std::filesystem::path table;
    std::vector<std::string> key, columns;
};
/// Sources that give a value of the column say the same. What each says stands in a column of its own, COLUMN@SOURCE.
struct Sources {
    std::string column;
    std::vector<std::string> between;  // only these; empty: all that the table has
};
/// An expression that must not be false; a row on which it is null passes.
struct Feel {
    std::string text;
    std::vector<std::string> columns;  // those that are flagged; all that it names when none are given
};

struct Rule {
    std::string id;    // unique in its file
    std::string text;  // the rule as a reader should see it
    Dimension dimension = Dimension::normative;
    /// Empty cells take part as a value of their own; else what is empty neither agrees nor differs.
    bool empty_is_value = false;
    int line = 0;
    std::variant<Complete, Format, Typed, Code, Domain, Bounds, Identity, Dependency, Denial, Unique, Reference, Timely,
                 Agreement, Sources, Feel>
        what;
};

struct RuleSet {
    std::string file;
    std::string resource;  // empty when the file names none
    std::vector<Rule> rules;
    std::array<double, kDimensions> weights{1, 1, 1, 1, 1, 1};
};

/// Rules of a file: our YAML (docs/formats/quality.md), or lines of denial constraints as HoloClean writes them
/// (t1&t2&EQ(t1.a,t2.a)&IQ(t1.b,t2.b)) and of functional dependencies (a, b ⇒ c). A rule with a fault is left out.
[[nodiscard]] RuleSet load_rules(const std::filesystem::path& file, std::vector<Finding>& findings);
[[nodiscard]] RuleSet parse_yaml_rules(std::string_view text, const std::string& file, std::vector<Finding>& findings);
[[nodiscard]] RuleSet parse_line_rules(std::string_view text, const std::string& file, std::vector<Finding>& findings);

/// One denial constraint of that notation; a fault is its sentence's key and detail.
[[nodiscard]] std::optional<Denial> parse_denial(std::string_view text, std::string& detail);

}  // namespace yici::quality

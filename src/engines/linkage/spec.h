#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/linkage/values.h"
#include "foundation/base/error.h"

namespace yici::linkage {

/// How two values of a column are weighed. The first ones know what a column holds and have the levels of `Level`; the
/// last three have one level for each bound in `at`.
enum class Comparator {
    exact,
    name,
    text,
    code,
    number,
    date,
    email,
    phone,
    address,
    category,
    jaro_winkler,
    levenshtein,
    damerau,
    none
};

/// Levels of the comparators that know their kind, low to high; `missing` says nothing either way. `crossed` is the
/// value of the column it is mistaken for (given name and surname), or day and month swapped.
enum Level : uint8_t { missing = 0, different = 1, remote = 2, similar = 3, close = 4, crossed = 5, exact = 6 };
constexpr size_t kLevels = 8;

struct Comparison {
    std::string column;    // its header, in both tables unless column_b says otherwise
    std::string column_b;  // empty: the same
    Comparator compare = Comparator::text;
    std::string crossed;          // column whose value may stand here by mistake; empty: none
    std::vector<double> at;       // bounds from the best: similarities falling, or distances rising
    std::vector<double> weights;  // log2 of m/u by level from `different` up; empty: learned
};

/// What of a value makes two records meet.
enum class Transform {
    whole,
    prefix,
    suffix,
    soundex,
    pinyin,
    initials,
    year,
    month_day,
    sorted,
    tokens,
    deletions,
    neighbours
};

struct KeyPart {
    std::vector<std::string> columns;  // several are read as one value, joined by blanks
    Transform transform = Transform::whole;
    int length = 0;  // of prefix and suffix, window of neighbours
};

/// Records whose keys agree in every part are compared. tokens, deletions and neighbours stand alone in a rule.
struct Rule {
    std::vector<KeyPart> parts;
    [[nodiscard]] std::string to_string() const;
};

/// Who is who, where it is known: a column, of which `entity` (a regular expression) takes the first group.
struct TruthColumn {
    std::string column;
    std::string entity;
};

struct Spec {
    std::string id;  // empty: the row's number, 1-based
    std::vector<Comparison> columns;
    std::vector<Rule> rules;
    std::optional<TruthColumn> truth;
    std::optional<double> link_at;        // probability; else the one at which the model expects the best F1
    std::optional<double> review_at;      // probability from which a pair is worth a clerk's look
    std::optional<double> prior;          // probability that two records taken at random are one; else learned
    std::optional<uint32_t> block_limit;  // largest block that is compared, 0: any; else by a budget of pairs
    bool one_to_one = false;              // two tables: a record of one belongs to at most one of the other
    /// False: m is taken as it usually is instead of learnt, for tables with next to no doubles; u and prior are
    /// learnt.
    bool learn = true;
    bool clusters = true;  // false: links stand as they are, nothing is joined or cut
};

[[nodiscard]] Kind kind_of(Comparator compare);
[[nodiscard]] std::string_view name_of(Comparator compare);
/// The level's name for people: "exact", "close", or ">= 0.92".
[[nodiscard]] std::string level_name(const Comparison& comparison, uint8_t level);
/// How many levels a comparison has, `missing` among them.
[[nodiscard]] size_t levels_of(const Comparison& comparison);

/// docs/formats/link.md. Faults are findings.
[[nodiscard]] Spec read_spec(const std::filesystem::path& file, std::vector<Finding>& findings);
[[nodiscard]] Spec parse_spec(std::string_view yaml, const std::string& name, std::vector<Finding>& findings);
/// The same as YAML, for who wants to start from a proposal.
[[nodiscard]] std::string to_yaml(const Spec& spec);

/// "surname:soundex", "given_name&surname:sorted", "phone:suffix4"; none when the transform is unknown.
[[nodiscard]] std::optional<KeyPart> parse_key_part(std::string_view text);

}  // namespace yici::linkage

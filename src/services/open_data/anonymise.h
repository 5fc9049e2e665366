#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/mask.h"

namespace yici::open_data {

/// How a quasi-identifier is made coarser, level by level; the last level is "*".
/// date: day, month, year, five years. division: as it is, 6 digits, 4, 2. number: as it is, steps of 10, 100, 1000 and
/// so on. text: as it is.
enum class Hierarchy { date, division, number, text };
[[nodiscard]] int levels_of(Hierarchy hierarchy);
/// The value at a level, from 0 as it is; an empty value stays empty until the last level.
[[nodiscard]] std::string generalised(Hierarchy hierarchy, std::string_view value, int level);

struct Column {
    std::string name;
    std::string title;
    records::Mask mask = records::Mask::none;
    bool quasi = false;  // others may know it of a person: taken together these must not single anyone out
    Hierarchy hierarchy = Hierarchy::text;
};

struct Anonymity {
    int k = 1;
    int64_t rows = 0;                                 // before
    int64_t suppressed = 0;                           // left out, because too few share their values
    int64_t smallest_group = 0;                       // of what is left; 0 without quasi-identifiers
    std::vector<std::pair<std::string, int>> levels;  // of each quasi-identifier
};

using Rows = std::vector<std::vector<std::string>>;

/// Masks, then generalises until at most `most_suppressed` of the rows stand in groups of fewer than k (Datafly: always
/// the quasi-identifier with most values), then leaves those rows out. Rows keep their order. k < 1 is 1.
[[nodiscard]] Anonymity anonymise(const std::vector<Column>& columns, Rows& rows, int k, double most_suppressed);

}  // namespace yici::open_data

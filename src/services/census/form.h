#pragma once

#include <string>
#include <vector>

#include "foundation/tables/read.h"
#include "services/census/system.h"

namespace yici::census {

/// A cell that could not be taken, with all that its author needs to put it right.
struct CellFault {
    std::string sheet;
    int row = 0;           // 1-based
    std::string column;    // "C"
    std::string field;     // title of the field; the header where no field was recognised
    std::string value;     // as written; never of a field with personal data (there is none in the form)
    std::string key;       // of this room's errors
    std::string expected;  // in words
};

/// What stands under which header.
struct RecognisedColumn {
    std::string sheet;
    std::string column;
    std::string header;
    std::string field;  // key; empty: not recognised, its cells are left aside
};

struct Row {
    std::string sheet;
    int row = 0;
    System system;  // without id and body
};

struct FormReading {
    std::vector<Row> rows;
    int rejected_rows = 0;
    std::vector<CellFault> faults;
    std::vector<RecognisedColumn> columns;
};

/// Reads the sheets of a form that a department filled in. Headers may stand anywhere in the first rows, over one to
/// three rows, merged or not, with numbers, stars, notes and units; they are told by synonyms. Titles, notes, totals
/// and numbering rows are no systems. A row without a name is rejected; any other bad cell is left out and explained.
[[nodiscard]] FormReading read_form(const std::vector<tables::Sheet>& sheets);

}  // namespace yici::census

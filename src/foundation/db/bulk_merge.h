#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"

namespace yici::db {

/// Many rows into a table that may hold rows of their keys already.
struct Merging {
    std::string_view table;
    std::span<const std::string> columns;
    size_t keys = 1;       // so many columns, the first ones, are a unique key of the table
    bool replaces = true;  // a row of the same key takes the new values; else it stays as it is
};

/// As one INSERT … ON CONFLICT for each row, which is what SQLite does. On PostgreSQL many rows go by COPY into a
/// temporary table of the connection and by one statement from there: a statement a row costs a round trip each.
/// With `replaces` no key may come twice. The number of rows given.
int64_t bulk_merge(Transaction& transaction, Dialect dialect, const Merging& merging,
                   const std::function<bool(std::vector<Value>&)>& next);

}  // namespace yici::db

# cmake -DSQL=<schema.sql> -DHEADER=<schema_sql.h> -DROOM=<last part of the room> -P schema_header.cmake
# Puts a room's tables into its program, as text that its migrate() hands to the database.
file(READ ${SQL} script)
file(WRITE ${HEADER} "#pragma once

#include <string_view>

namespace yici::${ROOM} {

inline constexpr std::string_view kSchemaSql = R\"schema_sql(${script})schema_sql\";

}  // namespace yici::${ROOM}
")

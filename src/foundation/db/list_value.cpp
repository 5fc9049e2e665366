#include "foundation/db/list_value.h"

#include "foundation/base/text.h"
#include "foundation/db/engine.h"

namespace yici::db {

Value list_value(std::span<const std::string_view> texts) {
    std::string json = "[";
    for (const std::string_view text : texts) {
        check_text(text);
        if (json.size() > 1) json += ',';
        append_json_string(json, text);
    }
    return json + "]";
}

std::string list_rows(Dialect dialect, std::string_view name) {
    const std::string rows =
        dialect == Dialect::sqlite
            ? "(SELECT key AS place, value FROM json_each(?)) AS "
            : "(SELECT number - 1 AS place, value FROM json_array_elements_text(CAST(? AS JSON)) WITH ORDINALITY AS "
              "listed (value, number)) AS ";
    return rows + quoted_name(name);
}

}  // namespace yici::db

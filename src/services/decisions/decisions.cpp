#include "services/decisions/decisions.h"

#include "services/decisions/schema_sql.h"

namespace yici::decisions {

Decisions::Decisions(const Parts& parts) : parts_(parts) {
    parts.database.migrate("services/decisions", kSchemaSql);
}

}  // namespace yici::decisions

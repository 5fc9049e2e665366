#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engines/records/record_type.h"
#include "foundation/db/database.h"

namespace yici::records {

/// Every subject's golden values of a type, in the order of its fields (empty where there is none), in one snapshot and
/// in the order of the subjects' codes. `each` returns false to stop.
void each_golden(db::Database& database, const RecordType& type,
                 const std::function<bool(const std::vector<std::string>& values)>& each);

}  // namespace yici::records

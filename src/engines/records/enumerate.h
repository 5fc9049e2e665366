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

/// What an organisation says of a field: its newest word, whatever system of its it came from; never an empty one.
struct Word {
    std::string field;
    std::string organisation;
    std::string value;
};
using EachSpoken = std::function<void(const std::string& subject, std::vector<Word> words)>;
/// Every subject of which several organisations have spoken, with all their words, in one snapshot and in no order.
/// Subjects that are one (records.h) have their words in common.
void each_spoken_of_by_several(db::Database& database, const RecordType& type, const EachSpoken& each);

}  // namespace yici::records

#pragma once

#include "engines/collection/intake.h"
#include "engines/records/records.h"
#include "services/sources/source.h"

namespace yici::sources {

/// What a row that is new says about its subjects, as versions of typed records with the department as their source; a
/// row that is gone, or speaks of somebody else by now, says of each field that there is none. Rows whose column of the
/// subject holds no valid code say nothing about anybody.
void feed_records(db::Transaction& transaction, records::Records& records, const Source& source,
                  const collection::RowChange& change);

}  // namespace yici::sources

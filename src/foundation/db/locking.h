#pragma once

#include <functional>
#include <optional>

#include "foundation/db/database.h"

namespace yici::db {

/// A database whose transactions hinder one another by what they read, unless they lock instead.
class LockingWriter {
  public:
    virtual ~LockingWriter() = default;
    virtual void write_locking(const std::function<void(Transaction&)>& work) = 0;
};

/// As Database::write(), for work that locks every row on which it decides (SELECT … FOR UPDATE) and reads it only
/// then, in a statement of its own: READ COMMITTED on PostgreSQL, so that neighbours in an index do not collide, as
/// they do under SERIALIZABLE. On SQLite the same as write().
inline void write_locking(Database& database, const std::function<void(Transaction&)>& work) {
    if (auto* locking = dynamic_cast<LockingWriter*>(&database))
        locking->write_locking(work);
    else
        database.write(work);
}

template <typename Work>
auto write_locking_value(Database& database, Work&& work) {
    std::optional<decltype(work(std::declval<Transaction&>()))> result;
    write_locking(database, [&](Transaction& transaction) { result.emplace(work(transaction)); });
    return std::move(*result);
}

}  // namespace yici::db

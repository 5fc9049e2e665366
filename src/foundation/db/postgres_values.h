#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"

namespace yici::db {

/// "a = ? AND b = '?'" → "a = $1 AND b = '?'": marks outside quotes and comments, counted from 1.
[[nodiscard]] std::string numbered_marks(std::string_view sql);

/// Parameters as libpq wants them: text for all but bytes. Keeps pointers into the values, which must outlive it.
class PostgresParameters {
  public:
    explicit PostgresParameters(Values values);
    [[nodiscard]] int count() const { return static_cast<int>(pointers_.size()); }
    [[nodiscard]] const char* const* pointers() const { return pointers_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

  private:
    std::vector<std::string> numbers_;
    std::vector<const char*> pointers_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

/// One row of an answer in text form, by the columns' types: integers and flags to integers, floating and fractional
/// numbers to numbers, bytea to bytes, all else to text.
[[nodiscard]] std::vector<Value> read_row(const PGresult& result, int row);

/// Appends a row in COPY's text form (PostgreSQL manual, COPY, "Text Format").
void append_copy_row(std::string& out, const std::vector<Value>& row);

}  // namespace yici::db

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engines/warehouse/foreign.h"

namespace yici::warehouse {

/// SQLite and PostgreSQL, through foundation/db.
[[nodiscard]] std::unique_ptr<Foreign> connect_own_kind(std::string url);
[[nodiscard]] std::unique_ptr<Foreign> connect_mariadb(std::string_view url);
[[nodiscard]] std::unique_ptr<Foreign> connect_odbc(std::string_view connection_string);

}  // namespace yici::warehouse

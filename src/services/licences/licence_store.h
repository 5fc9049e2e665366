#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "services/licences/licences.h"

namespace yici::licences {

[[nodiscard]] std::optional<Licence> load_licence(db::Transaction& transaction, std::string_view identifier);
/// Newest first.
[[nodiscard]] std::vector<Licence> load_licences(db::Transaction& transaction, std::string_view holder);
/// The identifier of the holder's valid licence of a type.
[[nodiscard]] std::optional<std::string> load_valid(db::Transaction& transaction, std::string_view type,
                                                    std::string_view holder);
void insert_licence(db::Transaction& transaction, const Licence& licence, const Bytes& face);
void store_state(db::Transaction& transaction, std::string_view identifier, std::string_view state);
[[nodiscard]] Bytes load_face(db::Transaction& transaction, std::string_view identifier);

}  // namespace yici::licences

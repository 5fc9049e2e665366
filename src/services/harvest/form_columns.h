#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/catalogue/catalogue.h"

namespace yici::harvest {

/// A column of the forms: how an entry fills it, and how it fills an entry (false: the text cannot be taken).
struct EntryColumn {
    std::string_view key;
    std::string_view title;  // header of the national form; empty: not in it
    std::string_view list;   // code list of its values; empty: free text
    std::string (*get)(const catalogue::Entry&);
    bool (*set)(catalogue::Entry&, const std::string&);
};
struct ItemColumn {
    std::string_view key;
    std::string_view title;
    std::string_view list;
    std::string (*get)(const catalogue::Item&);
    bool (*set)(catalogue::Item&, const std::string&);
};
[[nodiscard]] std::span<const EntryColumn> entry_columns();
[[nodiscard]] std::span<const ItemColumn> item_columns();

}  // namespace yici::harvest

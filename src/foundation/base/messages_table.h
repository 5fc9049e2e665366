#pragma once

#include <span>
#include <string_view>

namespace yici {

/// One sentence in two languages; the table is generated from every room's errors.yaml by tools/messages.py.
struct MessageRow {
    std::string_view key;
    std::string_view zh;
    std::string_view en;
};

[[nodiscard]] std::span<const MessageRow> messages_table();

}  // namespace yici

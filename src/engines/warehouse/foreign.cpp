#include "engines/warehouse/foreign.h"

#include "engines/warehouse/foreign_kinds.h"
#include "foundation/base/error.h"

namespace yici::warehouse {

std::unique_ptr<Foreign> connect(std::string_view url) {
    if (url.starts_with("postgresql:") || url.starts_with("sqlite:")) return connect_own_kind(std::string(url));
    if (url.starts_with("mariadb://")) return connect_mariadb(url);
    if (url.starts_with("odbc:")) return connect_odbc(url.substr(5));
    // The rest of an address may hold a password.
    throw Error(ErrorKind::invalid_input, "warehouse.bad_source", std::string(url.substr(0, url.find(':'))));
}

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char letter : name) {
        if (letter == '.') {
            text += "\".\"";
        } else {
            if (letter == '"') text += '"';
            text += letter;
        }
    }
    return text + '"';
}

}  // namespace yici::warehouse

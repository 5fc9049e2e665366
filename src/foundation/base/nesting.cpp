#include "foundation/base/nesting.h"

namespace yici {

bool nests_within(std::string_view json, size_t levels) {
    size_t open = 0;
    bool in_string = false;
    for (size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"') {
            in_string = !in_string;
        } else if (in_string) {
            if (c == '\\') ++i;
        } else if (c == '[' || c == '{') {
            if (++open > levels) return false;
        } else if ((c == ']' || c == '}') && open > 0) {
            --open;
        }
    }
    return true;
}

}  // namespace yici

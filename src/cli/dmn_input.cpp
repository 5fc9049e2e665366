#include "cli/dmn_input.h"

#include "cli/value_json.h"
#include "engines/rules/typed_value.h"

namespace yici::cli {

std::vector<rules::Input> inputs_of_json(const rules::Decisions& model, std::string_view json) {
    const feel::Value value = value_of_json(json);
    if (value.context() == nullptr) throw Error(ErrorKind::invalid_input, "cli.json_invalid", "no object");
    std::vector<rules::Input> inputs;
    for (const auto& [name, entry] : value.context()->entries())
        inputs.push_back({name, rules::typed_value(entry, model.type_of(name).get()), ""});
    return inputs;
}

}  // namespace yici::cli

#include "engines/rules/input_json.h"

#include "engines/feel/value_json.h"
#include "engines/rules/typed_value.h"

namespace yici::rules {

std::vector<Input> inputs_of_json(const Decisions& model, std::string_view json) {
    const feel::Value value = feel::from_json(json);
    if (value.context() == nullptr) throw Error(ErrorKind::invalid_input, "feel.bad_json", "no object");
    return inputs_of(model, *value.context());
}

std::vector<Input> inputs_of(const Decisions& model, const feel::Context& values) {
    std::vector<Input> inputs;
    for (const auto& [name, entry] : values.entries())
        inputs.push_back({name, typed_value(entry, model.type_of(name).get()), ""});
    return inputs;
}

}  // namespace yici::rules

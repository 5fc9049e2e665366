#include "services/handling/variables.h"

#include "engines/process/values.h"

namespace yici::handling {

namespace {

struct Place {
    std::string_view of;  // "form", or the code of a material
    std::string_view field;
};

Place place_of(std::string_view value) {
    const size_t dot = value.find('.');
    if (dot == std::string_view::npos) return {};
    return {value.substr(0, dot), value.substr(dot + 1)};
}

feel::Value text(std::string_view value) {
    return feel::Value(std::string(value));
}

feel::Value date(Date day) {
    return feel::Value(feel::Date{static_cast<int>(day.year()),
                                  static_cast<uint8_t>(static_cast<unsigned>(day.month())),
                                  static_cast<uint8_t>(static_cast<unsigned>(day.day()))});
}

/// Null where the case has no such value: the model says what that means.
feel::Value value_at(const Place& place, const feel::Context& form,
                     const std::vector<cases::MaterialResult>& materials) {
    if (place.of == "form") {
        const feel::Value* found = form.find(place.field);
        return found != nullptr ? *found : feel::Value();
    }
    for (const cases::MaterialResult& result : materials) {
        if (result.material != place.of) continue;
        for (const cases::FieldValue& field : result.fields) {
            if (field.name == place.field) return text(field.value);
        }
    }
    return feel::Value();
}

}  // namespace

feel::Context variables_of(const cases::Case& item, const matters::Matter& matter,
                           const std::vector<cases::MaterialResult>& materials) {
    feel::Context variables;
    variables.put("matter", text(matter.code));
    variables.put("department", text(matter.department));
    variables.put("level", feel::Value(feel::Number(matter.level)));
    variables.put("applicant", text(matter.applicant));
    variables.put("promised_days", feel::Value(feel::Number(matter.promised_days)));
    variables.put("accepted_on", date(item.accepted_on.value()));
    feel::Context outcomes;
    feel::Context answers;
    for (const cases::MaterialResult& result : materials) {
        outcomes.put(result.material, text(cases::to_string(result.status)));
        if (!result.answer.empty()) answers.put(result.material, text(result.answer));
    }
    variables.put("materials", feel::Value(std::move(outcomes)));
    variables.put("answers", feel::Value(std::move(answers)));
    const feel::Context form = process::context_of_json(item.form);
    for (const matters::ProcedureInput& input : matter.procedure_inputs) {
        variables.put(input.name, value_at(place_of(input.value), form, materials));
    }
    return variables;
}

}  // namespace yici::handling

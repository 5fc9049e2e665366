#include "engines/forms/forms.h"
#include "engines/forms/schema.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;
using fuzz::require;

constexpr std::string_view kForm = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "表", "x-title-en": "Form",
  "type": "object", "additionalProperties": false, "required": ["way"],
  "$defs": {"person": {"type": "object", "title": "人", "x-title-en": "Person", "additionalProperties": false,
    "properties": {"id": {"type": "string", "title": "号", "x-title-en": "Number", "format": "id-number"}}}},
  "properties": {
    "way": {"type": "string", "title": "式", "x-title-en": "Way", "maxLength": 20, "pattern": "^[A-Z]{2}\\d{4,6}$"},
    "sum": {"type": "integer", "title": "额", "x-title-en": "Sum", "format": "money", "multipleOf": 5},
    "day": {"type": "string", "title": "日", "x-title-en": "Day", "format": "date"},
    "who": {"type": "array", "title": "谁", "x-title-en": "Who", "maxItems": 3, "uniqueItems": true,
            "items": {"$ref": "#/$defs/person"}},
    "file": {"type": "string", "title": "件", "x-title-en": "File", "format": "attachment", "x-accept": ["pdf"]}},
  "if": {"required": ["sum"]}, "then": {"required": ["day"]}, "dependentRequired": {"day": ["who"]}
})";

void require_faults(const std::vector<forms::Fault>& faults) {
    for (const forms::Fault& fault : faults) {
        fuzz::require_sentence(fault.key);
        require(fault.pointer.empty() || fault.pointer.front() == '/');
    }
}

}  // namespace

/// The first byte says what the rest is: an answer to a form ('a'), a pattern ('p'), a form ('f'), or a schema and an
/// answer with a line feed between them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static std::vector<Finding> none;
    static const auto form = forms::Form::parse(kForm, "form", "form.json", none);
    require(form != nullptr);
    std::string_view input = fuzz::text_of(data, size);
    if (input.empty()) return 0;
    const char kind = input.front();
    input.remove_prefix(1);
    if (kind == 'a') {
        require_faults(form->check(input));
        for (const auto& file : form->attachments(input)) require(file.attachment.size() == 32);
    } else if (kind == 'p') {
        (void)forms::pattern_fault(input);
    } else if (kind == 'f') {
        std::vector<Finding> findings;
        const auto read = forms::Form::parse(input, "form", "form.json", findings);
        require((read == nullptr) == !findings.empty());
        fuzz::require_sentences(findings);
    } else {
        std::vector<forms::Fault> faults;
        const auto schema = forms::Schema::compile(fuzz::next_part(input, '\n'), faults);
        require_faults(faults);
        if (schema) require_faults(forms::check(*schema, input, nullptr));
    }
    return 0;
}

#include "engines/rules/decisions.h"
#include "engines/rules/table_check.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;

/// Whatever is written back is read again as the same.
void round_trip(const rules::Document& document) {
    std::vector<Finding> findings;
    const std::string once = document.to_xml();
    const auto again = rules::Document::parse(once, "fuzz.dmn", findings);
    fuzz::require(again.to_xml() == once);
}

void run_all(const rules::Decisions& model) {
    const ManualClock clock{Instant{}};
    for (const auto* decision : model.elements(rules::DrgElement::Kind::decision)) {
        fuzz::passes([&] {
            feel::Run run(clock, 20'000);
            feel::Context inputs;
            for (const auto* input : model.elements(rules::DrgElement::Kind::input))
                inputs.put(input->variable.name, feel::Number(18));
            const auto answer = model.evaluate(decision->name, inputs, run, rules::Explain::yes);
            if (answer.value.weight() < 10'000) (void)answer.value.to_string();
            (void)answer.explanation->to_text(Language::zh);
            for (const feel::Fault& note : run.notes) fuzz::require_sentence(note.key);
        });
    }
    for (const rules::NamedTable& table : model.tables()) {
        if (table.table->rows().size() > 50 || table.table->inputs().size() > 6) continue;
        for (const auto& finding : rules::check(*table.table).findings) (void)finding.to_text(Language::en);
    }
}

}  // namespace

/// A DMN file from outside: refused with a sentence, or compiled, run, checked and written back.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(fuzz::text_of(data, size));
    fuzz::passes([&] {
        std::vector<Finding> findings;
        std::vector<rules::Document> documents;
        documents.push_back(rules::Document::parse(text, "fuzz.dmn", findings));
        round_trip(documents.front());
        const auto model = rules::Decisions::compile(std::move(documents), findings);
        fuzz::require_sentences(findings);
        run_all(model);
    });
    return 0;
}

#include "engines/process/execution.h"
#include "engines/process/model.h"
#include "engines/process/values.h"
#include "fuzz/fuzz.h"

namespace {

using namespace yici;

/// Runs what can run for a few steps, answering whatever waits; nothing may be lost on the way through its text.
void play(const process::Model& model) {
    static const codes::WorkingCalendar calendar;
    const ManualClock clock(Instant{});
    process::State state;
    feel::Context variables;
    std::vector<process::Opened> work;
    fuzz::passes([&] {
        for (int step = 0; step < 12; ++step) {
            process::Execution run({model, state, variables, clock, calendar, nullptr, "case", false});
            if (step == 0) {
                run.start();
            } else {
                if (work.empty()) return;
                const process::Opened next = work.front();
                work.erase(work.begin());
                if (next.kind == process::WorkKind::incident)
                    run.skip(next.owner);
                else
                    run.done(next.owner, next.element, {});
            }
            for (const int64_t owner : run.effects().closed) {
                std::erase_if(work, [&](const auto& one) { return one.owner == owner; });
            }
            for (const auto& one : run.effects().opened) work.push_back(one);
            const std::string text = process::encode(state, model);
            state = process::decode(text, model);
            fuzz::require(process::encode(state, model) == text);
            if (run.effects().ended) return;
        }
    });
}

}  // namespace

/// A model from a stranger: refused, or read with findings that all have sentences; what can run runs.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::passes([&] {
        const auto definitions = process::read_bpmn(fuzz::text_of(data, size), "input.bpmn");
        fuzz::require_sentences(definitions.faults);
        for (const auto& [key, finding] : definitions.not_executable) fuzz::require_sentence(finding.key);
        for (const auto& model : definitions.models) {
            if (definitions.can_run(*model)) play(*model);
        }
    });
    return 0;
}

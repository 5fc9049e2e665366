#include "engines/exchange/call_json.h"
#include "foundation/base/text.h"
#include "fuzz/fuzz.h"

/// The body of POST /api/v1/calls: the same body gives the same call, wherever it lies and whatever the parser read
/// before.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace yici;
    using fuzz::require;
    static exchange::CallParser kept;
    static exchange::Call reused;
    const std::string_view body = fuzz::text_of(data, size);
    exchange::CallParser fresh;
    exchange::Call call;
    std::string alone(body);
    std::string behind = "POST\n" + alone;
    const bool good = fresh.parse(alone, 0, call);
    require(kept.parse(behind, 5, reused) == good);
    if (!good) return 0;
    require(call.canonical() == reused.canonical() && is_utf8(call.canonical()));
    require(call.fields.size() <= 64 && call.application.empty() && call.organisation.empty());
    if (call.question) require(call.question->age >= 0 && call.question->age <= 200);
    return 0;
}

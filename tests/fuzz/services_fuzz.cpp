#include <algorithm>

#include "foundation/base/text.h"
#include "fuzz/fuzz.h"
#include "services/accounts/accounts_json.h"
#include "services/cases/view_json.h"
#include "services/disputes/dispute_json.h"

namespace {

using namespace yici;
using fuzz::require;

void check_case(std::string_view body) {
    fuzz::passes([&] {
        const auto request = cases::parse_new_case(body);
        require(!request.form.empty() && request.form.front() == '{' && is_utf8(request.form));
    });
    for (int action = 0; action <= static_cast<int>(cases::Action::confirm); ++action) {
        fuzz::passes([&] {
            const auto act = cases::parse_act(static_cast<cases::Action>(action), body);
            require(static_cast<int>(act.action) == action && act.reason.size() <= 4000 && act.opinion.size() <= 4000);
        });
    }
    fuzz::passes([&] {
        if (const auto file = cases::parse_brought(body)) require(!file->content.empty() && file->name.size() <= 4000);
    });
}

}  // namespace

/// Bodies that citizens and clerks send: read, or refused with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view body = fuzz::text_of(data, size);
    check_case(body);
    fuzz::passes([&] { require(is_utf8(accounts::parse_credentials(body).account)); });
    fuzz::passes([&] { require(is_utf8(disputes::parse_claim(body).reason)); });
    return 0;
}

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "demo/telling.h"

namespace yici::demo {

/// One step of a case's procedure that somebody did.
struct StepDone {
    std::string name;          // of the step
    std::string organisation;  // whose step it was
};

/// Does every step that the case waits for, each as somebody of the body that it waits for, agreeing with `opinion`,
/// until the decision is there; the case as JSON. Errors as tell().
[[nodiscard]] std::string do_steps(const std::string& url, const std::string& number, const Passwords& passwords,
                                   std::string_view opinion, const std::function<void(const StepDone&)>& told);

}  // namespace yici::demo

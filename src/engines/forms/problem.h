#pragma once

#include "engines/forms/forms.h"
#include "foundation/http/message.h"

namespace yici::forms {

/// The RFC 9457 problem of a refused answer, with its member `errors`, in the language that the request asks for.
[[nodiscard]] http::Response problem(const Refused& refused, const http::Request& request);

}  // namespace yici::forms

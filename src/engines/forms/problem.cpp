#include "engines/forms/problem.h"

#include "foundation/http/problem.h"

namespace yici::forms {

http::Response problem(const Refused& refused, const http::Request& request) {
    const Language language = http::language_of(request.headers.find("Accept-Language"));
    http::Response response = http::problem(refused, language, request.request_id);
    response.body.insert(response.body.size() - 1, ",\"errors\":" + problem_errors(refused.faults(), language));
    return response;
}

}  // namespace yici::forms

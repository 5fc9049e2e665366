#include <nlohmann/json.hpp>

#include "demo/browser.h"
#include "foundation/base/error.h"

namespace yici::demo {

using nlohmann::json;

std::string Browser::send(http::Method method, const std::string& path, const std::string& body) {
    http::ClientRequest request;
    request.method = method;
    request.url = url_ + "/api/v1" + path;
    request.headers.add("X-Yici", "1");
    if (!cookie_.empty()) request.headers.add("Cookie", cookie_);
    if (!body.empty()) {
        request.headers.add("Content-Type", "application/json");
        request.body = body;
    }
    http::Response response = client_.send(request);
    if (const auto set = response.headers.find("Set-Cookie")) cookie_ = set->substr(0, set->find(';'));
    if (response.status >= 400) {
        const json answer = json::parse(response.body, nullptr, /*allow_exceptions=*/false);
        throw Error(ErrorKind::unavailable, "demo.step_failed",
                    path + ": " + std::to_string(response.status) + " " + answer.value("key", "") + " " +
                        answer.value("detail", ""));
    }
    return std::move(response.body);
}

void Browser::sign_in(const std::string& account, const std::string& password) {
    (void)send(http::Method::post, "/session", json{{"account", account}, {"password", password}}.dump());
}

}  // namespace yici::demo

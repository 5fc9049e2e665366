#include "faults/session.h"

#include <algorithm>
#include <chrono>

#include "faults/seed.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/crypto/hash.h"

namespace yici::test {

Reply Session::send(http::ClientRequest request, http::Response* response) {
    const std::string url = node_->url();
    if (url.empty()) return {};
    request.url = url + request.url;
    request.headers.add("X-Yici", "1");
    if (!cookie_.empty()) request.headers.add("Cookie", "yici_session=" + cookie_);
    try {
        http::Response answer = client_->send(request);
        Reply reply{answer.status, answer.body};
        if (response != nullptr) *response = std::move(answer);
        return reply;
    } catch (const Error&) {
        return {};
    }
}

Reply Session::get(const std::string& path) {
    http::ClientRequest request;
    request.url = path;
    return send(std::move(request));
}

Reply Session::post(const std::string& path, const std::string& body, const std::string& key) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = path;
    request.body = body;
    request.headers.add("Content-Type", "application/json");
    if (!key.empty()) request.headers.add("Idempotency-Key", key);
    return send(std::move(request));
}

Reply Session::sign_in(const std::string& account) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = "/api/v1/session";
    request.headers.add("Content-Type", "application/json");
    request.body = R"({"account":")" + account + R"(","password":")" + password_of(account) + "\"}";
    http::Response response;
    cookie_.clear();
    const Reply reply = send(std::move(request), &response);
    if (reply.status == 201) {
        const std::string field(response.headers.find("Set-Cookie").value_or(""));
        const size_t from = field.find('=') + 1;
        cookie_ = field.substr(from, field.find(';') - from);
    }
    return reply;
}

CallRequest make_call(const std::string& id, const std::string& case_number, const std::string& subject) {
    const Instant now = SystemClock().now();
    CallRequest call;
    call.body = R"({"id":")" + id + R"(","resource":"307001019/000003","matter":")" + kRentMatter + R"(","case":")" +
                case_number + R"(","material":"account","subject":")" + subject +
                R"(","fields":["account_number","months_paid"],"purpose":"租房提取","basis":"国务院令第262号",)" +
                R"("officer":"gongjijin1","expires":")" + to_iso8601(now + std::chrono::minutes(2)) + "\"}";
    call.time = std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
    const std::string message =
        std::string("POST\n/api/v1/calls\n") + kApplication + "\n" + call.time + "\n" + call.body;
    const std::string_view secret = kSecret;
    call.signature = to_hex(crypto::hmac(crypto::HashAlgorithm::sm3, as_bytes(secret), as_bytes(message)));
    call.digest = to_hex(crypto::sm3(message));
    return call;
}

Reply send_call(const RunningNode& node, http::Client& client, const CallRequest& call) {
    const std::string url = node.url();
    if (url.empty()) return {};
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = url + "/api/v1/calls";
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Yici-Application", kApplication);
    request.headers.add("Yici-Time", call.time);
    request.headers.add("Yici-Signature", call.signature);
    request.body = call.body;
    try {
        const http::Response answer = client.send(request);
        return {answer.status, answer.body};
    } catch (const Error&) {
        return {};
    }
}

bool GatheringView::settled() const {
    return done && std::ranges::all_of(materials, [](const MaterialView& material) {
               return material.status == "present" || material.status == "brought" || material.status == "not_needed";
           });
}

const MaterialView& GatheringView::of(const std::string& code) const {
    static const MaterialView none;
    const auto found = std::ranges::find(materials, code, &MaterialView::code);
    return found == materials.end() ? none : *found;
}

}  // namespace yici::test

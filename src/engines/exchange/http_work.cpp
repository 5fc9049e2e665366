#include "engines/exchange/http_work.h"

#include "foundation/base/error.h"
#include "foundation/http/problem.h"

namespace yici::exchange {
namespace {

constexpr size_t kShelf = 4096;

}  // namespace

void HttpWork::clear() {
    CallWork::clear();
    reply = nullptr;
    application.reset();
    signature_given.clear();
    signed_at = {};
    body_start = 0;
    request_id.clear();
    to_read = false;
}

void HttpWork::take(http::Request&& http_request) {
    const http::Headers& headers = http_request.headers;
    language = http::language_of(headers.find("Accept-Language"));
    request_id = std::move(http_request.request_id);
    const std::string_view id = headers.find("Yici-Application").value_or("");
    const std::string_view time = headers.find("Yici-Time").value_or("");
    signature_given = headers.find("Yici-Signature").value_or("");
    call.application.assign(id);
    const auto milliseconds = parse_integer(time);
    if (milliseconds && time.size() == 13) signed_at = Instant(std::chrono::milliseconds(*milliseconds));
    request = "POST\n/api/v1/calls\n";
    request.reserve(request.size() + id.size() + time.size() + http_request.body.size() + 128);
    request += id;
    request += '\n';
    request += time;
    request += '\n';
    body_start = request.size();
    request += http_request.body;
}

void HttpWork::answer() {
    if (result == Result::refused) {
        answer_with(Error(kind, reason, detail));
        return;
    }
    http::Response response;
    response.headers.reserve(2, 64 + signature.size());
    response.headers.add("Content-Type", "application/json");
    if (!signature.empty()) response.headers.add("Yici-Signature", signature);
    response.body = std::move(body);
    reply(std::move(response));
}

void HttpWork::answer_with(const Error& error) {
    reply(http::problem(error, language, request_id));
}

void HttpWork::answer_with(const std::exception_ptr& thrown) {
    reply(http::problem(thrown, language, request_id));
}

std::unique_ptr<HttpWork> WorkShelf::take() {
    const std::lock_guard lock(mutex_);
    if (works_.empty()) return std::make_unique<HttpWork>();
    std::unique_ptr<HttpWork> work = std::move(works_.back());
    works_.pop_back();
    return work;
}

void WorkShelf::give_back(HttpWorks&& works) {
    for (auto& work : works) work->clear();
    const std::lock_guard lock(mutex_);
    for (auto& work : works) {
        if (works_.size() < kShelf) works_.push_back(std::move(work));
    }
}

}  // namespace yici::exchange

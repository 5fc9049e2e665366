#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engines/exchange/applications.h"
#include "engines/exchange/call_work.h"
#include "foundation/http/message.h"
#include "foundation/http/router.h"

namespace yici::exchange {

/// A call that came over HTTP.
struct HttpWork final : CallWork {
    http::Reply reply;
    std::shared_ptr<const Application> application;
    std::string signature_given;  // hex
    Instant signed_at{};
    size_t body_start = 0;  // of the JSON in `request`
    Language language = Language::zh;
    std::string request_id;
    bool to_read = false;  // from the registry, still

    void clear() override;
    /// Takes what the request holds; whether it is right is seen later, for many at once.
    void take(http::Request&& http_request);
    void answer();
    void answer_with(const Error& error);
    void answer_with(const std::exception_ptr& thrown);
};
using HttpWorks = std::vector<std::unique_ptr<HttpWork>>;

/// Works that wait for their next call.
class WorkShelf {
  public:
    [[nodiscard]] std::unique_ptr<HttpWork> take();
    void give_back(HttpWorks&& works);

  private:
    std::mutex mutex_;
    HttpWorks works_;
};

}  // namespace yici::exchange

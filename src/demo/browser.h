#pragma once

#include <string>

#include "foundation/http/client.h"

namespace yici::demo {

/// One signed-in person's browser. Errors: what the API answers, as demo.step_failed with the problem's key.
class Browser {
  public:
    Browser(http::Client& client, std::string url) : client_(client), url_(std::move(url)) {}

    /// The answer's bytes as they came; `path` is below /api/v1.
    std::string send(http::Method method, const std::string& path, const std::string& body);
    void sign_in(const std::string& account, const std::string& password);

  private:
    http::Client& client_;
    std::string url_;
    std::string cookie_;
};

}  // namespace yici::demo

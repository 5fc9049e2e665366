#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "faults/running_node.h"
#include "foundation/http/client.h"

namespace yici::test {

/// What a client was told; status 0 when no answer came.
struct Reply {
    int status = 0;
    std::string body;

    [[nodiscard]] bool answered() const { return status != 0; }
    /// The key of a problem.
    [[nodiscard]] std::string key() const;
};

/// Somebody at a browser.
class Session {
  public:
    Session(const RunningNode& node, http::Client& client) : node_(&node), client_(&client) {}

    [[nodiscard]] Reply get(const std::string& path);
    [[nodiscard]] Reply post(const std::string& path, const std::string& body, const std::string& key = {});
    /// Keeps the cookie when the answer is 201.
    Reply sign_in(const std::string& account);

    [[nodiscard]] const std::string& cookie() const { return cookie_; }
    void use_cookie(const std::string& cookie) { cookie_ = cookie; }

  private:
    Reply send(http::ClientRequest request, http::Response* response = nullptr);

    const RunningNode* node_;
    http::Client* client_;
    std::string cookie_;
};

/// A department's own system that makes case-bound calls, docs/formats/calls.md.
struct CallRequest {
    std::string time;
    std::string body;
    std::string signature;
    std::string digest;  // hex SM3 of the signed message
};
[[nodiscard]] CallRequest make_call(const std::string& id, const std::string& case_number, const std::string& subject);
[[nodiscard]] Reply send_call(const RunningNode& node, http::Client& client, const CallRequest& call);

struct CaseView {
    std::string number;
    std::string state;
    std::string national_number;
    std::string licence;
    bool confirmed = false;
};
[[nodiscard]] CaseView parse_case(const std::string& body);

/// A task of a case that waits for somebody.
struct OpenTask {
    int64_t id = 0;
    std::string form;
};
[[nodiscard]] std::vector<OpenTask> parse_open_tasks(const std::string& body);

struct MaterialView {
    std::string code;
    std::string status;
    std::string note;
};
struct GatheringView {
    bool done = false;
    std::vector<MaterialView> materials;

    [[nodiscard]] bool settled() const;
    [[nodiscard]] const MaterialView& of(const std::string& code) const;
};
[[nodiscard]] GatheringView parse_gathering(const std::string& body);

}  // namespace yici::test

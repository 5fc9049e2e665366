#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "foundation/http/asio.h"
#include "foundation/http/client.h"
#include "foundation/http/ready_socket.h"
#include "foundation/http/url.h"

namespace yici::http {

/// A connection to another system.
struct ClientLink {
    explicit ClientLink(ReadySet& set) : connecting(set.context()), socket(set) {}
    tcp::socket connecting;
    ReadySocket socket;
    std::unique_ptr<asio::ssl::stream<ReadySocket&>> tls;
    bool used_before = false;
    SteadyTime idle_since{};
    std::string input;
};

/// One request on its way, with what its deadline must be able to end.
struct ClientCall {
    ClientCall(asio::io_context& context, ClientRequest asked, Url where)
        : request(std::move(asked)), url(std::move(where)), turn(context, SteadyTime::max()) {}
    ClientRequest request;
    Url url;
    std::function<void(Response, std::exception_ptr)> done;
    SteadyTime total_deadline{};
    SteadyTime deadline{};  // of the step that runs now
    bool timed_out = false;
    bool connecting = false;
    std::unique_ptr<ClientLink> link;
    asio::steady_timer turn;                // cancelled when a connection may be had
    std::optional<tcp::resolver> resolver;  // while a name is looked up

    void expire();
};

/// Connections by host; on the client's thread alone.
class ClientPool {
  public:
    ClientPool(ReadySet& set, int connections_per_host) : set_(set), limit_(connections_per_host) {}
    /// On any thread, when no call is left.
    ~ClientPool();
    ClientPool(const ClientPool&) = delete;
    ClientPool& operator=(const ClientPool&) = delete;

    /// A kept connection, a new unconnected one, or none when the call must wait for its turn.
    [[nodiscard]] std::unique_ptr<ClientLink> take(const Url& url);
    void wait(ClientCall& call) { hosts_[key(call.url)].waiting.push_back(&call); }
    /// For a call whose time is over; a turn that it was just given goes to the next.
    void stop_waiting(ClientCall& call);
    /// Gives back what take() gave; only a connection that is `good` is kept.
    void give_back(const Url& url, std::unique_ptr<ClientLink> link, bool good);
    void close();

  private:
    struct Host {
        std::vector<std::unique_ptr<ClientLink>> idle;
        int open = 0;
        std::deque<ClientCall*> waiting;
    };
    static void wake_next(Host& host);
    [[nodiscard]] static std::string key(const Url& url) { return (url.tls ? "s:" : "p:") + url.authority; }

    ReadySet& set_;
    int limit_;
    bool closed_ = false;
    std::map<std::string, Host> hosts_;
};

}  // namespace yici::http

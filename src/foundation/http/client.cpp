#include "foundation/http/client.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "foundation/base/error.h"
#include "foundation/http/client_pool.h"
#include "foundation/http/io_thread.h"
#include "foundation/http/response_parser.h"

namespace yici::http {

namespace {

constexpr std::chrono::milliseconds kTick{10};
constexpr size_t kInput = 16 << 10;
constexpr size_t kLeastRoom = 4 << 10;

bool is_idempotent(Method method) {
    return method != Method::post && method != Method::patch;
}

void append_plain(std::string& out, std::string_view text) {
    const auto begun = static_cast<std::ptrdiff_t>(out.size());
    out += text;
    const auto is_break = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    out.erase(std::remove_if(out.begin() + begun, out.end(), is_break), out.end());
}

std::string bytes_of(const ClientCall& call) {
    const ClientRequest& request = call.request;
    std::string out;
    out.reserve(512 + request.body.size());
    out.append(to_string(request.method)).append(" ").append(call.url.target).append(" HTTP/1.1\r\nHost: ");
    out.append(call.url.authority).append("\r\n");
    for (const auto& [name, value] : request.headers.all()) {
        append_plain(out, name);
        out += ": ";
        append_plain(out, value);
        out += "\r\n";
    }
    const bool has_body = !request.body.empty() || request.method == Method::post || request.method == Method::put ||
                          request.method == Method::patch;
    if (has_body) out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return out + "\r\n" + request.body;
}

/// An attempt that may be made again on a fresh connection: the kept one had been closed meanwhile.
struct StaleConnection {};

}  // namespace

/// The requests of one client on one io_context; touched by the thread that runs it alone.
struct ClientEngine : std::enable_shared_from_this<ClientEngine> {
    ClientEngine(const ClientOptions& client_options, ReadySet& where, std::shared_ptr<IoThread> kept);

    void begin(const std::shared_ptr<ClientCall>& call);
    void close();
    void finished();
    asio::awaitable<void> serve(std::shared_ptr<ClientEngine> self, std::shared_ptr<ClientCall> call);
    asio::awaitable<Response> exchange(ClientCall& call);
    asio::awaitable<void> wait_for_link(ClientCall& call);
    static asio::awaitable<void> write_rest(ClientLink& link, asio::const_buffer rest);
    asio::awaitable<void> connect(ClientCall& call);
    asio::awaitable<std::vector<tcp::endpoint>> resolve(ClientCall& call);
    asio::awaitable<void> shake_hands(ClientCall& call);
    asio::awaitable<Response> send_once(ClientCall& call);
    void drop_link(ClientCall& call);
    void sweep();

    const ClientOptions options;
    const std::shared_ptr<IoThread> loop;  // whose context this is; none when it is the client's own
    asio::io_context& context;
    asio::ssl::context tls{asio::ssl::context::tls_client};
    ClientPool pool;
    asio::steady_timer tick;
    std::unordered_set<ClientCall*> calls;
    std::atomic<size_t> open{0};  // calls that are not done, from their acceptance on
    bool closing = false;
    bool roots_loaded = false;  // the system's take long to read: only for the first https
};

ClientEngine::ClientEngine(const ClientOptions& client_options, ReadySet& where, std::shared_ptr<IoThread> kept)
    : options(client_options),
      loop(std::move(kept)),
      context(where.context()),
      pool(where, client_options.connections_per_host),
      tick(context) {
    boost::system::error_code error;
    tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                    asio::ssl::context::no_tlsv1_1);
    tls.set_verify_mode(asio::ssl::verify_peer);
    if (options.tls_authorities) {
        tls.load_verify_file(options.tls_authorities->string(), error);
        if (error) throw Error(ErrorKind::internal, "http.tls_unusable", options.tls_authorities->string());
        roots_loaded = true;
    }
}

void ClientEngine::sweep() {
    tick.expires_after(kTick);
    tick.async_wait([this, self = shared_from_this()](const boost::system::error_code& error) {
        if (error) return;
        const SteadyTime now = std::chrono::steady_clock::now();
        for (ClientCall* call : calls) {
            if (now >= call->deadline && !call->timed_out) call->expire();
        }
        if (!calls.empty()) sweep();
    });
}

void ClientEngine::begin(const std::shared_ptr<ClientCall>& call) {
    if (closing) {
        call->done({}, std::make_exception_ptr(Error(ErrorKind::unavailable, "http.unreachable", "closing")));
        finished();
        return;
    }
    const auto limit = call->request.total_timeout.count() > 0 ? call->request.total_timeout : options.total_timeout;
    call->total_deadline = std::chrono::steady_clock::now() + limit;
    call->deadline = call->total_deadline;
    calls.insert(call.get());
    if (calls.size() == 1) sweep();
    asio::co_spawn(context, serve(shared_from_this(), call), asio::detached);
}

void ClientEngine::close() {
    closing = true;
    pool.close();
    for (ClientCall* call : calls) call->expire();
}

void ClientEngine::finished() {
    --open;
    open.notify_all();
}

asio::awaitable<void> ClientEngine::serve(std::shared_ptr<ClientEngine> self, std::shared_ptr<ClientCall> call) {
    Response response;
    std::exception_ptr failure;
    try {
        response = co_await exchange(*call);
    } catch (...) {
        failure = std::current_exception();
    }
    calls.erase(call.get());
    call->done(std::move(response), failure);
    call->done = nullptr;
    self->finished();
}

asio::awaitable<Response> ClientEngine::exchange(ClientCall& call) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        call.link = pool.take(call.url);
        if (!call.link) co_await wait_for_link(call);
        bool stale = false;
        std::exception_ptr failure;
        Response response;
        try {
            response = co_await send_once(call);
        } catch (const StaleConnection&) {
            stale = true;
        } catch (...) {
            failure = std::current_exception();
        }
        if (!stale && !failure) co_return response;
        drop_link(call);
        if (call.timed_out) {
            if (call.connecting) throw Error(ErrorKind::unavailable, "http.unreachable", call.url.authority);
            throw Error(ErrorKind::timed_out, "http.timed_out", call.url.authority);
        }
        if (failure) std::rethrow_exception(failure);
    }
    throw Error(ErrorKind::unavailable, "http.unreachable", call.url.authority);
}

void ClientEngine::drop_link(ClientCall& call) {
    if (call.link) pool.give_back(call.url, std::move(call.link), false);
}

asio::awaitable<void> ClientEngine::wait_for_link(ClientCall& call) {
    boost::system::error_code ignored;
    while (!(call.link = pool.take(call.url))) {
        pool.wait(call);
        call.turn.expires_at(SteadyTime::max());
        co_await call.turn.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        if (!call.timed_out) continue;
        pool.stop_waiting(call);
        throw Error(ErrorKind::timed_out, "http.timed_out", call.url.authority);
    }
}

asio::awaitable<std::vector<tcp::endpoint>> ClientEngine::resolve(ClientCall& call) {
    std::vector<tcp::endpoint> endpoints;
    boost::system::error_code error;
    const auto address = asio::ip::make_address(call.url.host, error);
    if (!error) {
        endpoints.emplace_back(address, call.url.port);
        co_return endpoints;
    }
    const std::string port = std::to_string(call.url.port);
    call.resolver.emplace(context);
    const auto found =
        co_await call.resolver->async_resolve(call.url.host, port, asio::redirect_error(asio::use_awaitable, error));
    for (const auto& entry : found) endpoints.push_back(entry.endpoint());
    co_return endpoints;
}

asio::awaitable<void> ClientEngine::connect(ClientCall& call) {
    call.connecting = true;
    call.deadline = std::min(call.total_deadline, std::chrono::steady_clock::now() + options.connect_timeout);
    const std::vector<tcp::endpoint> endpoints = co_await resolve(call);
    boost::system::error_code error = asio::error::host_not_found;
    for (const tcp::endpoint& endpoint : endpoints) {
        if (call.timed_out) break;
        boost::system::error_code ignored;
        call.link->connecting.close(ignored);
        co_await call.link->connecting.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
        if (!error) break;
    }
    if (error || call.timed_out) {
        throw Error(ErrorKind::unavailable, "http.unreachable", call.url.authority + ": " + error.message());
    }
    call.link->connecting.set_option(tcp::no_delay(true), error);
    call.link->socket.adopt(std::move(call.link->connecting), error);
    if (error) throw Error(ErrorKind::unavailable, "http.unreachable", call.url.authority + ": " + error.message());
    if (call.url.tls) co_await shake_hands(call);
    call.connecting = false;
    call.deadline = call.total_deadline;
}

asio::awaitable<void> ClientEngine::shake_hands(ClientCall& call) {
    boost::system::error_code error;
    if (!std::exchange(roots_loaded, true)) tls.set_default_verify_paths(error);
    call.link->tls = std::make_unique<asio::ssl::stream<ReadySocket&>>(call.link->socket, tls);
    auto& stream = *call.link->tls;
    SSL_set_tlsext_host_name(stream.native_handle(), call.url.host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(call.url.host));
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
    if (error) throw Error(ErrorKind::unavailable, "http.unreachable", call.url.authority + ": " + error.message());
}

asio::awaitable<void> ClientEngine::write_rest(ClientLink& link, asio::const_buffer rest) {
    boost::system::error_code error;
    if (link.tls) {
        co_await asio::async_write(*link.tls, rest, asio::redirect_error(asio::use_awaitable, error));
    } else {
        co_await asio::async_write(link.socket, rest, asio::redirect_error(asio::use_awaitable, error));
    }
}

asio::awaitable<Response> ClientEngine::send_once(ClientCall& call) {
    ClientLink& link = *call.link;
    if (!link.used_before) co_await connect(call);
    const bool may_be_stale = link.used_before && is_idempotent(call.request.method);
    const std::string bytes = bytes_of(call);
    boost::system::error_code error;
    size_t sent = 0;
    // Mostly a request fits the socket's buffer, and the loop need not be asked.
    if (!link.tls) sent = link.socket.write_some(asio::buffer(bytes), error);
    if (sent < bytes.size() && (!error || error == asio::error::would_block)) {
        co_await write_rest(link, asio::buffer(bytes) + sent);
    }
    // A server may refuse and close before it has read all: its answer counts, so a failed write is not yet the end.
    ResponseParser parser(call.request.method, options.body_limit);
    auto step = ResponseParser::Step::more;
    std::string& input = link.input;  // its first `kept` characters wait for the parser
    size_t kept = 0;
    bool any = false;
    while (step == ResponseParser::Step::more) {
        if (input.size() < kept + kLeastRoom) input.resize(kept + kInput);
        const asio::mutable_buffer room(input.data() + kept, input.size() - kept);
        size_t count = 0;
        if (link.tls) {
            count = co_await link.tls->async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
        } else {
            count = co_await link.socket.async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
        }
        kept += count;
        any = any || count > 0;
        if (error && !any && may_be_stale && !call.timed_out) throw StaleConnection();
        size_t used = 0;
        if (count > 0) step = parser.feed(std::string_view(input).substr(0, kept), used);
        std::copy(input.begin() + static_cast<std::ptrdiff_t>(used), input.begin() + static_cast<std::ptrdiff_t>(kept),
                  input.begin());
        kept -= used;
        if (error && step == ResponseParser::Step::more)
            step = error == asio::error::eof ? parser.end() : ResponseParser::Step::bad;
    }
    if (step == ResponseParser::Step::bad) throw Error(ErrorKind::unavailable, "http.bad_answer", call.url.authority);
    if (step == ResponseParser::Step::too_large) {
        throw Error(ErrorKind::unavailable, "http.answer_too_large", call.url.authority);
    }
    const bool good = parser.keep_alive() && !error && kept == 0;
    pool.give_back(call.url, std::move(call.link), good);
    co_return std::move(parser.response());
}

struct Client::State {
    explicit State(const ClientOptions& client_options) : options(client_options) {
        thread = std::thread([this] { context.run(); });
    }
    ~State() {
        for (auto& [loop, engine] : loops) end(*engine);
        asio::post(context, [this] {
            own->close();
            guard.reset();
        });
        thread.join();
    }

    /// Waits until all calls of a loop's engine are done. When there are none, the loop itself may have ended.
    static void end(ClientEngine& engine) {
        if (engine.open == 0) return;
        asio::post(engine.context, [kept = engine.shared_from_this()] { kept->close(); });
        for (size_t open = engine.open; open > 0; open = engine.open) engine.open.wait(open);
    }

    /// The engine of the I/O thread that calls, so that its answers come without a change of threads; else our own.
    std::shared_ptr<ClientEngine> engine_here() {
        IoThread* loop = IoThread::current();
        if (loop == nullptr) return own;
        const std::lock_guard lock(mutex);
        std::shared_ptr<ClientEngine>& engine = loops[loop];
        if (!engine) engine = std::make_shared<ClientEngine>(options, loop->ready, loop->shared_from_this());
        return engine;
    }

    const ClientOptions options;
    asio::io_context context{1};
    ReadySet ready{context};
    asio::executor_work_guard<asio::io_context::executor_type> guard{context.get_executor()};
    std::shared_ptr<ClientEngine> own = std::make_shared<ClientEngine>(options, ready, nullptr);
    std::mutex mutex;
    std::map<IoThread*, std::shared_ptr<ClientEngine>> loops;
    std::thread thread;
};

namespace {

void send_on(const std::shared_ptr<ClientEngine>& engine, ClientRequest request,
             std::function<void(Response, std::exception_ptr)> done) {
    ++engine->open;
    Url url;
    try {
        url = Url::parse(request.url);
    } catch (const Error&) {
        asio::post(engine->context, [engine, done = std::move(done), failure = std::current_exception()] {
            done({}, failure);
            engine->finished();
        });
        return;
    }
    auto call = std::make_shared<ClientCall>(engine->context, std::move(request), std::move(url));
    call->done = std::move(done);
    if (engine->loop) {
        engine->begin(call);
    } else {
        asio::post(engine->context, [engine, call] { engine->begin(call); });
    }
}

}  // namespace

Client::Client(const ClientOptions& options) : state_(std::make_shared<State>(options)) {}

Client::~Client() = default;

void Client::send_later(ClientRequest request, std::function<void(Response, std::exception_ptr)> done) {
    send_on(state_->engine_here(), std::move(request), std::move(done));
}

Response Client::send(const ClientRequest& request) {
    // Shared: this thread may be gone from here before set_value has returned.
    const auto promise = std::make_shared<std::promise<Response>>();
    auto future = promise->get_future();
    send_on(state_->own, request, [promise](Response response, const std::exception_ptr& failure) {
        if (failure) {
            promise->set_exception(failure);
        } else {
            promise->set_value(std::move(response));
        }
    });
    return future.get();
}

}  // namespace yici::http

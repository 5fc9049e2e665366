#include "engines/exchange/calls_route.h"

#include <algorithm>
#include <array>

#include "engines/exchange/answer_desk.h"
#include "engines/exchange/call_json.h"
#include "engines/exchange/http_work.h"
#include "engines/exchange/replay_guard.h"
#include "engines/exchange/replay_recall.h"
#include "engines/exchange/worker_pool.h"
#include "foundation/base/error.h"
#include "foundation/http/server.h"

namespace yici::exchange {
namespace {

constexpr size_t kWaitingLimit = 1000;

/// Hex against bytes, in constant time.
bool is_hex_of(std::string_view hex, const crypto::Digest& digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<uint8_t, 2 * sizeof(crypto::Digest)> expected;
    for (size_t i = 0; i < digest.size(); ++i) {
        expected[2 * i] = static_cast<uint8_t>(kDigits[digest[i] >> 4]);
        expected[2 * i + 1] = static_cast<uint8_t>(kDigits[digest[i] & 15]);
    }
    return crypto::equal(as_bytes(hex), expected);
}

}  // namespace

struct CallsRoute::State {
    explicit State(GatewayCore& own_core)
        : core(own_core),
          replays(core.options().replay_memory, core.options().clock_behind, core.options().clock_ahead),
          nobody(crypto::HashAlgorithm::sm3, as_bytes("nobody")),
          desk(core, shelf),
          pool(core.options().worker_threads, kWaitingLimit) {
        const GatewayOptions& options = core.options();
        if (options.refuse_replays) {
            recall(replays, core.parts().journal, core.parts().clock.now(), options.clock_behind, options.clock_ahead);
        }
    }

    GatewayCore& core;
    ReplayGuard replays;
    const crypto::HmacKey nobody;  // unknown applications take as long as known ones
    WorkShelf shelf;
    std::mutex mutex;
    HttpWorks gathered;
    HttpWorks fetched;
    std::vector<std::unique_ptr<CallParser>> parsers;
    AnswerDesk desk;
    WorkerPool pool;

    void gather(http::Request&& request, http::Reply&& reply) {
        std::unique_ptr<HttpWork> work = shelf.take();
        work->reply = std::move(reply);
        work->times.received = core.parts().clock.now();
        work->take(std::move(request));
        bool first = false;
        {
            const std::lock_guard lock(mutex);
            first = gathered.empty();
            gathered.push_back(std::move(work));
        }
        if (first) http::at_loop_end([this] { drain(); });
    }

    void drain() {
        HttpWorks works;
        {
            const std::lock_guard lock(mutex);
            works.swap(gathered);
        }
        HttpWorks refused = authenticate(works);
        shelf.give_back(std::move(refused));
        admit_and_start(std::move(works));
    }

    /// Leaves in `works` the calls of known applications that were read well; the others are answered and returned.
    HttpWorks authenticate(HttpWorks& works) {
        std::vector<const crypto::HmacKey*> keys;
        std::vector<BytesView> requests;
        for (auto& work : works) {
            work->application = core.parts().applications.find(work->call.application);
            keys.push_back(work->application ? &work->application->key : &nobody);
            requests.push_back(as_bytes(work->request));
        }
        std::vector<crypto::Digest> macs(works.size());
        std::vector<crypto::Digest> digests(works.size());
        crypto::hmac_many(crypto::HashAlgorithm::sm3, keys, requests, macs);
        crypto::hash_many(crypto::HashAlgorithm::sm3, requests, digests);
        std::unique_ptr<CallParser> parser = take_parser();
        HttpWorks kept;
        HttpWorks refused;
        for (size_t i = 0; i < works.size(); ++i) {
            std::unique_ptr<HttpWork>& work = works[i];
            work->request_sm3 = digests[i];
            try {
                check_origin(*work, macs[i]);
                if (!parser->parse(work->request, work->body_start, work->call)) {
                    throw Error(ErrorKind::invalid_input, "exchange.call_malformed");
                }
                work->call.organisation = work->application->organisation;
                kept.push_back(std::move(work));
            } catch (const Error& error) {
                work->answer_with(error);
                refused.push_back(std::move(work));
            }
        }
        give_back(std::move(parser));
        works = std::move(kept);
        return refused;
    }

    void check_origin(const HttpWork& work, const crypto::Digest& mac) {
        if (!work.application || !work.application->active || !is_hex_of(work.signature_given, mac)) {
            throw Error(ErrorKind::unauthenticated, "exchange.wrong_signature");
        }
        const Instant now = work.times.received;
        if (!core.options().refuse_replays) {
            if (replays.in_time(work.signed_at, now)) return;
            throw Error(ErrorKind::unauthenticated, "exchange.time_outside");
        }
        switch (replays.check(fingerprint_of(work.request_sm3), work.signed_at, now)) {
            case ReplayGuard::Verdict::fresh:
                return;
            case ReplayGuard::Verdict::outside:
                throw Error(ErrorKind::unauthenticated, "exchange.time_outside");
            case ReplayGuard::Verdict::replayed:
                throw Error(ErrorKind::conflict, "exchange.replayed");
        }
    }

    void admit_and_start(HttpWorks works) {
        HttpWorks ready;
        HttpWorks to_fetch;
        for (auto& work : works) {
            if (core.admit(*work, work->times.received) && !GatewayCore::is_registry(*work)) {
                to_fetch.push_back(std::move(work));
                continue;
            }
            work->to_read = work->result != Result::refused;
            ready.push_back(std::move(work));
        }
        if (!to_fetch.empty()) start(std::move(to_fetch));
        // What may wait or takes long (a signature) is not for an I/O thread.
        const bool elsewhere = core.options().sign || core.parts().registry.may_block();
        if (elsewhere) {
            desk.push(std::move(ready));
        } else {
            desk.finish(std::move(ready));
        }
    }

    /// Begins to fetch from departments' systems.
    void start(HttpWorks works) {
        std::vector<CallWork*> begun;
        for (auto& owned : works) {
            desk.expect();
            begun.push_back(owned.release());  // comes back to the desk, which owns it from then on
        }
        core.fetcher().fetch_later(begun, [this](CallWork& answered, bool finished) {
            HttpWork* work = &static_cast<HttpWork&>(answered);
            if (finished) {
                arrived(std::unique_ptr<HttpWork>(work));
            } else {
                fetch_on_pool(work);
            }
        });
    }

    /// An answer came. On an I/O thread all that come in one turn are ended there together, unless they are signed.
    void arrived(std::unique_ptr<HttpWork> work) {
        if (core.options().sign || !http::on_io_thread()) return desk.arrived(std::move(work));
        bool first = false;
        {
            const std::lock_guard lock(mutex);
            first = fetched.empty();
            fetched.push_back(std::move(work));
        }
        if (!first) return;
        http::at_loop_end([this] {
            HttpWorks works;
            {
                const std::lock_guard lock(mutex);
                works.swap(fetched);
            }
            desk.finish_expected(std::move(works));
        });
    }

    void fetch_on_pool(HttpWork* work) {
        const bool posted = pool.post([this, work] {
            core.fetcher().fetch(*work);
            desk.arrived(std::unique_ptr<HttpWork>(work));
        });
        if (posted) return;
        work->fail(ErrorKind::unavailable, "exchange.busy");
        desk.arrived(std::unique_ptr<HttpWork>(work));
    }

    std::unique_ptr<CallParser> take_parser() {
        const std::lock_guard lock(mutex);
        if (parsers.empty()) return std::make_unique<CallParser>();
        std::unique_ptr<CallParser> parser = std::move(parsers.back());
        parsers.pop_back();
        return parser;
    }
    void give_back(std::unique_ptr<CallParser> parser) {
        const std::lock_guard lock(mutex);
        parsers.push_back(std::move(parser));
    }
};

CallsRoute::CallsRoute(GatewayCore& core) : state_(std::make_unique<State>(core)) {}

CallsRoute::~CallsRoute() {
    state_->desk.wait_until_idle();
}

void CallsRoute::add_to(http::Router& router) {
    http::RouteOptions options;
    options.body_limit = 16 << 10;
    router.add_inline(
        http::Method::post, "/api/v1/calls",
        [state = state_.get()](http::Request&& request, http::Reply reply) {
            state->gather(std::move(request), std::move(reply));
        },
        options);
}

}  // namespace yici::exchange

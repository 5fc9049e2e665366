#include "faults/load.h"

#include <set>

#include "faults/load_desk.h"
#include "faults/seed.h"

namespace yici::test {

namespace {

constexpr auto kPatience = std::chrono::milliseconds(5);

}  // namespace

Load::Load(const RunningNode& node, Ledger& ledger, std::vector<std::string> persons, uint64_t seed,
           const Strength& strength)
    : node_(node), ledger_(ledger), persons_(std::move(persons)) {
    SeededRandom random(seed);
    for (int i = 0; i < strength.desks; ++i) {
        threads_.emplace_back([this, i, own = random.next()] { Desk(*this, i, own).work(); });
    }
    for (int i = 0; i < strength.systems; ++i) {
        threads_.emplace_back([this, i, own = random.next()] { work_as_system(i, own); });
    }
    for (int i = 0; i < strength.sign_ins; ++i) {
        threads_.emplace_back([this, own = random.next()] { work_as_staff(own); });
    }
}

void Load::stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

bool Load::stands(const Reply& reply) {
    const bool later = reply.status == 503 || reply.status == 504;
    if (later && reply.key().empty()) ledger_.fault("503 without a key: " + reply.body);
    if (later) ++unavailable_;
    if (reply.answered() && !later) return true;
    std::this_thread::sleep_for(kPatience);
    return false;
}

void Load::work_as_system(int index, uint64_t seed) {
    // A case may be decided by the time that its call arrives.
    static const std::set<std::string> kRefusals{"exchange.no_such_case", "exchange.case_not_live"};
    SeededRandom random(seed);
    for (int64_t i = 0; may_go_on(); ++i) {
        const auto live = ledger_.live_case(random.next());
        if (!live) {
            std::this_thread::sleep_for(kPatience);
            continue;
        }
        const CallRequest call =
            make_call("s" + std::to_string(index) + "-" + std::to_string(i), live->first, live->second);
        // The very same message again where no answer came: it is answered or refused, but never answered twice.
        bool again = false;
        for (Reply reply; may_go_on(); again = true) {
            reply = send_call(node_, client_, call);
            if (!stands(reply)) continue;
            const std::string key = reply.status == 200 ? std::string() : reply.key();
            if (reply.status == 200) {
                ledger_.told_call(call.digest, reply.body);
            } else if (!kRefusals.contains(key) &&
                       !(again && (key == "exchange.replayed" || key == "exchange.time_outside"))) {
                ledger_.fault("call: " + reply.body);
            }
            break;
        }
        // One CPU is enough for the cases and their calls to meet in every order.
        std::this_thread::sleep_for(kPatience);
    }
}

void Load::work_as_staff(uint64_t seed) {
    constexpr int kLooks = 20;
    SeededRandom random(seed);
    while (may_go_on()) {
        Session session(node_, client_);
        const Reply reply = session.sign_in(kOtherClerk);
        if (!stands(reply)) continue;
        if (reply.status != 201) ledger_.fault("sign-in: " + reply.body);
        ledger_.told_session(session.cookie());
        for (int i = 0; i < kLooks && may_go_on(); ++i) {
            session.use_cookie(*ledger_.session(random.next()));
            const Reply look = session.get("/api/v1/session");
            if (stands(look) && look.status != 200) ledger_.fault("session lost: " + look.body);
        }
    }
}

}  // namespace yici::test

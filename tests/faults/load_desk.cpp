#include "faults/load_desk.h"

#include <chrono>

#include "faults/seed.h"

namespace yici::test {

namespace {

constexpr auto kGatheringPatience = std::chrono::seconds(60);
constexpr auto kTaskPatience = std::chrono::seconds(120);
constexpr auto kDecisionPatience = std::chrono::seconds(300);

}  // namespace

Load::Desk::Desk(Load& load, int index, uint64_t seed)
    : load_(load),
      name_("desk" + std::to_string(index)),
      random_(seed),
      clerk_(load.node_, load.client_),
      approver_(load.node_, load.client_) {}

bool Load::Desk::sign_in(Session& session, const char* account) {
    while (load_.may_go_on()) {
        const Reply reply = session.sign_in(account);
        if (!load_.stands(reply)) continue;
        if (reply.status != 201) load_.ledger_.fault(name_ + " sign-in: " + reply.body);
        load_.ledger_.told_session(session.cookie());
        return reply.status == 201;
    }
    return false;
}

void Load::Desk::work() {
    if (!sign_in(clerk_, kClerk) || !sign_in(approver_, kApprover)) return;
    while (load_.may_go_on()) serve_one();
    // While programs are killed a decision may take any time; once they are left alone it must come.
    const auto give_up = std::chrono::steady_clock::now() + kDecisionPatience;
    while (!awaited_.empty() && std::chrono::steady_clock::now() < give_up) {
        look_back();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    for (const Awaited& one : awaited_) load_.ledger_.fault(one.number + " is never decided");
}

Reply Load::Desk::insist(Session& session, const char* account, const std::string& path, const std::string& body,
                         const std::string& key, int wanted) {
    while (load_.may_go_on()) {
        Reply reply = session.post(path, body, key);
        if (!load_.stands(reply)) continue;
        if (reply.status == wanted) return reply;
        load_.ledger_.fault(name_ + " " + path + ": " + std::to_string(reply.status) + " " + reply.body);
        if (reply.status == 401) (void)sign_in(session, account);
        return {};
    }
    return {};
}

bool Load::Desk::receive() {
    subject_ = load_.persons_[random_.below(load_.persons_.size())];
    key_ = name_ + "-" + std::to_string(++count_);
    const std::string body = std::string(R"({"matter":")") + kRentMatter + R"(","subject":")" + subject_ +
                             R"(","channel":"8","form":{"bank_card":"6222020200012345678","amount_fen":120000}})";
    for (int times = random_.below(5) == 0 ? 2 : 1; times > 0; --times) {
        const Reply reply = insist(clerk_, kClerk, "/api/v1/cases", body, key_, 201);
        if (!reply.answered()) return false;
        const CaseView view = parse_case(reply.body);
        load_.ledger_.told(key_, subject_, view);
        number_ = view.number;
    }
    return true;
}

bool Load::Desk::step(Session& session, const char* account, const std::string& action, const std::string& body) {
    const std::string path = "/api/v1/cases/" + number_ + "/" + action;
    for (int times = random_.below(5) == 0 ? 2 : 1; times > 0; --times) {
        const Reply reply = insist(session, account, path, body, key_ + "-" + action, 200);
        if (!reply.answered()) return false;
        load_.ledger_.told(key_, subject_, parse_case(reply.body));
    }
    return true;
}

bool Load::Desk::bring() {
    const std::string path = "/api/v1/cases/" + number_ + "/materials/tenancy/brought";
    if (!insist(clerk_, kClerk, path, R"({"seen":true})", {}, 200).answered()) return false;
    load_.ledger_.told_brought(number_);
    return true;
}

bool Load::Desk::gather() {
    const std::string path = "/api/v1/cases/" + number_;
    if (!insist(clerk_, kClerk, path + "/gather", "{}", {}, 202).answered()) return false;
    // Now and then the paper comes while it is being fetched.
    if (random_.below(4) == 0 && !bring()) return false;
    bool ask = false;
    const auto give_up = std::chrono::steady_clock::now() + kGatheringPatience;
    while (load_.may_go_on() && std::chrono::steady_clock::now() < give_up) {
        if (ask && !insist(clerk_, kClerk, path + "/gather", "{}", {}, 202).answered()) return false;
        const Reply reply = clerk_.get(path + "/gathering");
        ask = !load_.stands(reply);
        if (ask) continue;
        if (reply.status != 200) {
            load_.ledger_.fault(name_ + " gathering: " + reply.body);
            return false;
        }
        const GatheringView view = parse_gathering(reply.body);
        if (view.settled()) return true;
        ask = view.done;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    if (load_.may_go_on()) load_.ledger_.fault(number_ + " is never gathered");
    return false;
}

bool Load::Desk::handle() {
    const std::string review = R"({"answers":{"agree":true,"opinion":"同意"}})";
    const std::string sign = R"({"answers":{"sign":true}})";
    const auto give_up = std::chrono::steady_clock::now() + kTaskPatience;
    while (load_.may_go_on() && std::chrono::steady_clock::now() < give_up) {
        const Reply tasks = approver_.get("/api/v1/tasks?case=" + number_);
        if (!load_.stands(tasks)) continue;
        if (tasks.status != 200) return load_.ledger_.fault(name_ + " tasks: " + tasks.body), false;
        const auto open = parse_open_tasks(tasks.body);
        for (const OpenTask& task : open) {
            const std::string id = std::to_string(task.id);
            const std::string path = "/api/v1/tasks/" + id + "/complete";
            const std::string& answers = task.form == "sign" ? sign : review;
            for (int times = random_.below(5) == 0 ? 2 : 1; times > 0; --times) {
                if (!insist(approver_, kApprover, path, answers, key_ + "-" + id, 200).answered()) return false;
            }
        }
        if (!open.empty()) continue;
        awaited_.push_back({key_, subject_, number_});
        return true;
    }
    if (load_.may_go_on()) load_.ledger_.fault(number_ + " keeps its tasks");
    return false;
}

void Load::Desk::look_back() {
    std::erase_if(awaited_, [&](const Awaited& one) {
        const Reply item = approver_.get("/api/v1/cases/" + one.number);
        if (!load_.stands(item)) return false;
        const CaseView view = parse_case(item.body);
        if (view.state == "10") load_.ledger_.told(one.key, one.subject, view);
        return view.state == "10";
    });
}

void Load::Desk::serve_one() {
    (void)(receive() && gather() && step(clerk_, kClerk, "confirm", R"({"agreed":true})") &&
           step(clerk_, kClerk, "accept", "{}") && handle());
    look_back();
}

}  // namespace yici::test

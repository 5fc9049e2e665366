#include "services/census/decisions.h"

#include <algorithm>
#include <map>

#include "foundation/base/instants.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/request_keys.h"
#include "services/census/census_state.h"

namespace yici::census {

namespace {

constexpr std::pair<Verdict, std::string_view> kVerdicts[] = {
    {Verdict::keep, "keep"}, {Verdict::merge, "merge"}, {Verdict::close, "close"}};
constexpr size_t kLongestReason = 1000;  // characters; project convention

void check_reason(std::string_view reason) {
    const bool sound = !trim(reason).empty() && is_utf8(reason) && to_code_points(reason).size() <= kLongestReason;
    if (!sound) throw Error(ErrorKind::rule_violated, "census.reason_length");
}

std::vector<std::string> parts_of(const std::string& text, char mark) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(text, mark)) parts.emplace_back(part);
    return parts;
}

std::map<std::string, std::vector<Answer>> load_answers(db::Transaction& transaction) {
    std::map<std::string, std::vector<Answer>> answers;
    for (const db::Row& row : transaction.query(
             "SELECT proposal, body, wish, reason, actor, time FROM census_answers ORDER BY proposal, time")) {
        answers[row.text(0)].push_back({row.text(1), parse_verdict(row.text(2)).value_or(Verdict::keep), row.text(3),
                                        row.text(4), instant_of(row.integer(5))});
    }
    return answers;
}

/// Decided ones stay, though a system that was closed is proposed no more.
std::map<std::string, Considered> load_decided(db::Transaction& transaction) {
    std::map<std::string, Considered> decided;
    for (const db::Row& row : transaction.query(
             "SELECT proposal, kind, systems, names, body, verdict, into_system, reason, actor, time FROM "
             "census_decisions ORDER BY time")) {
        Considered one;
        one.key = row.text(0);
        one.proposal = {row.text(1), parts_of(row.text(2), ','), parts_of(row.text(3), '\n'), row.text(4), {}};
        one.bodies = {row.text(4)};
        one.decision = Decision{parse_verdict(row.text(5)).value_or(Verdict::keep), row.text(6), row.text(7),
                                row.text(8), instant_of(row.integer(9))};
        decided.emplace(one.key, std::move(one));
    }
    return decided;
}

std::string data_of(const Considered& one, std::string_view verdict, const std::string& into) {
    std::string data = R"({"kind":")" + one.proposal.kind + R"(","verdict":")" + std::string(verdict) + R"(","into":)";
    append_json_string(data, into);
    return data + "}";
}

}  // namespace

std::string_view to_string(Verdict verdict) {
    return std::ranges::find(kVerdicts, verdict, &std::pair<Verdict, std::string_view>::first)->second;
}

std::optional<Verdict> parse_verdict(std::string_view text) {
    for (const auto& [verdict, name] : kVerdicts) {
        if (name == text) return verdict;
    }
    return std::nullopt;
}

std::string code_of(Verdict verdict) {
    return std::to_string(1 + static_cast<int>(verdict));
}

std::string key_of(const Proposal& proposal) {
    std::vector<std::string> systems = proposal.systems;
    std::ranges::sort(systems);
    return proposal.kind + "-" + join(systems, "-");
}

std::string_view Considered::state() const {
    if (decision) return "decided";
    const bool all = std::ranges::all_of(bodies, [&](const std::string& body) {
        return std::ranges::find(answers, body, &Answer::body) != answers.end();
    });
    return all ? "answered" : "open";
}

std::vector<Considered> Census::Inner::considered(db::Transaction& transaction) const {
    const std::vector<System> systems = load_systems(transaction, "");
    std::map<std::string, std::string> body_of_system;
    for (const System& system : systems) body_of_system[system.id] = system.body;
    const auto answers = load_answers(transaction);
    auto decided = load_decided(transaction);
    std::vector<Considered> all;
    for (Proposal& proposal : proposals(systems)) {
        Considered one;
        one.key = key_of(proposal);
        for (const std::string& id : proposal.systems) {
            const std::string& body = body_of_system[id];
            if (std::ranges::find(one.bodies, body) == one.bodies.end()) one.bodies.push_back(body);
        }
        if (const auto made = decided.extract(one.key)) one.decision = made.mapped().decision;
        one.proposal = std::move(proposal);
        all.push_back(std::move(one));
    }
    for (auto& [key, one] : decided) all.push_back(std::move(one));
    for (Considered& one : all) {
        if (const auto found = answers.find(one.key); found != answers.end()) one.answers = found->second;
    }
    return all;
}

std::vector<Considered> Census::proposed(const std::string& body, const std::string& state) {
    auto all = state_->database.read_value([&](db::Transaction& t) { return state_->considered(t); });
    std::erase_if(all, [&](const Considered& one) {
        const bool theirs = body.empty() || std::ranges::find(one.bodies, body) != one.bodies.end();
        return !theirs || (!state.empty() && one.state() != state);
    });
    return all;
}

Considered Census::Inner::open_one(db::Transaction& transaction, std::string_view key) const {
    for (Considered& one : considered(transaction)) {
        if (one.key != key) continue;
        if (one.decision) throw Error(ErrorKind::conflict, "census.decided", one.key);
        return std::move(one);
    }
    throw Error(ErrorKind::not_found, "census.no_such_proposal", std::string(key));
}

Considered Census::answer(std::string_view key, Verdict wish, const std::string& reason, const std::string& body,
                          const std::string& actor) {
    check_reason(reason);
    return state_->database.write_value([&](db::Transaction& transaction) {
        Considered one = state_->open_one(transaction, key);
        if (std::ranges::find(one.bodies, body) == one.bodies.end()) {
            throw Error(ErrorKind::forbidden, "census.not_yours", one.key);
        }
        const Answer* known = nullptr;
        for (const Answer& said : one.answers) {
            if (said.body == body) known = &said;
        }
        if (known != nullptr && known->wish == wish && known->reason == reason) return one;  // said already
        transaction.execute(
            "INSERT INTO census_answers (proposal, body, wish, reason, actor, time) VALUES (?, ?, ?, ?, ?, ?) ON "
            "CONFLICT (proposal, body) DO UPDATE SET wish = excluded.wish, reason = excluded.reason, actor = "
            "excluded.actor, time = excluded.time",
            {one.key, body, std::string(to_string(wish)), reason, actor, micros(state_->clock.now())});
        state_->journal.append(transaction, {"census.answered", actor, "", one.key, data_of(one, to_string(wish), "")});
        std::erase_if(one.answers, [&](const Answer& said) { return said.body == body; });
        one.answers.push_back({body, wish, reason, actor, state_->clock.now()});
        return one;
    });
}

Considered Census::decide(std::string_view key, const Decision& given, std::string_view request_key) {
    check_reason(given.reason);
    static const db::RequestKeys keys("census_requests", "system", "census.key_reused");
    const std::string fingerprint = to_hex(crypto::sm3(std::string(key) + "\n" + std::string(to_string(given.verdict)) +
                                                       "\n" + given.into + "\n" + given.reason));
    return state_->database.write_value([&](db::Transaction& transaction) {
        if (keys.find(transaction, given.actor, request_key, fingerprint)) {
            for (Considered& one : state_->considered(transaction)) {
                if (one.key == key) return std::move(one);
            }
        }
        Considered one = state_->open_one(transaction, key);
        if (one.state() != "answered") throw Error(ErrorKind::conflict, "census.not_answered", one.key);
        const auto& systems = one.proposal.systems;
        const bool stays = std::ranges::find(systems, given.into) != systems.end();
        if ((given.verdict == Verdict::merge) != stays) {
            throw Error(ErrorKind::rule_violated, "census.into_which", given.into);
        }
        Decision decision = given;
        decision.time = state_->clock.now();
        transaction.execute(
            "INSERT INTO census_decisions (proposal, kind, systems, names, body, verdict, into_system, reason, actor, "
            "time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {one.key, one.proposal.kind, join(systems, ","), join(one.proposal.names, "\n"), one.proposal.body,
             std::string(to_string(decision.verdict)), decision.into, decision.reason, decision.actor,
             micros(decision.time)});
        for (System& system : load_systems(transaction, "")) {
            if (std::ranges::find(systems, system.id) == systems.end()) continue;
            const Verdict of_this = system.id == decision.into ? Verdict::keep : decision.verdict;
            system.values["decision"] = code_of(of_this);
            (void)state_->take(transaction, system);
        }
        state_->journal.append(transaction, {"census.decided", decision.actor, "", one.key,
                                             data_of(one, to_string(decision.verdict), decision.into)});
        keys.keep(transaction, decision.actor, request_key, fingerprint, one.key);
        one.decision = std::move(decision);
        return one;
    });
}

}  // namespace yici::census

#include "services/credit/credit_json.h"
#include "services/credit/credit_state.h"

namespace yici::credit {

namespace {

using accounts::Account;
using accounts::Role;

std::string key_of(const http::Request& request) {
    const auto key = request.headers.find("Idempotency-Key");
    return key ? std::string(key->substr(0, 200)) : std::string();
}

class Desk {
  public:
    Desk(Credit& credit, const Parts& parts, accounts::Accounts& accounts)
        : credit_(credit), parts_(parts), accounts_(accounts), json_(parts, credit) {}

    Actor staff(const http::Request& request) {
        const Account account =
            accounts_.require_role(request, {Role::clerk, Role::approver, Role::steward, Role::authority});
        return {account.id,
                account.name,
                account.organisation,
                "",
                account.has(Role::steward),
                account.has(Role::authority)};
    }
    Actor subject(const http::Request& request) {
        const Account account = accounts_.require(request);
        if (account.subject.empty()) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        return {account.id, account.name, "", account.subject, false, false};
    }

    http::Response rules(const http::Request& request) {
        (void)accounts_.require(request);
        return http::Response::json(json_.rules());
    }
    http::Response search(const http::Request& request) {
        const Actor by = staff(request);
        const Asked asked = parse_asked(request.body);
        const http::Part part = http::part_of(request.query_parameters());
        return http::Response::json(json_.files(credit_.search(asked.query, asked.purpose, by, part), part));
    }
    http::Response file(const http::Request& request) {
        const Actor by = staff(request);
        const http::Parameters query = request.query_parameters();
        const auto id = parse_integer(request.at("id"));
        if (!id) throw Error(ErrorKind::not_found, "credit.not_found");
        const auto known = known_on(query);
        const File file = credit_.file(*id, query.text_or("purpose", ""), by, known);
        return http::Response::json(json_.file(file, by, http::part_of(query), known));
    }
    http::Response own_file(const http::Request& request) {
        const Actor by = subject(request);
        const http::Parameters query = request.query_parameters();
        const auto known = known_on(query);
        return http::Response::json(json_.file(credit_.own_file(by.subject, known), by, http::part_of(query), known));
    }
    http::Response enter(const http::Request& request) {
        const Actor by = staff(request);
        return http::Response::json(json_.entry(credit_.enter(parse_draft(request.body), by, key_of(request)), true),
                                    201);
    }
    http::Response entries(const http::Request& request) {
        const Actor by = staff(request);
        const http::Parameters query = request.query_parameters();
        EntryFilter filter;
        filter.organ = by.authority ? query.text_or("organ", "") : by.organisation;
        filter.kind = query.text_or("kind", "");
        filter.list = query.text_or("list", "");
        filter.standing = query.text_or("standing", "");
        filter.document = query.text_or("document", "");
        filter.part = http::part_of(query);
        return http::Response::json(json_.entries(credit_.entries(filter), filter.part));
    }
    http::Response entry(const http::Request& request) {
        const Actor by = staff(request);
        return http::Response::json(json_.entry(credit_.get(request.at("number"), by), true));
    }
    http::Response amend(const http::Request& request) {
        const Actor by = staff(request);
        const Asked asked = parse_asked(request.body);
        return http::Response::json(
            json_.entry(credit_.amend(request.at("number"), asked.values, asked.reason, by, key_of(request)), true));
    }
    http::Response remove(const http::Request& request) {
        const Actor by = staff(request);
        const Asked asked = parse_asked(request.body);
        return http::Response::json(
            json_.entry(credit_.remove(request.at("number"), asked.reason, by, key_of(request)), true));
    }
    /// Who is on a list now; lists are published by law, persons masked.
    http::Response members(const http::Request& request) {
        (void)accounts_.require(request);
        if (parts_.rules.list(request.at("code")) == nullptr) {
            throw Error(ErrorKind::not_found, "credit.unknown_list", request.at("code"));
        }
        EntryFilter filter;
        filter.list = request.at("code");
        filter.standing = "published";
        filter.part = http::part_of(request.query_parameters());
        return http::Response::json(json_.entries(credit_.entries(filter), filter.part));
    }
    http::Response figures(const http::Request& request) {
        (void)staff(request);
        return http::Response::json(json_.figures(credit_.figures()));
    }
    http::Response apply(const http::Request& request) {
        const Actor by = subject(request);
        const Asked asked = parse_asked(request.body);
        const Repair made = credit_.apply(asked.entry, asked.reason, asked.evidence, by, key_of(request));
        return http::Response::json(json_.repair(made, by), 201);
    }
    http::Response repairs(const http::Request& request, const Actor& by) {
        const http::Parameters query = request.query_parameters();
        RepairFilter filter;
        filter.subject = by.subject;
        if (by.subject.empty()) filter.organ = by.authority ? query.text_or("organ", "") : by.organisation;
        filter.state = query.text_or("state", "");
        filter.light = query.text_or("light", "");
        filter.part = http::part_of(query);
        return http::Response::json(json_.repairs(credit_.repairs(filter), by, filter.part));
    }
    http::Response repair(const http::Request& request, const Actor& by) {
        return http::Response::json(json_.repair(credit_.repair(request.at("number"), by), by));
    }
    http::Response act(const http::Request& request, const Actor& by, RepairAction action) {
        const Asked asked = parse_asked(request.body);
        const RepairAct wanted{action, asked.reason, asked.basis, asked.evidence};
        return http::Response::json(json_.repair(credit_.act(request.at("number"), wanted, by, key_of(request)), by));
    }
    http::Response object(const http::Request& request) {
        const Actor by = subject(request);
        const Asked asked = parse_asked(request.body);
        return http::Response::json(CreditJson::opened(credit_.object(asked.entry, asked.field, asked.reason,
                                                                      asked.claimed, by, key_of(request))),
                                    201);
    }

  private:
    /// The end of ?known_on= in China; none when it is not given.
    std::optional<Instant> known_on(const http::Parameters& query) {
        const std::string text = query.text_or("known_on", "");
        if (text.empty()) return std::nullopt;
        const auto day = parse_date(text);
        if (!day || china_midnight(*day) > parts_.clock.now()) {
            throw Error(ErrorKind::invalid_input, "credit.bad_request", "known_on");
        }
        return china_midnight(*day) + std::chrono::hours(24) - std::chrono::microseconds(1);
    }

    Credit& credit_;
    const Parts& parts_;
    accounts::Accounts& accounts_;
    CreditJson json_;
};

}  // namespace

void Credit::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(*this, state_->parts, accounts);
    const std::string root = "/api/v1/credit";
    const std::string mine = "/api/v1/me/credit";
    using Request = http::Request;
    router.get(root + "/rules", [desk](const Request& r) { return desk->rules(r); });
    router.post(root + "/searches", [desk](const Request& r) { return desk->search(r); });
    router.get(root + "/files/{id}", [desk](const Request& r) { return desk->file(r); });
    router.get(root + "/entries", [desk](const Request& r) { return desk->entries(r); });
    router.post(root + "/entries", [desk](const Request& r) { return desk->enter(r); });
    router.get(root + "/entries/{number}", [desk](const Request& r) { return desk->entry(r); });
    router.post(root + "/entries/{number}/amend", [desk](const Request& r) { return desk->amend(r); });
    router.post(root + "/entries/{number}/remove", [desk](const Request& r) { return desk->remove(r); });
    router.get(root + "/lists/{code}", [desk](const Request& r) { return desk->members(r); });
    router.get(root + "/figures", [desk](const Request& r) { return desk->figures(r); });
    router.get(root + "/repairs", [desk](const Request& r) { return desk->repairs(r, desk->staff(r)); });
    router.get(root + "/repairs/{number}", [desk](const Request& r) { return desk->repair(r, desk->staff(r)); });
    for (const RepairAction action : {RepairAction::supplement, RepairAction::accept, RepairAction::refuse}) {
        router.post(root + "/repairs/{number}/" + std::string(to_string(action)),
                    [desk, action](const Request& r) { return desk->act(r, desk->staff(r), action); });
    }
    router.get(mine, [desk](const Request& r) { return desk->own_file(r); });
    router.post(mine + "/disputes", [desk](const Request& r) { return desk->object(r); });
    router.post(mine + "/repairs", [desk](const Request& r) { return desk->apply(r); });
    router.get(mine + "/repairs", [desk](const Request& r) { return desk->repairs(r, desk->subject(r)); });
    router.get(mine + "/repairs/{number}", [desk](const Request& r) { return desk->repair(r, desk->subject(r)); });
    for (const RepairAction action : {RepairAction::submit, RepairAction::withdraw}) {
        router.post(mine + "/repairs/{number}/" + std::string(to_string(action)),
                    [desk, action](const Request& r) { return desk->act(r, desk->subject(r), action); });
    }
}

}  // namespace yici::credit

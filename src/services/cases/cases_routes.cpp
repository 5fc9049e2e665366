#include <algorithm>

#include "engines/documents/qr.h"
#include "engines/forms/problem.h"
#include "services/cases/cases_state.h"
#include "services/cases/view_json.h"

namespace yici::cases {

namespace {

using accounts::Account;
using accounts::Role;

/// Who may do which action: the window receives and answers, the department decides, the applicant confirms and
/// withdraws.
bool may(const Account& account, const Case& item, Action action) {
    const bool applicant = account.kind == accounts::Kind::citizen && account.subject == item.subject;
    const bool window = account.has(Role::clerk) &&
                        (account.organisation == item.window_organisation || account.organisation == item.department);
    const bool approver = account.has(Role::approver) && account.organisation == item.department;
    switch (action) {
        case Action::gather:
        case Action::amend:
        case Action::confirm:
        case Action::withdraw:
            return applicant || window;
        case Action::bring:
        case Action::accept:
        case Action::correct:
        case Action::refuse:
            return window || (item.window_organisation.empty() && approver);
        case Action::start:
        case Action::suspend:
        case Action::resume:
        case Action::decide:
            return approver;
        case Action::receive:
        case Action::flag:
        case Action::weigh:
            return false;
    }
    return false;
}

/// Marks are weighed by who handles the case: the window that received it, or the department that decides.
bool may_weigh(const Account& account, const Case& item) {
    return may(account, item, Action::bring) ||
           (account.has(Role::approver) && account.organisation == item.department);
}

/// The routes' common ground: the case by its number, the caller, and what the caller may do.
class Desk {
  public:
    Desk(Cases& cases, const Parts& parts, accounts::Accounts& accounts, GatheringJson gathering_json)
        : cases_(cases), parts_(parts), accounts_(accounts), gathering_json_(std::move(gathering_json)) {}

    Case visible(const http::Request& request, Account& account) {
        account = accounts_.require(request);
        return cases_.shown_to(account, request.at("number"));
    }

    [[nodiscard]] View plain_view() const {
        return {
            parts_.matters, parts_.organisations, china_date(parts_.clock.now()), {}, false, {}, false, {}, false, {}};
    }

    [[nodiscard]] View view(const Account& account, const Case& item) const {
        View view = plain_view();
        view.flags = cases_.flags(item.number);
        if (item.corrected_at) view.earlier_forms = cases_.earlier_forms(item.number);
        view.assessments = cases_.assessments(item.number);
        if (account.kind != accounts::Kind::staff) {  // what the steps inside the office came to is the office's
            std::erase_if(view.assessments, [](const decisions::Use& use) { return use.purpose.starts_with("task."); });
        }
        view.may_weigh = may_weigh(account, item) && std::ranges::any_of(view.flags, &Flag::open);
        for (const Action action : actions_from(item.state)) {
            if (may(account, item, action)) view.actions.push_back(action);
        }
        if (item.corrected_at) std::erase(view.actions, Action::correct);
        if (!asks_for_form(item)) std::erase(view.actions, Action::amend);
        if (item.confirmed_at) std::erase(view.actions, Action::confirm);
        if (!item.confirmed_at) std::erase(view.actions, Action::accept);
        // Its procedure's first task starts it and its end decides it.
        view.handled = item.accepted_at && is_live(item.state) && cases_.is_handled(item.number);
        if (view.handled)
            std::erase_if(view.actions, [](Action one) { return one == Action::start || one == Action::decide; });
        view.with_password = may(account, item, Action::withdraw) || account.kind == accounts::Kind::citizen;
        return view;
    }

    http::Response receive(const http::Request& request) {
        const Account account = accounts_.require(request);
        NewCase asked = parse_new_case(request.body);
        if (account.kind == accounts::Kind::citizen) {
            if (!asked.subject.empty() && asked.subject != account.subject) {
                throw Error(ErrorKind::forbidden, "cases.not_yours");
            }
            asked.subject = account.subject;
            asked.applicant_name = account.name;
            asked.channel = "1";
        } else if (!account.has(Role::clerk)) {
            throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        }
        asked.by = actor_of(account);
        asked.uploader = account.id;
        // All citizens share the name "applicant": their keys are kept apart by whom they are about.
        asked.request_key = key_of(request, account);
        try {
            const Case item = cases_.receive(asked);
            return http::Response::json(to_json(item, view(account, item)), 201);
        } catch (const forms::Refused& refused) {
            return forms::problem(refused, request);
        }
    }

    http::Response act(const http::Request& request, Action action) {
        Account account;
        const Case item = visible(request, account);
        if (!may(account, item, action)) throw Error(ErrorKind::forbidden, "cases.not_yours");
        Act asked = parse_act(action, request.body);
        asked.by = actor_of(account);
        asked.uploader = account.id;
        asked.request_key = key_of(request, account);
        try {
            const Case changed = cases_.act(item.number, asked);
            return http::Response::json(to_json(changed, view(account, changed)));
        } catch (const forms::Refused& refused) {
            return forms::problem(refused, request);
        }
    }

    http::Response list(const http::Request& request) {
        const Account account = accounts_.require(request);
        const http::Parameters query = request.query_parameters();
        Filter filter;
        if (account.kind == accounts::Kind::citizen) {
            filter.subject = account.subject;
        } else if (!account.has(Role::authority)) {
            filter.department = account.organisation;
            filter.window_organisation = account.organisation;
        }
        filter.state = query.text_or("state", "");
        filter.light = query.text_or("light", "");
        filter.search = query.text_or("q", "");
        filter.part = http::part_of(query);
        return http::Response::json(to_json(cases_.list(filter), filter, plain_view()));
    }

    http::Response receipt(const http::Request& request) {
        Account account;
        const Case item = visible(request, account);
        const std::string url = parts_.public_url + "/?track=" + item.number;
        return http::Response::json(receipt_json(item, cases_.materials(item.number), view(account, item), url,
                                                 documents::qr_svg(url + "&password=" + item.query_password)));
    }

    http::Response track(const http::Request& request) {
        const Case item = cases_.track(request.at("number"), request.query_parameters().text_or("password", ""));
        return http::Response::json(progress_json(item, cases_.events(item.number), plain_view()));
    }

    http::Response bring(const http::Request& request) {
        Account account;
        const Case item = visible(request, account);
        if (!may(account, item, Action::bring)) throw Error(ErrorKind::forbidden, "cases.not_yours");
        cases_.bring(item.number, request.at("material"), parse_brought(request.body), actor_of(account));
        return http::Response::json(gathering_json_(request, item));
    }

    http::Response events(const http::Request& request) {
        Account account;
        return http::Response::json(events_json(cases_.events(visible(request, account).number)));
    }

    http::Response weigh(const http::Request& request) {
        Account account;
        const Case item = visible(request, account);
        if (!may_weigh(account, item)) throw Error(ErrorKind::forbidden, "cases.not_yours");
        Weighing weighing = parse_weighing(request.body);
        weighing.ticket = request.at("ticket");
        cases_.weigh(item.number, weighing, actor_of(account));
        return http::Response::json(to_json(item, view(account, item)));
    }

    http::Response files(const http::Request& request) {
        Account account;
        const Case item = handled(request, account);
        if (parts_.attachments == nullptr) return http::Response::json("[]");
        return http::Response::json(attachments::to_json(parts_.attachments->of_case(item.number)));
    }

    http::Response file(const http::Request& request) {
        Account account;
        const Case item = handled(request, account);
        const std::string& id = request.at("attachment");
        const auto one = parts_.attachments != nullptr ? parts_.attachments->find(id) : std::nullopt;
        if (!one || one->case_number != item.number) throw Error(ErrorKind::not_found, "attachments.not_found", id);
        return attachments::download(*one, parts_.attachments->read(*one, account));
    }

    http::Response show(const http::Request& request) {
        Account account;
        const Case item = visible(request, account);
        return http::Response::json(to_json(item, view(account, item)));
    }

  private:
    /// What an applicant uploaded is for who handles the case and for the applicant; who merely may see it gets 404.
    Case handled(const http::Request& request, Account& account) {
        Case item = visible(request, account);
        const bool handles =
            account.kind == accounts::Kind::citizen || may_weigh(account, item) || may(account, item, Action::confirm);
        if (!handles) throw Error(ErrorKind::not_found, "cases.not_found", item.number);
        return item;
    }

    static std::string key_of(const http::Request& request, const Account& account) {
        const auto key = request.headers.find("Idempotency-Key");
        if (!key || key->empty()) return {};
        return account.id + "/" + std::string(key->substr(0, 200));
    }

    Cases& cases_;
    const Parts& parts_;
    accounts::Accounts& accounts_;
    GatheringJson gathering_json_;
};

}  // namespace

void Cases::add_routes(http::Router& router, accounts::Accounts& accounts, GatheringJson gathering_json) {
    const auto desk = std::make_shared<Desk>(*this, state_->parts, accounts, std::move(gathering_json));
    const std::string one = "/api/v1/cases/{number}";
    constexpr size_t kFileBody = 15 << 20;  // 10 MiB in base64 and what surrounds it

    router.post("/api/v1/cases", [desk](const http::Request& request) { return desk->receive(request); });
    router.get("/api/v1/cases", [desk](const http::Request& request) { return desk->list(request); });
    router.get("/api/v1/me/cases", [desk](const http::Request& request) { return desk->list(request); });
    router.get(one, [desk](const http::Request& request) { return desk->show(request); });
    router.get(one + "/events", [desk](const http::Request& request) { return desk->events(request); });
    router.get(one + "/receipt", [desk](const http::Request& request) { return desk->receipt(request); });
    router.get(one + "/attachments", [desk](const http::Request& request) { return desk->files(request); });
    router.get(one + "/attachments/{attachment}", [desk](const http::Request& request) { return desk->file(request); });
    router.get("/api/v1/track/{number}", [desk](const http::Request& request) { return desk->track(request); });
    router.post(one + "/materials/{material}/brought",
                [desk](const http::Request& request) { return desk->bring(request); },
                {.body_limit = kFileBody, .guard = {}});
    router.post(one + "/flags/{ticket}/weigh", [desk](const http::Request& request) { return desk->weigh(request); });
    for (const Action action : {Action::confirm, Action::accept, Action::correct, Action::amend, Action::refuse,
                                Action::start, Action::suspend, Action::resume, Action::decide, Action::withdraw}) {
        router.post(one + "/" + std::string(to_string(action)),
                    [desk, action](const http::Request& request) { return desk->act(request, action); });
    }
}

}  // namespace yici::cases

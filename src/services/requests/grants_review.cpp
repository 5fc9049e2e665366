#include <algorithm>
#include <map>

#include "services/requests/request_store.h"
#include "services/requests/requests_state.h"

namespace yici::requests {

namespace {

int days_between(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

bool is_theirs(const GrantView& view, const std::string& organisation) {
    return view.grant.organisation == organisation || view.provider == organisation;
}

/// Every grant with its use and reviews, of the least used first.
std::vector<GrantView> views(Requests::Inner& state) {
    std::map<std::string, exchange::GrantUse, std::less<>> uses;
    for (exchange::GrantUse& use : state.parts.grants.use_of_all()) uses.emplace(use.grant, use);
    std::map<std::string, Date, std::less<>> reviews;
    std::map<std::string, bool, std::less<>> requested;
    state.parts.database.read([&](db::Transaction& transaction) {
        for (const Review& review : load_reviews(transaction)) reviews.emplace(review.grant, review.day);
        for (const Request& request : load_where(transaction, "granted = 1", {})) requested[request.number] = true;
    });
    const Date today = state.today();
    const Policy& policy = state.parts.policy;
    std::vector<GrantView> all;
    for (exchange::Grant& grant : state.parts.grants.all()) {
        GrantView view;
        const exchange::Resource* resource = state.parts.resources.find(grant.resource);
        view.provider = resource != nullptr ? resource->provider : "";
        view.in_force = grant.in_force(today);
        view.used_today = state.parts.grants.used_today(grant.id);
        if (const auto use = uses.find(grant.id); use != uses.end()) {
            view.calls = use->second.calls;
            view.last_used = use->second.last_used;
        }
        view.unused_days = days_between(view.last_used.value_or(grant.since), today);
        view.days_left = days_between(today, grant.valid_until);
        if (const auto review = reviews.find(grant.id); review != reviews.end()) view.reviewed_on = review->second;
        const bool lately = view.reviewed_on && days_between(*view.reviewed_on, today) < policy.review_again_days;
        view.review_due = view.in_force && view.unused_days >= policy.unused_days && !lately;
        if (requested.contains(grant.id)) view.request = grant.id;
        view.grant = std::move(grant);
        all.push_back(std::move(view));
    }
    std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return a.unused_days > b.unused_days; });
    return all;
}

}  // namespace

GrantPage Requests::grants(const GrantFilter& filter) {
    GrantPage page;
    int64_t place = 0;
    for (GrantView& view : views(*state_)) {
        if (!filter.organisation.empty() && !is_theirs(view, filter.organisation)) continue;
        if (!filter.resource.empty() && view.grant.resource != filter.resource) continue;
        if (filter.review_due && !view.review_due) continue;
        if (filter.expiring && (!view.in_force || view.days_left > state_->parts.policy.expiring_days)) continue;
        const bool shown = place >= filter.part.offset() && std::ssize(page.items) < filter.part.size;
        if (shown) page.items.push_back(std::move(view));
        ++place;
    }
    page.total = place;
    return page;
}

GrantView Requests::grant(std::string_view id, const Actor& by) {
    for (GrantView& view : views(*state_)) {
        if (view.grant.id != id) continue;
        if (!by.authority && !is_theirs(view, by.organisation)) break;
        return std::move(view);
    }
    throw Error(ErrorKind::not_found, "exchange.no_such_grant", std::string(id));
}

GrantView Requests::revoke_grant(std::string_view id, const std::string& reason, const Actor& by) {
    const GrantView known = grant(id, by);
    if (!by.authority && !by.steward) throw Error(ErrorKind::forbidden, "requests.not_yours");
    if (trim(reason).empty()) throw Error(ErrorKind::rule_violated, "requests.no_reason");
    state_->parts.database.write([&](db::Transaction& transaction) {
        const auto request = load_request(transaction, id);
        if (request && request->state == State::completed) {
            Act ended;
            ended.action = request->requester == by.organisation ? Action::withdraw : Action::revoke;
            ended.reason = reason;
            (void)state_->apply(transaction, id, ended, by);
            return;
        }
        exchange::Grant closed = known.grant;
        if (closed.revoked) return;
        closed.revoked = true;
        state_->parts.grants.put(transaction, closed);
        std::string data = R"({"resource":)";
        append_json_string(data, closed.resource);
        state_->parts.journal.append(transaction, {"grant.revoked", by.id, "", std::string(id), data + "}"});
    });
    return grant(id, by);
}

GrantView Requests::keep_grant(std::string_view id, const std::string& reason, const Actor& by) {
    const GrantView known = grant(id, by);
    const bool uses = by.steward && known.grant.organisation == by.organisation;
    if (!by.authority && !uses) throw Error(ErrorKind::forbidden, "requests.not_yours");
    if (trim(reason).empty()) throw Error(ErrorKind::rule_violated, "requests.no_reason");
    state_->parts.database.write([&](db::Transaction& transaction) {
        store_review(transaction, id, state_->today(), by.id, reason);
        std::string data = R"({"resource":)";
        append_json_string(data, known.grant.resource);
        state_->parts.journal.append(transaction, {"grant.kept", by.id, "", std::string(id), data + "}"});
    });
    return grant(id, by);
}

}  // namespace yici::requests

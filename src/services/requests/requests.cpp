#include "services/requests/requests.h"

#include <algorithm>

#include "foundation/crypto/hash.h"
#include "services/requests/request_store.h"
#include "services/requests/requests_state.h"
#include "services/requests/schema_sql.h"

namespace yici::requests {

namespace {

const Actor kSystem{"system", "系统", "", false, false};

}  // namespace

Requests::Requests(const Parts& parts) : state_(new Inner(parts)) {
    parts.database.migrate("services/requests", kSchemaSql);
}

Requests::~Requests() = default;

const exchange::Resource& Requests::Inner::resource_of(std::string_view code) const {
    const exchange::Resource* resource = parts.resources.find(code);
    if (resource == nullptr) throw Error(ErrorKind::not_found, "requests.no_such_resource", std::string(code));
    return *resource;
}

int ShareTerms::of(const std::vector<std::string>& fields) const {
    int strictest = fields.empty() ? share_type : 1;
    for (const std::string& field : fields) {
        const auto own = items.find(field);
        strictest = std::max(strictest, own != items.end() ? own->second : share_type);
    }
    return strictest;
}

ShareTerms share_terms(const Parts& parts, const exchange::Resource& resource) {
    if (parts.published_terms) {
        if (auto published = parts.published_terms(resource.code)) return std::move(*published);
    }
    return {resource.share_type, resource.condition, {}};
}

void Requests::Inner::enter(Request& request, State state, Stage stage, int working_days) const {
    request.state = state;
    request.stage = stage;
    request.limit = codes::limit_of(parts.calendar, today(), working_days);
}

void Requests::Inner::end(Request& request, std::string outcome) const {
    request.state = State::lapsed;
    request.stage = Stage::none;
    request.limit.reset();
    request.outcome = std::move(outcome);
}

void Requests::Inner::open(db::Transaction& transaction, Request& request, const Terms& terms) {
    if (!parts.is_connected(resource_of(request.resource))) {
        request.offer = terms;
        return enter(request, State::delivering, Stage::delivery, parts.policy.delivery_days);
    }
    grant(transaction, request, terms);
    request.offer = terms;
    request.granted = true;
    request.state = State::completed;
    request.stage = Stage::none;
    request.limit.reset();
}

void Requests::Inner::grant(db::Transaction& transaction, const Request& request, const Terms& terms) {
    exchange::Grant made;
    made.id = request.number;
    made.organisation = request.requester;
    made.resource = request.resource;
    made.matters = {request.matter};
    made.fields = terms.fields;
    made.daily_quota = terms.daily_quota;
    made.valid_until = terms.valid_until;
    made.basis = request.ground.empty() ? request.basis : request.basis + "；" + request.ground;
    made.statutory = share_terms(parts, resource_of(request.resource)).of(terms.fields) == 3;
    parts.grants.put(transaction, made);
}

void Requests::Inner::close_grant(db::Transaction& transaction, const Request& request) {
    const auto known = parts.grants.find(request.number);
    if (!known) return;
    exchange::Grant closed = *known;
    closed.revoked = true;
    parts.grants.put(transaction, closed);
}

void Requests::Inner::record(db::Transaction& transaction, const Request& request, const Actor& by,
                             std::string_view action, const std::string& note) {
    store_request(transaction, request);
    Event event;
    event.time = parts.clock.now();
    event.actor = by.id;
    event.actor_name = by.name;
    event.organisation = by.organisation;
    event.action = action;
    event.state = request.state;
    event.stage = request.stage;
    event.note = note;
    const int64_t step = store_event(transaction, request.number, event);
    std::string data = R"({"resource":)";
    append_json_string(data, request.resource);
    data += R"(,"requester":")" + request.requester + R"(","state":")" + std::string(to_string(request.state)) +
            R"(","basis":)";
    append_json_string(data, request.basis);
    data += R"(,"step":)" + std::to_string(step) + "}";
    parts.journal.append(transaction, {"request." + std::string(action), by.id, "", request.number, data});
}

Request Requests::create(const Draft& draft, const Actor& by, std::string_view request_key) {
    if (!by.steward) throw Error(ErrorKind::forbidden, "requests.not_yours");
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of(draft);
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return load_request(transaction, *earlier).value();
        }
        Request request;
        request.requester = by.organisation;
        request.created_by = by.id;
        request.created_at = state_->parts.clock.now();
        state_->take(request, draft);
        request.number = next_number(transaction, state_->today());
        // The number must be there before the grant that bears it.
        state_->record(transaction, request, by, "create", "");
        if (draft.submit) {
            state_->submit(transaction, request);
            state_->record(transaction, request, by, "submit", draft.reason);
        }
        request_keys().keep(transaction, by.id, request_key, fingerprint, request.number);
        return request;
    });
}

Request Requests::act(std::string_view number, const Act& act, const Actor& by, std::string_view request_key) {
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of(number, act);
        if (const auto earlier = request_keys().find(transaction, by.id, request_key, fingerprint)) {
            return load_request(transaction, *earlier).value();
        }
        Request changed = state_->apply(transaction, number, act, by);
        request_keys().keep(transaction, by.id, request_key, fingerprint, number);
        return changed;
    });
}

Request Requests::get(std::string_view number, const Actor& by) {
    auto request = state_->parts.database.read_value([&](db::Transaction& t) { return load_request(t, number); });
    const bool seen = request && (by.authority || request->requester == by.organisation ||
                                  (request->provider == by.organisation && request->state != State::created));
    if (!seen) throw Error(ErrorKind::not_found, "requests.not_found", std::string(number));
    return std::move(*request);
}

Page Requests::list(const Filter& filter) {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_page(transaction, filter, state_->today()); });
}

std::vector<Event> Requests::events(std::string_view number) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_events(t, number); });
}

std::optional<Request> Requests::open_request(std::string_view requester, std::string_view resource,
                                              std::string_view matter) {
    const auto found = state_->parts.database.read_value([&](db::Transaction& transaction) {
        return load_where(transaction,
                          "requester = ? AND resource = ? AND matter = ? AND state NOT IN ('completed', 'lapsed') "
                          "ORDER BY created_at DESC LIMIT 1",
                          {std::string(requester), std::string(resource), std::string(matter)});
    });
    if (found.empty()) return std::nullopt;
    return found.front();
}

int Requests::sweep() {
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string day = to_string(state_->today());
        int ended = 0;
        const auto finish = [&](Request& request, const char* outcome) {
            state_->end(request, outcome);
            state_->record(transaction, request, kSystem, "expire", "");
            ++ended;
        };
        for (Request& request :
             load_where(transaction, "state = 'completed' AND offer_until < ? ORDER BY number", {day})) {
            finish(request, "expired");
        }
        for (Request& request :
             load_where(transaction, "stage = 'resubmission' AND due_on <> '' AND due_on < ? ORDER BY number", {day})) {
            finish(request, "not_resubmitted");
        }
        for (Request& request :
             load_where(transaction, "stage = 'subscription' AND due_on <> '' AND due_on < ? ORDER BY number", {day})) {
            finish(request, "not_subscribed");
        }
        return ended;
    });
}

std::string fingerprint_of(const Draft& draft) {
    const std::string until = draft.valid_until ? to_string(*draft.valid_until) : "";
    return to_hex(crypto::sm3(draft.resource + '\n' + draft.purpose + '\n' + draft.matter + '\n' + draft.material +
                              '\n' + draft.reason + '\n' + join(draft.fields, "\t") + '\n' +
                              std::to_string(draft.daily_quota) + '\n' + until + '\n' + draft.basis + '\n' +
                              draft.ground + '\n' + (draft.submit ? "1" : "0")));
}

std::string fingerprint_of(std::string_view number, const Act& act) {
    const std::string until = act.valid_until ? to_string(*act.valid_until) : "";
    return to_hex(crypto::sm3(std::string(number) + '\n' + std::string(to_string(act.action)) + '\n' + act.reason +
                              '\n' + (act.agreed ? "1" : "0") + '\n' + join(act.fields, "\t") + '\n' +
                              std::to_string(act.daily_quota) + '\n' + until + '\n' + act.condition + '\n' + act.basis +
                              '\n' + act.resource + '\n' + (act.draft ? fingerprint_of(*act.draft) : "")));
}

}  // namespace yici::requests

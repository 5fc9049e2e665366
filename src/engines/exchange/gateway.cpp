#include "engines/exchange/gateway.h"

#include <future>

#include "engines/exchange/calls_route.h"
#include "engines/exchange/gateway_core.h"
#include "engines/exchange/provincial_routes.h"
#include "engines/records/record_body.h"
#include "foundation/base/error.h"

namespace yici::exchange {

struct Gateway::State {
    State(const GatewayParts& parts, const std::vector<System>& systems, const GatewayOptions& options)
        : core(parts, systems, options), calls(core) {}
    GatewayCore core;
    CallsRoute calls;
};

Gateway::Gateway(const GatewayParts& parts, std::vector<System> systems, const GatewayOptions& options)
    : state_(std::make_shared<State>(parts, systems, options)) {}

Gateway::~Gateway() = default;

Answer Gateway::call(const Call& call) {
    GatewayCore& core = state_->core;
    CallWork work;
    CallWork* const works[] = {&work};
    work.call = call;
    work.request = call.canonical();
    work.request_sm3 = crypto::sm3(work.request);
    work.times.received = core.parts().clock.now();
    if (core.admit(work, work.times.received)) {
        if (GatewayCore::is_registry(work)) {
            core.read_registry(works);
        } else {
            core.fetcher().fetch(work);
        }
    }
    core.seal(works);
    std::promise<void> written;
    core.append(works, [&](const std::exception_ptr& failure) {
        if (failure) {
            written.set_exception(failure);
        } else {
            written.set_value();
        }
    });
    written.get_future().get();

    Answer answer;
    answer.result = work.result;
    const bool whole =
        records::scan_body("{" + work.fields_json + "}", [&](std::string_view name, std::string_view json) {
            answer.values.emplace_back(std::string(name), records::from_json_value(json));
        });
    if (!whole) throw Error(ErrorKind::internal, "base.internal", "fields of an answer");
    answer.reason = work.reason;
    answer.kind = work.kind;
    answer.detail = work.detail;
    answer.body = std::move(work.body);
    answer.request_sm3 = work.request_sm3;
    answer.answer_sm3 = work.answer_sm3;
    answer.signature = std::move(work.signature);
    answer.times = work.times;
    answer.attempts = work.attempts;
    answer.dropped_fields = work.dropped_fields;
    answer.system = work.system;
    if (work.checked.resource != nullptr) answer.provider = work.checked.resource->provider;
    return answer;
}

void Gateway::add_routes(http::Router& router) {
    state_->calls.add_to(router);
}

void Gateway::add_provincial_routes(http::Router& router) {
    exchange::add_provincial_routes(router, *this, state_->core);
}

Statistics Gateway::statistics() const {
    return state_->core.statistics().read();
}

std::vector<UseCount> Gateway::uses() const {
    return state_->core.statistics().uses();
}

std::vector<SystemHealth> Gateway::health() const {
    return state_->core.fetcher().health();
}

}  // namespace yici::exchange

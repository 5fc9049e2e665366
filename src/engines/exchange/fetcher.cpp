#include "engines/exchange/fetcher.h"

#include <thread>

#include "foundation/base/error.h"
#include "foundation/base/log.h"

namespace yici::exchange {
namespace {

std::string line_name(std::string_view system, DeliveryKind kind) {
    return std::string(system) + "/" + std::string(to_string(kind));
}

}  // namespace

Fetcher::Fetcher(const GatewayParts& parts, const std::vector<System>& systems, const GatewayOptions& options)
    : parts_(parts), options_(options) {
    for (const Resource& resource : parts.resources.all()) {
        const Delivery& delivery = resource.delivery;
        if (delivery.kind == DeliveryKind::registry) continue;
        for (const System& system : systems) {
            const std::string name = line_name(system.name, delivery.kind);
            if (system.name != delivery.system || lines_.contains(name)) continue;
            auto line = std::make_unique<Line>(system, parts.clock, options);
            if (delivery.kind == DeliveryKind::http_json) {
                auto connector = std::make_unique<HttpJsonConnector>(system, parts.key, client_);
                line->http = connector.get();
                line->connector = std::move(connector);
            } else if (delivery.kind == DeliveryKind::sql) {
                line->connector = make_sql_connector(system);
            } else {
                line->connector = make_gateway_connector(system, parts.key, client_, parts.clock);
            }
            lines_.emplace(name, std::move(line));
        }
    }
}

Fetcher::Line* Fetcher::line_of(const CallWork& work) const {
    const Delivery& delivery = work.checked.resource->delivery;
    const auto found = lines_.find(line_name(delivery.system, delivery.kind));
    return found == lines_.end() ? nullptr : found->second.get();
}

const records::RecordType& Fetcher::type_of(const CallWork& work) const {
    const records::RecordType* type = parts_.types.find(work.checked.resource->record_type);
    if (type == nullptr) {
        throw Error(ErrorKind::internal, "exchange.record_type_unknown", work.checked.resource->record_type);
    }
    return *type;
}

bool Fetcher::attempts_left(const CallWork& work) const {
    return work.attempts < work.checked.resource->delivery.attempts;
}

bool Fetcher::begin_attempt(Line& line, CallWork& work) {
    work.system = line.system.name;
    if (!line.breaker.allow()) {
        if (work.reason.empty()) work.fail(ErrorKind::unavailable, "exchange.circuit_open", line.system.name);
        return false;
    }
    ++work.attempts;
    work.times.sent = parts_.clock.now();
    return true;
}

void Fetcher::end_attempt(Line& line, CallWork& work, const Fetched& fetched) {
    line.breaker.succeeded();
    work.times.provider_answered = parts_.clock.now();
    work.dropped_fields = fetched.dropped;
    work.reason.clear();
    work.detail.clear();
    take_values(work, type_of(work), fetched.found, fetched.values);
}

bool Fetcher::end_attempt(Line& line, CallWork& work, const std::exception_ptr& thrown) {
    work.times.provider_answered = parts_.clock.now();
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
        work.fail(error.kind(), error.key(), error.detail());
    } catch (const std::exception& failure) {
        work.fail(ErrorKind::internal, "base.internal", failure.what());
    }
    log::warning("exchange.attempt_failed", {{"system", line.system.name},
                                             {"resource", work.call.resource},
                                             {"case", work.call.case_number},
                                             {"attempt", std::to_string(work.attempts)},
                                             {"reason", work.reason},
                                             {"detail", work.detail}});
    if (work.reason == "exchange.provider_refused") {
        line.breaker.succeeded();
        return false;
    }
    line.breaker.failed();
    return work.reason == "exchange.provider_unreachable" || work.reason == "exchange.provider_failed" ||
           work.reason == "exchange.provider_timed_out";
}

void Fetcher::fetch(CallWork& work) {
    Line* line = line_of(work);
    if (line == nullptr) {
        work.fail(ErrorKind::unavailable, "exchange.system_missing", work.checked.resource->delivery.system);
        return;
    }
    while (attempts_left(work)) {
        if (work.attempts > 0) {
            const auto pause = options_.backoff * (1 << (work.attempts - 1));
            if (options_.wait) {
                options_.wait(pause);
            } else {
                std::this_thread::sleep_for(pause);
            }
        }
        if (!begin_attempt(*line, work)) return;
        try {
            end_attempt(*line, work, line->connector->fetch(work, type_of(work)));
            return;
        } catch (...) {
            if (!end_attempt(*line, work, std::current_exception())) return;
        }
    }
}

void Fetcher::fetch_later(std::span<CallWork* const> works, const Done& done) {
    struct Attempt {
        Line* line;
        CallWork* work;
        http::ClientRequest request;
    };
    std::vector<Attempt> attempts;
    std::vector<TicketOrder> orders;
    attempts.reserve(works.size());  // the orders point into it
    for (CallWork* work : works) {
        Line* line = line_of(*work);
        if (line == nullptr || line->http == nullptr) {
            done(*work, false);
            continue;
        }
        if (!begin_attempt(*line, *work)) {
            done(*work, true);
            continue;
        }
        attempts.push_back({line, work, line->http->request_for(*work)});
        orders.push_back(line->http->signer().order(attempts.back().request.headers, *work));
    }
    try {
        add_tickets(orders);
    } catch (...) {  // a key that cannot sign: whoever asked is told so
        for (const Attempt& attempt : attempts) {
            done(*attempt.work, end_attempt(*attempt.line, *attempt.work, {}, std::current_exception()));
        }
        return;
    }
    for (Attempt& attempt : attempts) {
        client_.send_later(std::move(attempt.request),
                           [this, line = attempt.line, work = attempt.work, done](const http::Response& response,
                                                                                  const std::exception_ptr& failed) {
                               done(*work, end_attempt(*line, *work, response, failed));
                           });
    }
}

bool Fetcher::end_attempt(Line& line, CallWork& work, const http::Response& response,
                          const std::exception_ptr& failed) {
    try {
        if (failed) rethrow_as_provider_error(failed);
        end_attempt(line, work, HttpJsonConnector::read(response, work, type_of(work)));
        return true;
    } catch (...) {
        return !end_attempt(line, work, std::current_exception()) || !attempts_left(work);
    }
}

std::vector<SystemHealth> Fetcher::health() const {
    std::vector<SystemHealth> health;
    for (const auto& [name, line] : lines_) {
        health.push_back({line->system.name, std::string(to_string(line->breaker.state())), line->breaker.failures()});
    }
    return health;
}

}  // namespace yici::exchange

#pragma once

#include <atomic>
#include <mutex>

#include "demo/department.h"
#include "demo/department_system.h"
#include "demo/ticket_check.h"
#include "engines/exchange/gateway_protocol.h"

namespace yici::demo {

/// Social insurance behind the provincial gateway protocol (exchange/gateway_protocol.h): secrets by key and by refresh
/// secret, then data calls with `additional`. Busy every so many data calls.
class HumanResources final : public DepartmentSystem {
  public:
    struct Client {
        std::string app_key;
        std::string app_secret;
    };
    HumanResources(db::Database& database, const TicketCheck& tickets, const Disturbances& disturbances, Client client,
                   const Clock& clock, RandomSource& random);
    void prepare(Population& population, const std::function<void(int64_t)>& progress) override;
    [[nodiscard]] int64_t records() const override;
    void add_routes(http::Router& router) override;
    [[nodiscard]] std::string disturbances() const override;

  private:
    http::Response give_secrets(const http::Request& request, bool by_key);
    http::Response share(const http::Request& request);
    /// Pages of all insured for the centre's collection: ?after=CODE&size=, Authorization: Bearer APP-SECRET.
    http::Response list(const http::Request& request) const;
    exchange::Envelope share_checked(const http::Request& request, const http::Parameters& parameters);
    /// "00", or the code of what is wrong with appKey, sign and requestTime under one of these secrets.
    [[nodiscard]] std::string check_sign(const http::Parameters& parameters,
                                         std::span<const std::string> secrets) const;
    exchange::GatewaySecrets new_secrets();

    db::Database& database_;
    const TicketCheck& tickets_;
    Disturbances disturbances_;
    Client client_;
    const Clock& clock_;
    RandomSource& random_;
    mutable std::mutex mutex_;
    exchange::GatewaySecrets secrets_;
    exchange::GatewaySecrets before_;  // still good until its own end, so that calls on their way are not lost
    std::atomic<int64_t> calls_ = 0;
};

}  // namespace yici::demo

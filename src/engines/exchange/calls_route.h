#pragma once

#include <memory>

#include "engines/exchange/gateway_core.h"
#include "foundation/http/router.h"

namespace yici::exchange {

/// POST /api/v1/calls (docs/formats/calls.md): gathers the calls that are ready together and takes them through the
/// gateway as one batch: signatures, hashes and the journal cost little each that way.
class CallsRoute {
  public:
    explicit CallsRoute(GatewayCore& core);
    /// Waits until every call has been answered.
    ~CallsRoute();
    void add_to(http::Router& router);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::exchange

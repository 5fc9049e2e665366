#pragma once

#include "engines/exchange/gateway_core.h"
#include "foundation/http/router.h"

namespace yici::exchange {

/// The provincial gateway protocol as a server, over case-bound calls: an application of ours is the appKey, projectId
/// (the case number) and materialName are mandatory, and the answer holds what the material needs and no more.
void add_provincial_routes(http::Router& router, Gateway& gateway, const GatewayCore& core);

/// The 16 characters that stand for a resource in the protocol's paths: the delivery's `interface`, else the first 16
/// hex digits of SM3 over the resource's code.
[[nodiscard]] std::string interface_of(const Resource& resource);

}  // namespace yici::exchange

#pragma once

#include <functional>

#include "cli/node.h"

namespace yici::cli {

/// Blocks SIGINT and SIGTERM in this thread and all that it starts from now on, so that serve_until_signal can wait for
/// them. Call before the first thread is made.
void hold_signals();

/// Serves the node until SIGINT or SIGTERM; `ready` is told the port once requests are taken.
void serve_until_signal(Node& node, const http::ServerOptions& options,
                        const std::function<void(uint16_t port)>& ready);

}  // namespace yici::cli

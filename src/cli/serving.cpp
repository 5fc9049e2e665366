#include "cli/serving.h"

#include <pthread.h>

#include <csignal>
#include <thread>

#include "foundation/base/log.h"

namespace yici::cli {

namespace {

constexpr auto kSweep = std::chrono::seconds(60);

sigset_t ending_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

}  // namespace

void hold_signals() {
    const sigset_t signals = ending_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void serve_until_signal(Node& node, const http::ServerOptions& options,
                        const std::function<void(uint16_t port)>& ready) {
    http::Server server(node.router(), options, node.clock(), node.random());
    server.start();
    node.start();
    if (ready) ready(server.port());
    const sigset_t signals = ending_signals();
    const timespec patience{std::chrono::seconds(kSweep).count(), 0};
    while (sigtimedwait(&signals, nullptr, &patience) < 0) {
        try {
            node.sweep();
        } catch (const Error& error) {
            log::error("node.sweep_failed", {{"key", error.key()}});
        }
    }
    server.stop();
}

}  // namespace yici::cli

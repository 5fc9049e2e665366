#include "foundation/journal/listeners.h"

#include <algorithm>

#include "foundation/base/log.h"

namespace yici::journal {

namespace {

constexpr size_t kEntriesAtOnce = 512;
constexpr auto kRetry = std::chrono::milliseconds(200);

}  // namespace

Listeners::~Listeners() {
    writer_.stop_listening();
    for (auto& thread : threads_) thread.join();
}

void Listeners::add(uint64_t from, std::function<void(std::span<const Stored>)> listener) {
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, from, listener = std::move(listener)] { run(from, listener); });
}

void Listeners::run(uint64_t place, const std::function<void(std::span<const Stored>)>& listener) {
    while (const auto durable = writer_.wait_durable(place)) {
        try {
            const auto entries = writer_.segments().read(place, std::min<uint64_t>(*durable - place, kEntriesAtOnce));
            listener(entries);
            place += entries.size();
        } catch (const std::exception& error) {
            // It is told the same entries again: a listener that cannot go on must not lose any.
            log::error("journal.listener_failed", {{"entry", std::to_string(place)}, {"why", error.what()}});
            if (writer_.wait_stopped(kRetry)) return;
        }
    }
}

}  // namespace yici::journal

#include "engines/exchange/replay_recall.h"

#include <algorithm>
#include <cstring>
#include <ranges>

namespace yici::exchange {
namespace {

constexpr uint64_t kChunk = 4096;
constexpr uint64_t kEntriesLimit = 200'000;  // a quarter of a second

/// The request's digest of an entry about a call, as hex; empty for other entries.
std::string_view request_of(std::string_view entry) {
    constexpr std::string_view kKind = R"("kind":"call.)";
    constexpr std::string_view kRequest = R"(","request":")";
    constexpr size_t kHex = 64;
    if (entry.find(kKind) == std::string_view::npos) return {};
    // Free text stands before it and has its quotation marks escaped, so the last one is ours.
    const size_t at = entry.rfind(kRequest);
    return at == std::string_view::npos ? std::string_view() : entry.substr(at + kRequest.size(), kHex);
}

}  // namespace

uint64_t fingerprint_of(const crypto::Digest& request_sm3) {
    uint64_t fingerprint = 0;
    std::memcpy(&fingerprint, request_sm3.data(), sizeof fingerprint);
    return fingerprint;
}

void recall(ReplayGuard& guard, const journal::Journal& journal, Instant now, std::chrono::seconds behind,
            std::chrono::seconds ahead) {
    const uint64_t size = journal.size();
    const uint64_t last = size > kEntriesLimit ? size - kEntriesLimit : 0;
    for (uint64_t end = size; end > last;) {
        const uint64_t first = end - std::min(kChunk, end - last);
        const auto chunk = journal.read(first, end - first);
        for (const journal::Stored& stored : chunk | std::views::reverse) {
            if (stored.time + behind + ahead < now) return;
            const auto digest = from_hex(request_of(stored.text));
            if (!digest || digest->size() != sizeof(crypto::Digest)) continue;
            crypto::Digest request{};
            std::ranges::copy(*digest, request.begin());
            guard.recall(fingerprint_of(request), stored.time);
        }
        end = first;
        if (end == last && last > 0) guard.forget_until(chunk.front().time + ahead);
    }
}

}  // namespace yici::exchange

#include "engines/exchange/gateway_core.h"

#include "foundation/base/error.h"
#include "foundation/base/text.h"
#include "foundation/crypto/batch_signature.h"

namespace yici::exchange {

GatewayCore::GatewayCore(const GatewayParts& parts, const std::vector<System>& systems, const GatewayOptions& options)
    : parts_(parts), options_(options), statistics_(parts.clock), fetcher_(parts, systems, options) {}

bool GatewayCore::admit(CallWork& work, Instant now) {
    if (const auto refusal = check_call(work.call, parts_.resources, parts_.grants, parts_.cases, now, work.checked)) {
        work.refuse(*refusal);
        return false;
    }
    if (!parts_.grants.use(*work.checked.grant)) {
        work.refuse({ErrorKind::too_many, "exchange.quota_used", work.checked.grant->id});
        return false;
    }
    return true;
}

bool GatewayCore::is_registry(const CallWork& work) {
    return work.checked.resource->delivery.kind == DeliveryKind::registry;
}

void GatewayCore::read_registry(std::span<CallWork* const> works) {
    if (works.empty()) return;
    std::vector<records::RegistryKey> keys;
    std::vector<records::GoldenRow> rows(works.size());
    keys.reserve(works.size());
    const Instant sent = parts_.clock.now();
    for (size_t i = 0; i < works.size(); ++i) {
        const auto type = parts_.types.index_of(works[i]->checked.resource->record_type);
        if (!type) throw Error(ErrorKind::internal, "exchange.record_type_unknown", works[i]->call.resource);
        keys.push_back({*type, works[i]->call.subject});
        rows[i] = std::move(works[i]->row);
    }
    try {
        parts_.registry.read(keys, rows);
    } catch (const Error& error) {
        for (CallWork* work : works) work->fail(ErrorKind::unavailable, "exchange.provider_failed", error.key());
        return;
    }
    const Instant answered = parts_.clock.now();
    for (size_t i = 0; i < works.size(); ++i) {
        CallWork& work = *works[i];
        work.row = std::move(rows[i]);
        work.system = "registry";
        work.attempts = 1;
        work.times.sent = sent;
        work.times.provider_answered = answered;
        take_golden(work, parts_.types.all()[keys[i].type]);
    }
}

void GatewayCore::warn(std::span<CallWork* const> works) const {
    for (CallWork* work : works) {
        const bool answered = work->result == Result::ok || work->result == Result::yes || work->result == Result::no;
        if (!answered || work->checked.subject == nullptr) continue;
        const std::string& type = work->checked.resource->record_type;
        for (const std::string& field : work->asked_fields()) {
            if (!parts_.disputed->has(work->checked.subject->digest, type, field)) continue;
            work->disputed_json += work->disputed_json.empty() ? "" : ",";
            append_json_string(work->disputed_json, field);
        }
    }
}

void GatewayCore::seal(std::span<CallWork* const> works) {
    const Instant now = parts_.clock.now();
    std::vector<BytesView> bodies;
    bodies.reserve(works.size());
    if (parts_.disputed != nullptr && !parts_.disputed->none()) warn(works);
    for (CallWork* work : works) {
        work->times.answered = now;
        write_answer_body(*work);
        bodies.push_back(as_bytes(work->body));
    }
    std::vector<crypto::Digest> digests(works.size());
    crypto::hash_many(crypto::HashAlgorithm::sm3, bodies, digests);
    for (size_t i = 0; i < works.size(); ++i) works[i]->answer_sm3 = digests[i];
    if (!options_.sign || works.empty()) return;
    std::vector<std::string> signatures = crypto::sign_batch(parts_.key, digests);
    for (size_t i = 0; i < works.size(); ++i) works[i]->signature = std::move(signatures[i]);
}

void GatewayCore::append(std::span<CallWork* const> works, std::function<void(std::exception_ptr)> done) {
    std::vector<std::string> entries;
    entries.reserve(works.size());
    for (const CallWork* work : works) entries.push_back(write_journal_entry(*work));
    statistics_.add(works);
    if (options_.journaling == Journaling::buffered) {
        std::exception_ptr failure;
        try {
            (void)parts_.journal.append_buffered(entries);
        } catch (...) {
            failure = std::current_exception();
        }
        done(failure);
        return;
    }
    parts_.journal.append_durable(
        std::move(entries), [done = std::move(done)](uint64_t, const std::exception_ptr& failure) { done(failure); });
}

}  // namespace yici::exchange

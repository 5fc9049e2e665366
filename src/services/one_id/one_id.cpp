#include "services/one_id/one_id.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "engines/masking/masking.h"
#include "foundation/base/log.h"
#include "foundation/http/problem.h"
#include "services/one_id/fetch.h"
#include "services/one_id/gathering_json.h"
#include "services/one_id/workers.h"

namespace yici::one_id {

using cases::MaterialResult;
using cases::MaterialStatus;

struct OneId::State {
    State(const Parts& given, int threads) : parts(given), workers(threads) {}

    Parts parts;
    std::mutex mutex;
    std::condition_variable finished;
    std::map<std::string, std::set<std::string>, std::less<>> under_way;  // case → materials
    Workers workers;  // last, so that its threads end before what they use

    void fetch_one(const cases::Case& item, const matters::Matter& matter, const matters::Material& material,
                   const cases::Actor& by);
    void keep(const cases::Case& item, const MaterialResult& result);
    void finish_one(const cases::Case& item, const matters::Matter& matter, const std::string& material,
                    const cases::Actor& by);
    void weigh(const cases::Case& item, const matters::Matter& matter);
};

OneId::OneId(const Parts& parts, int threads) : state_(new State(parts, threads)) {}

OneId::~OneId() = default;

void OneId::State::fetch_one(const cases::Case& item, const matters::Matter& matter, const matters::Material& material,
                             const cases::Actor& by) {
    MaterialResult result;
    try {
        result = fetch(parts, item, matter, material, by);
    } catch (const Error& error) {
        result.material = material.code;
        result.status = MaterialStatus::failed;
        result.note = error.key();
        log::error("one_id.fetch_failed", {{"case", item.number}, {"material", material.code}, {"key", error.key()}});
    }
    try {
        keep(item, result);
    } catch (const Error& error) {
        log::error("one_id.not_kept", {{"case", item.number}, {"material", material.code}, {"key", error.key()}});
    }
}

/// Writes the result into the case's file, and the applicant's name when a base registry has said it.
void OneId::State::keep(const cases::Case& item, const MaterialResult& result) {
    parts.cases.record_material(item.number, result);
    if (result.status != MaterialStatus::present) return;
    for (const cases::FieldValue& field : result.fields) {
        // A record's field `name` is its subject's own, and the subject is the applicant.
        if (field.name == "name" && !field.value.empty()) parts.cases.name_applicant(item.number, field.value);
    }
}

/// The last one of a case weighs its materials against each other, and asks the matter's rules, before the case counts
/// as done.
void OneId::State::finish_one(const cases::Case& item, const matters::Matter& matter, const std::string& material,
                              const cases::Actor& by) {
    {
        const std::lock_guard lock(mutex);
        std::set<std::string>& rest = under_way.find(item.number)->second;
        rest.erase(material);
        if (!rest.empty()) return;
    }
    try {
        weigh(item, matter);
        parts.cases.assess(item.number, by);
    } catch (const Error& error) {
        log::error("one_id.weighing_failed", {{"case", item.number}, {"key", error.key()}});
    }
    const std::lock_guard lock(mutex);
    under_way.erase(under_way.find(item.number));
    finished.notify_all();
}

void OneId::State::weigh(const cases::Case& item, const matters::Matter& matter) {
    std::vector<MaterialResult> results = parts.cases.materials(item.number);
    std::vector<MaterialStatus> before;
    before.reserve(results.size());
    for (const MaterialResult& result : results) before.push_back(result.status);
    find_contradictions(matter, results);
    for (size_t i = 0; i < results.size(); ++i) {
        if (results[i].status != before[i]) parts.cases.record_material(item.number, results[i]);
    }
}

void OneId::gather(std::string_view case_number, const cases::Actor& by) {
    const cases::Case item = state_->parts.cases.get(case_number);
    if (!cases::next_state(item.state, cases::Action::gather)) {
        throw Error(ErrorKind::conflict, "cases.not_now", std::string(cases::name_of(item.state)));
    }
    const matters::Matter* matter = state_->parts.matters.find(item.matter);
    if (matter == nullptr) throw Error(ErrorKind::not_found, "cases.unknown_matter", item.matter);
    std::set<std::string> settled;
    const std::vector<MaterialResult> results = state_->parts.cases.materials(case_number);
    const matters::CaseFacts facts = cases::facts_of(item, results);
    for (const MaterialResult& result : results) {
        if (result.status == MaterialStatus::present || result.status == MaterialStatus::brought) {
            settled.insert(result.material);
        }
    }
    std::vector<const matters::Material*> open;
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->under_way.contains(case_number)) return;
        for (const matters::Material& material : matter->materials) {
            if (settled.contains(material.code) || !matters::is_needed(material, facts, state_->parts.clock)) continue;
            open.push_back(&material);
            state_->under_way[item.number].insert(material.code);
        }
    }
    for (const matters::Material* material : open) {
        state_->workers.add([state = state_.get(), item, matter, material, by] {
            state->fetch_one(item, *matter, *material, by);
            state->finish_one(item, *matter, material->code, by);
        });
    }
}

Gathering OneId::gathering(std::string_view case_number) {
    const cases::Case item = state_->parts.cases.get(case_number);
    const matters::Matter* matter = state_->parts.matters.find(item.matter);
    Gathering gathering;
    std::set<std::string> fetching;
    {
        const std::lock_guard lock(state_->mutex);
        const auto entry = state_->under_way.find(case_number);
        gathering.done = entry == state_->under_way.end();
        if (!gathering.done) fetching = entry->second;
    }
    const std::vector<MaterialResult> results = state_->parts.cases.materials(case_number);
    const matters::CaseFacts facts = cases::facts_of(item, results);
    for (const matters::Material& material : matter->materials) {
        MaterialResult shown;
        shown.material = material.code;
        if (!matters::is_needed(material, facts, state_->parts.clock)) shown.status = MaterialStatus::not_needed;
        for (const MaterialResult& result : results) {
            if (result.material == material.code) shown = result;
        }
        const bool settled = shown.status == MaterialStatus::present || shown.status == MaterialStatus::brought;
        if (fetching.contains(material.code) && !settled) shown.status = MaterialStatus::fetching;
        gathering.materials.push_back(std::move(shown));
    }
    return gathering;
}

namespace {

masking::Reader reader_of(const std::optional<accounts::Account>& by, const cases::Case& item) {
    masking::Reader reader;
    reader.purpose = "case";
    reader.matter = item.matter;
    if (!by) return reader;
    reader.kind = by->kind == accounts::Kind::staff ? "staff" : "citizen";
    reader.organisation = by->organisation;
    for (const accounts::Role role : by->roles) reader.roles.emplace_back(accounts::to_string(role));
    reader.own = by->kind == accounts::Kind::citizen && by->subject == item.subject;
    return reader;
}

}  // namespace

std::string OneId::gathering_json(const http::Request& request, const cases::Case& item,
                                  const std::optional<accounts::Account>& by) {
    const Language language = http::language_of(request.headers.find("Accept-Language"));
    const Gathering now = gathering(item.number);
    return to_json(now, *state_->parts.matters.find(item.matter), item, state_->parts, reader_of(by, item), language);
}

void OneId::wait(std::string_view case_number) {
    std::unique_lock lock(state_->mutex);
    state_->finished.wait(lock, [&] { return !state_->under_way.contains(case_number); });
}

void OneId::add_routes(http::Router& router, accounts::Accounts& accounts) {
    /// The case of the request, when the caller may handle its materials.
    const auto permitted = [this, &accounts](const http::Request& request, accounts::Account& account) {
        account = accounts.require(request);
        cases::Case item = state_->parts.cases.get(request.at("number"));
        const bool applicant = account.kind == accounts::Kind::citizen && account.subject == item.subject;
        const bool staff = account.kind == accounts::Kind::staff && (account.organisation == item.department ||
                                                                     account.organisation == item.window_organisation);
        if (!applicant && !staff) throw Error(ErrorKind::not_found, "cases.not_found", item.number);
        return item;
    };
    const auto shown = [this](const http::Request& request, const cases::Case& item, const accounts::Account& by,
                              int status) { return http::Response::json(gathering_json(request, item, by), status); };
    router.post("/api/v1/cases/{number}/gather", [this, permitted, shown](const http::Request& request) {
        accounts::Account account;
        const cases::Case item = permitted(request, account);
        gather(item.number, cases::actor_of(account));
        return shown(request, item, account, 202);
    });
    router.get("/api/v1/cases/{number}/gathering", [permitted, shown](const http::Request& request) {
        accounts::Account account;
        const cases::Case item = permitted(request, account);
        return shown(request, item, account, 200);
    });
}

}  // namespace yici::one_id

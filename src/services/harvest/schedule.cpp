#include "services/harvest/schedule.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "foundation/base/instants.h"
#include "foundation/base/log.h"
#include "foundation/base/yaml.h"
#include "foundation/http/client.h"
#include "services/harvest/report.h"
#include "services/harvest/schema_sql.h"

namespace yici::harvest {

namespace {

constexpr int64_t kMostHours = 24 * 366;

std::string fetched(const std::string& url) {
    http::Client client({.total_timeout = std::chrono::seconds(60), .body_limit = 64 << 20});
    http::ClientRequest request;
    request.url = url;
    request.headers.add("Accept", "text/turtle, application/ld+json, text/csv");
    http::Response answer = client.send(request);
    if (answer.status != 200)
        throw Error(ErrorKind::unavailable, "harvest.not_answered", std::to_string(answer.status));
    return std::move(answer.body);
}

}  // namespace

std::vector<Foreign> load_foreign(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    std::vector<Foreign> all;
    const std::filesystem::path file = pack / "harvest.yaml";
    if (!std::filesystem::exists(file)) return all;
    const YamlNode root = YamlNode::load(file, findings);
    for (const YamlNode& node : root["catalogues"].items()) {
        Foreign one;
        one.source = node.text("source");
        one.title = node.text_or("title", one.source);
        one.url = node.text("url");
        const int64_t hours = node.integer_or("every_hours", one.every_hours);
        const bool address = one.url.starts_with("http://") || one.url.starts_with("https://");
        if (!address) node["url"].fault("harvest.bad_address", one.url);
        if (hours < 1 || hours > kMostHours) node["every_hours"].fault("harvest.hours_out_of_range");
        if (std::ranges::find(all, one.source, &Foreign::source) != all.end()) {
            node.fault("harvest.source_twice", one.source);
        }
        one.every_hours = static_cast<int>(std::clamp<int64_t>(hours, 1, kMostHours));
        node.reject_unknown_keys();
        all.push_back(std::move(one));
    }
    root.reject_unknown_keys();
    return all;
}

struct Schedule::State {
    explicit State(const Parts& given) : parts(given) {}

    Parts parts;
    std::mutex mutex;
    std::condition_variable wake;
    bool ending = false;
    std::mutex working;  // one harvest at a time
    std::thread worker;

    [[nodiscard]] const Foreign& foreign_of(std::string_view source) const {
        const auto found = std::ranges::find(parts.foreign, source, &Foreign::source);
        if (found == parts.foreign.end()) {
            throw Error(ErrorKind::not_found, "harvest.no_such_source", std::string(source));
        }
        return *found;
    }

    void keep(const Foreign& one, Outcome& outcome) {
        parts.database.write([&](db::Transaction& transaction) {
            transaction.execute(
                "INSERT INTO harvest_outcomes (source, ended_at, added, changed, removed, unchanged, left_out, fault, "
                "went_through_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET ended_at = "
                "excluded.ended_at, added = excluded.added, changed = excluded.changed, removed = excluded.removed, "
                "unchanged = excluded.unchanged, left_out = excluded.left_out, fault = excluded.fault, "
                "went_through_at = excluded.went_through_at",
                {one.source, micros(outcome.ended), outcome.counts.added, outcome.counts.changed,
                 outcome.counts.removed, outcome.counts.unchanged, outcome.left_out, outcome.fault,
                 outcome.went_through ? micros(*outcome.went_through) : int64_t{0}});
        });
    }
};

Schedule::Schedule(const Parts& parts) : state_(new State(parts)) {
    parts.database.migrate("services/harvest", kSchemaSql);
}

Schedule::~Schedule() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
    }
    state_->wake.notify_all();
    if (state_->worker.joinable()) state_->worker.join();
}

void Schedule::start() {
    if (state_->parts.foreign.empty()) return;
    state_->worker = std::thread([this] {
        constexpr std::chrono::seconds kLook{10};
        std::unique_lock lock(state_->mutex);
        while (!state_->ending) {
            lock.unlock();
            try {
                (void)work_once();
            } catch (const std::exception& error) {
                log::error("harvest.failed", {{"error", error.what()}});
            }
            lock.lock();
            state_->wake.wait_for(lock, kLook, [this] { return state_->ending; });
        }
    });
}

int Schedule::work_once() {
    int done = 0;
    for (const Foreign& one : state_->parts.foreign) {
        const auto before = last(one.source);
        if (before && before->ended + std::chrono::hours(one.every_hours) > state_->parts.clock.now()) continue;
        (void)run(one.source);
        ++done;
    }
    return done;
}

Outcome Schedule::run(std::string_view source) {
    const Foreign& one = state_->foreign_of(source);
    const std::lock_guard one_at_a_time(state_->working);
    Outcome outcome;
    if (const auto before = last(one.source)) outcome.went_through = before->went_through;
    try {
        const Harvested harvested = read_catalogue(fetched(one.url), one.url);
        const catalogue::Actor schedule{"schedule", "定时采集", "", false, true};
        outcome.counts = state_->parts.catalogue.harvest(one.source, harvested.entries, schedule);
        outcome.left_out = std::ssize(harvested.findings);
        outcome.went_through = state_->parts.clock.now();
    } catch (const Error& error) {
        outcome.fault = error.key();
        log::warning("harvest.failed", {{"source", one.source}, {"error", error.key()}});
    }
    outcome.ended = state_->parts.clock.now();
    state_->keep(one, outcome);
    return outcome;
}

std::optional<Outcome> Schedule::last(std::string_view source) {
    return state_->parts.database.read_value([&](db::Transaction& transaction) -> std::optional<Outcome> {
        const auto row = transaction.query_one(
            "SELECT ended_at, added, changed, removed, unchanged, left_out, fault, went_through_at FROM "
            "harvest_outcomes WHERE source = ?",
            {std::string(source)});
        if (!row) return std::nullopt;
        Outcome outcome;
        outcome.ended = instant_of(row->integer(0));
        outcome.counts = {row->integer(1), row->integer(2), row->integer(3), row->integer(4)};
        outcome.left_out = row->integer(5);
        outcome.fault = row->text(6);
        if (row->integer(7) != 0) outcome.went_through = instant_of(row->integer(7));
        return outcome;
    });
}

void Schedule::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto permitted = [&accounts](const http::Request& request) {
        const catalogue::Actor by = catalogue::actor_of(accounts, request);
        if (!by.authority) throw Error(ErrorKind::forbidden, "catalogue.authority_only");
    };
    router.get("/api/v1/catalogue/harvests", [this, permitted](const http::Request& request) {
        permitted(request);
        std::vector<std::pair<Foreign, std::optional<Outcome>>> all;
        for (const Foreign& one : state_->parts.foreign) all.emplace_back(one, last(one.source));
        return http::Response::json(to_json(all));
    });
    router.post("/api/v1/catalogue/harvests/{source}/run", [this, permitted](const http::Request& request) {
        permitted(request);
        const Foreign& one = state_->foreign_of(request.at("source"));
        return http::Response::json(to_json(one, run(one.source)));
    });
}

}  // namespace yici::harvest

#include "engines/exchange/grants.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "engines/exchange/schema_sql.h"
#include "foundation/base/error.h"
#include "foundation/base/log.h"
#include "foundation/crypto/hash.h"

namespace yici::exchange {
namespace {

/// Codes of matters and names of fields hold no line feed, so lists are kept as lines.
std::string lines_of(const std::vector<std::string>& parts) {
    return join(parts, "\n");
}

std::vector<std::string> parts_of(std::string_view lines) {
    std::vector<std::string> parts;
    if (lines.empty()) return parts;
    for (const std::string_view part : split(lines, '\n')) parts.emplace_back(part);
    return parts;
}

/// The same grant of a pack keeps its id from start to start.
std::string pack_grant_id(const Resource& resource, const PackGrant& grant) {
    const crypto::Digest digest =
        crypto::sm3(resource.code + "\n" + grant.organisation + "\n" + lines_of(grant.matters));
    return "pack-" + to_hex(BytesView(digest).first(8));
}

struct Used {
    std::string grant;
    std::string day;
    int64_t calls = 0;
};

struct Entry {
    std::shared_ptr<const Grant> grant;
    std::atomic<int64_t> used{0};
    int64_t saved = 0;
};

}  // namespace

bool Grant::covers(std::string_view matter) const {
    return matters.empty() || std::ranges::find(matters, matter) != matters.end();
}

bool Grant::grants_field(std::string_view field) const {
    return std::ranges::find(fields, field) != fields.end();
}

struct Grants::State {
    State(db::Database& own_database, const Clock& own_clock) : database(own_database), clock(own_clock) {}

    db::Database& database;
    const Clock& clock;
    mutable std::shared_mutex mutex;
    std::map<std::string, std::unique_ptr<Entry>, std::less<>> by_id;
    std::map<std::string, std::vector<Entry*>, std::less<>> by_resource;
    Date day{};
    std::vector<Used> late;  // of the day before, not yet written

    std::mutex saving;
    std::mutex stop_mutex;
    std::condition_variable stop_signal;
    bool stopping = false;
    std::thread saver;

    void take(Grant grant) {
        const std::unique_lock lock(mutex);
        auto& entry = by_id[grant.id];
        if (!entry) {
            entry = std::make_unique<Entry>();
            by_resource[grant.resource].push_back(entry.get());
        }
        entry->grant = std::make_shared<const Grant>(std::move(grant));
    }

    void write(db::Transaction& transaction, const Grant& grant) const {
        transaction.execute(
            "INSERT INTO exchange_grants (id, organisation, resource, matters, fields, daily_quota, valid_until, "
            "basis, "
            "revoked, statutory, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "matters = excluded.matters, fields = excluded.fields, daily_quota = excluded.daily_quota, valid_until = "
            "excluded.valid_until, basis = excluded.basis, revoked = excluded.revoked, statutory = excluded.statutory",
            {grant.id, grant.organisation, grant.resource, lines_of(grant.matters), lines_of(grant.fields),
             grant.daily_quota, yici::to_string(grant.valid_until), grant.basis, int64_t{grant.revoked ? 1 : 0},
             int64_t{grant.statutory ? 1 : 0}, yici::to_string(grant.since)});
    }

    /// As it will be kept: a grant that is known keeps the day since which it is there.
    [[nodiscard]] Grant dated(Grant grant) const {
        const std::shared_lock lock(mutex);
        const auto found = by_id.find(grant.id);
        grant.since = found == by_id.end() ? china_date(clock.now()) : found->second->grant->since;
        return grant;
    }

    void load() {
        const std::string today = yici::to_string(china_date(clock.now()));
        day = china_date(clock.now());
        database.read([&](db::Transaction& transaction) {
            for (const db::Row& row : transaction.query(
                     "SELECT g.id, g.organisation, g.resource, g.matters, g.fields, g.daily_quota, g.valid_until, "
                     "g.basis, g.revoked, COALESCE(u.used, 0), g.statutory, g.since FROM exchange_grants g LEFT JOIN "
                     "exchange_grant_use u "
                     "ON u.grant_id = g.id AND u.day = ? ORDER BY g.id",
                     {today})) {
                Grant grant{row.text(0),
                            row.text(1),
                            row.text(2),
                            parts_of(row.text(3)),
                            parts_of(row.text(4)),
                            row.integer(5),
                            parse_date(row.text(6)).value_or(Date{}),
                            row.text(7),
                            row.integer(8) != 0,
                            row.integer(10) != 0,
                            parse_date(row.text(11)).value_or(Date{})};
                const std::string id = grant.id;
                take(std::move(grant));
                Entry& entry = *by_id.find(id)->second;
                entry.used = entry.saved = row.integer(9);
            }
        });
    }

    /// Begins a new day when the clock says so. Called with the mutex held for writing.
    void turn(Date today) {
        for (auto& [id, entry] : by_id) {
            if (entry->used != entry->saved) late.push_back({id, yici::to_string(day), entry->used});
            entry->used = 0;
            entry->saved = 0;
        }
        day = today;
    }

    void save() {
        const std::lock_guard one_at_a_time(saving);
        std::vector<std::pair<Entry*, int64_t>> changed;
        std::string today;
        std::vector<Used> rows;
        {
            const std::unique_lock lock(mutex);
            today = yici::to_string(day);
            rows = late;
            for (auto& [id, entry] : by_id) {
                if (const int64_t used = entry->used; used != entry->saved) {
                    changed.emplace_back(entry.get(), used);
                    rows.push_back({id, today, used});
                }
            }
        }
        if (rows.empty()) return;
        database.write([&](db::Transaction& transaction) {
            for (const Used& row : rows) {
                transaction.execute(
                    "INSERT INTO exchange_grant_use (grant_id, day, used) VALUES (?, ?, ?) "
                    "ON CONFLICT (grant_id, day) DO UPDATE SET used = excluded.used",
                    {row.grant, row.day, row.calls});
            }
        });
        const std::unique_lock lock(mutex);
        std::erase_if(late, [&](const Used& one) { return one.day != today; });
        if (yici::to_string(day) != today) return;
        for (const auto& [entry, used] : changed) entry->saved = used;
    }

    void run() {
        std::unique_lock lock(stop_mutex);
        while (!stop_signal.wait_for(lock, std::chrono::seconds(1), [this] { return stopping; })) {
            lock.unlock();
            try {
                save();
            } catch (const std::exception& failure) {
                log::error("exchange.quota_not_saved", {{"reason", failure.what()}});
            }
            lock.lock();
        }
    }
};

Grants::Grants(db::Database& database, const Clock& clock) : state_(std::make_unique<State>(database, clock)) {
    database.migrate("engines/exchange", kSchemaSql);
    state_->load();
    state_->saver = std::thread([state = state_.get()] { state->run(); });
}

Grants::~Grants() {
    {
        const std::lock_guard lock(state_->stop_mutex);
        state_->stopping = true;
    }
    state_->stop_signal.notify_all();
    state_->saver.join();
    try {
        state_->save();
    } catch (const std::exception& failure) {
        log::error("exchange.quota_not_saved", {{"reason", failure.what()}});
    }
}

void Grants::take_from(const Resources& resources) {
    std::vector<Grant> grants;
    for (const Resource& resource : resources.all()) {
        for (const PackGrant& from : resource.grants) {
            Grant grant{pack_grant_id(resource, from),
                        from.organisation,
                        resource.code,
                        from.matters,
                        from.fields,
                        from.daily_quota,
                        from.valid_until,
                        from.basis,
                        false};
            const auto known = find(grant.id);
            grant.revoked = known && known->revoked;
            grants.push_back(state_->dated(std::move(grant)));
        }
    }
    state_->database.write([&](db::Transaction& transaction) {
        for (const Grant& grant : grants) state_->write(transaction, grant);
    });
    for (Grant& grant : grants) state_->take(std::move(grant));
}

void Grants::put(const Grant& grant) {
    const Grant kept = state_->dated(grant);
    state_->database.write([&](db::Transaction& transaction) { state_->write(transaction, kept); });
    state_->take(kept);
}

void Grants::put(db::Transaction& transaction, const Grant& grant) {
    const Grant kept = state_->dated(grant);
    state_->write(transaction, kept);
    transaction.after_commit([this, kept] { state_->take(kept); });
}

void Grants::revoke(std::string_view id) {
    const auto known = find(id);
    if (!known) throw Error(ErrorKind::not_found, "exchange.no_such_grant", std::string(id));
    Grant grant = *known;
    grant.revoked = true;
    put(grant);
}

std::shared_ptr<const Grant> Grants::find(std::string_view id) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->by_id.find(id);
    return found == state_->by_id.end() ? nullptr : found->second->grant;
}

std::shared_ptr<const Grant> Grants::find(std::string_view organisation, std::string_view resource,
                                          std::string_view matter) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->by_resource.find(resource);
    if (found == state_->by_resource.end()) return nullptr;
    std::shared_ptr<const Grant> other;
    for (const Entry* entry : found->second) {
        if (entry->grant->organisation != organisation) continue;
        if (!entry->grant->revoked && entry->grant->covers(matter)) return entry->grant;
        if (!other || other->revoked) other = entry->grant;
    }
    return other;
}

std::shared_ptr<const Grant> Grants::find_for(std::string_view organisation, std::string_view resource,
                                              std::string_view matter, const std::vector<std::string>& fields,
                                              Date today) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->by_resource.find(resource);
    if (found == state_->by_resource.end()) return nullptr;
    std::shared_ptr<const Grant> best;
    int best_rank = 0;
    for (const Entry* entry : found->second) {
        const std::shared_ptr<const Grant>& grant = entry->grant;
        if (grant->organisation != organisation) continue;
        int rank = 1;
        if (!grant->revoked) rank = 2;
        if (grant->in_force(today)) rank = 3;
        if (rank > 1 && grant->covers(matter)) rank += 2;
        const bool whole = std::ranges::all_of(fields, [&](const auto& field) { return grant->grants_field(field); });
        if (rank == 5 && whole) return grant;
        if (rank > best_rank) {
            best = grant;
            best_rank = rank;
        }
    }
    return best;
}

std::vector<GrantUse> Grants::use_of_all() {
    save();
    return state_->database.read_value([](db::Transaction& transaction) {
        std::vector<GrantUse> uses;
        for (const db::Row& row : transaction.query("SELECT grant_id, MAX(day), CAST(SUM(used) AS BIGINT) FROM "
                                                    "exchange_grant_use WHERE used > 0 GROUP BY grant_id ORDER BY 1")) {
            uses.push_back({row.text(0), parse_date(row.text(1)), row.integer(2)});
        }
        return uses;
    });
}

std::vector<Grant> Grants::all() const {
    const std::shared_lock lock(state_->mutex);
    std::vector<Grant> grants;
    for (const auto& [id, entry] : state_->by_id) grants.push_back(*entry->grant);
    return grants;
}

bool Grants::use(const Grant& grant) {
    const Date today = china_date(state_->clock.now());
    std::shared_lock lock(state_->mutex);
    if (state_->day != today) {
        lock.unlock();
        {
            const std::unique_lock writing(state_->mutex);
            if (state_->day != today) state_->turn(today);
        }
        lock.lock();
    }
    const auto found = state_->by_id.find(grant.id);
    if (found == state_->by_id.end()) return false;
    std::atomic<int64_t>& used = found->second->used;
    if (used.fetch_add(1) < found->second->grant->daily_quota) return true;
    used.fetch_sub(1);
    return false;
}

int64_t Grants::used_today(std::string_view id) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->by_id.find(id);
    if (found == state_->by_id.end() || state_->day != china_date(state_->clock.now())) return 0;
    return found->second->used;
}

void Grants::save() {
    state_->save();
}

}  // namespace yici::exchange

#include "services/responsibilities/responsibilities.h"

#include <algorithm>

#include "foundation/base/log.h"
#include "services/responsibilities/responsibilities_state.h"
#include "services/responsibilities/schema_sql.h"

namespace yici::responsibilities {

std::string_view to_string(State state) {
    switch (state) {
        case State::promised:
            return "promised";
        case State::connected:
            return "connected";
        case State::serving:
            return "serving";
        case State::failing:
            return "failing";
    }
    return "promised";
}

Responsibilities::Responsibilities(const Parts& parts) : state_(new Inner(parts)) {
    parts.database.migrate("services/responsibilities", kSchemaSql);
}

Responsibilities::~Responsibilities() {
    try {
        state_->take_calls();
    } catch (const std::exception& failure) {
        log::error("responsibilities.calls_not_saved", {{"reason", failure.what()}});
    }
}

void Responsibilities::Inner::take_calls() {
    const std::lock_guard lock(mutex);
    std::vector<exchange::UseCount> changed;
    for (exchange::UseCount& use : parts.gateway.uses()) {
        const exchange::UseCount& before = taken[{use.resource, use.matter, use.material}];
        const bool same =
            before.answered == use.answered && before.nothing == use.nothing && before.failed == use.failed;
        if (!same) changed.push_back(std::move(use));
    }
    if (changed.empty()) return;
    parts.database.write([&](db::Transaction& transaction) {
        for (const exchange::UseCount& use : changed) {
            add_calls(transaction, today(), use, taken[{use.resource, use.matter, use.material}]);
        }
    });
    for (exchange::UseCount& use : changed) taken[{use.resource, use.matter, use.material}] = use;
}

Situation Responsibilities::Inner::look() {
    take_calls();
    Situation situation;
    situation.today = today();
    const Date since{std::chrono::sys_days(situation.today) - std::chrono::days(parts.policy.window_days)};
    situation.calls =
        parts.database.read_value([&](db::Transaction& transaction) { return load_calls(transaction, since); });
    for (const exchange::SystemHealth& health : parts.gateway.health()) {
        if (health.circuit == "open") situation.broken.insert(health.system);
    }
    return situation;
}

std::vector<Responsibility> Responsibilities::all() {
    std::vector<Responsibility> list = state_->compute(state_->look());
    state_->keep(list);
    return list;
}

Page Responsibilities::list(const Filter& filter) {
    const Date today = state_->today();
    Page page;
    for (Responsibility& line : all()) {
        if (!filter.provider.empty() && line.provider != filter.provider) continue;
        if (!filter.state.empty() && to_string(line.state) != filter.state) continue;
        if (!filter.resource.empty() && line.resource != filter.resource) continue;
        if (filter.overdue && !line.overdue(today)) continue;
        const bool in_matter = filter.matter.empty() || std::ranges::any_of(line.uses, [&](const Use& use) {
                                   return use.matter == filter.matter;
                               });
        if (!in_matter) continue;
        const bool shown = page.total >= filter.part.offset() && std::ssize(page.items) < filter.part.size;
        if (shown) page.items.push_back(std::move(line));
        ++page.total;
    }
    return page;
}

void Responsibilities::assign(std::string_view id, Date due, const std::string& note, const std::string& actor,
                              const std::string& actor_name) {
    const std::vector<Responsibility> list = all();
    const auto line = std::ranges::find(list, id, &Responsibility::id);
    if (line == list.end()) throw Error(ErrorKind::not_found, "responsibilities.not_found", std::string(id));
    state_->parts.database.write([&](db::Transaction& transaction) {
        store_kept(transaction, id, state_->today(),
                   {due, actor_name, note, std::string(to_string(line->state)), line->since});
        state_->parts.journal.append(transaction, {"responsibility.assigned", actor, "", std::string(id),
                                                   R"({"due_on":")" + yici::to_string(due) + "\"}"});
    });
}

std::vector<MatterGap> Responsibilities::gaps() {
    const Situation situation = state_->look();
    const Date year_ago{std::chrono::sys_days(situation.today) - std::chrono::days(365)};
    return find_gaps(
        state_->parts.matters, state_->parts.resources,
        [&](const matters::Matter& matter, const matters::Material& material, const matters::Alternative& alternative) {
            return state_->readiness_of(situation, matter, material, alternative);
        },
        state_->parts.cases.counts_by_matter(year_ago));
}

std::vector<Remedy> Responsibilities::remedies() {
    return rank_remedies(gaps());
}

std::vector<Progress> Responsibilities::progress(const std::vector<MatterGap>& gaps,
                                                 const std::set<std::string>& remedies) const {
    std::vector<Progress> all;
    for (const Target& target : state_->parts.policy.targets) {
        Progress one{target, 0, 0, 0};
        for (const MatterGap& gap : gaps) {
            const bool counts = target.of == "all" || (target.of == "livelihood" && gap.matter->livelihood) ||
                                (target.of == "high_frequency" && gap.matter->high_frequency);
            if (!counts) continue;
            ++one.matters;
            const auto remedied = [&](const MaterialGap& each) { return remedies.contains(each.remedy); };
            const bool done =
                target.least_star > 0 ? gap.matter->star >= target.least_star : std::ranges::all_of(gap.gaps, remedied);
            if (done) ++one.one_id;
        }
        if (one.matters > 0) one.percent = 100.0 * static_cast<double>(one.one_id) / static_cast<double>(one.matters);
        all.push_back(std::move(one));
    }
    return all;
}

void Responsibilities::sweep() {
    (void)all();
}

}  // namespace yici::responsibilities

#include <algorithm>

#include "foundation/base/instants.h"
#include "foundation/base/text.h"
#include "services/census/census_state.h"

namespace yici::census {

namespace {

constexpr std::string_view kNotTold = "未填";

std::string level_name(int level) {
    static constexpr std::string_view kLevels[] = {"未知",         "国家",         "省",        "市",
                                                   "县（市、区）", "乡镇（街道）", "村（社区）"};
    return std::string(kLevels[level >= 1 && level <= 6 ? level : 0]);
}

std::vector<std::string> names_of(const Field& one, const std::string& value) {
    if (value.empty()) return {std::string(kNotTold)};
    if (one.kind == Kind::flag) return {value == "1" ? "是" : "否"};
    if (one.kind == Kind::level) return {value == "0" ? "未定级" : value + "级"};
    std::vector<std::string> names;
    const std::string text = shown(one, value);
    for (const std::string_view name : split(text, ';')) names.emplace_back(name);
    return names;
}

using Counts = std::vector<std::pair<std::string, int64_t>>;

void count(Counts& counts, const std::string& name) {
    const auto found = std::ranges::find(counts, name, &std::pair<std::string, int64_t>::first);
    if (found != counts.end()) {
        ++found->second;
    } else {
        counts.emplace_back(name, 1);
    }
}

/// In the order of the code list; what is not told stands last.
void arrange(Counts& counts, const Field* one) {
    const auto place = [&](const std::string& name) -> size_t {
        if (name == kNotTold) return 1000;
        if (one == nullptr) return 0;
        const auto option = std::ranges::find(one->options, name, &Option::name);
        return static_cast<size_t>(option - one->options.begin());
    };
    std::ranges::stable_sort(counts, [&](const auto& a, const auto& b) {
        return std::pair(place(a.first), a.first) < std::pair(place(b.first), b.first);
    });
}

}  // namespace

Report Census::report(const std::string& body) {
    Report report;
    std::vector<System> systems;
    state_->database.read([&](db::Transaction& transaction) {
        systems = load_systems(transaction, body);
        report.bodies_submitted = transaction.query("SELECT COUNT(*) FROM census_bodies")[0].integer(0);
    });
    report.systems = std::ssize(systems);
    Counts levels;
    std::vector<std::string> bodies;
    for (const System& system : systems) {
        const auto* owner = state_->organisations.find(system.body);
        count(levels, level_name(owner == nullptr ? 0 : owner->level));
        if (std::ranges::find(bodies, system.body) == bodies.end()) bodies.push_back(system.body);
        report.build_fen += parse_integer(system.value("build_fen")).value_or(0);
        report.yearly_fen += parse_integer(system.value("yearly_fen")).value_or(0);
    }
    report.bodies = std::ssize(bodies);
    report.groups.emplace_back("level", std::move(levels));
    for (const char* key : {"fund_source", "network", "deployment", "connected", "state", "origin", "protection"}) {
        const Field* one = field(key);
        Counts counts;
        for (const System& system : systems) {
            for (const std::string& name : names_of(*one, system.value(key))) count(counts, name);
        }
        arrange(counts, one);
        report.groups.emplace_back(key, std::move(counts));
    }
    for (const Considered& one : proposed(body, "")) {
        ++(one.proposal.kind == "duplicate" ? report.duplicates : report.zombies);
        if (one.decision) {
            ++(one.decision->verdict == Verdict::keep    ? report.kept
               : one.decision->verdict == Verdict::merge ? report.merged
                                                         : report.closed);
        } else {
            ++(one.state() == "answered" ? report.awaiting_decision : report.awaiting_answer);
        }
    }
    return report;
}

std::vector<Progress> Census::progress() {
    std::vector<System> systems;
    std::map<std::string, int64_t> submitted;
    state_->database.read([&](db::Transaction& transaction) {
        systems = load_systems(transaction, "");
        for (const db::Row& row : transaction.query("SELECT body, submitted_at FROM census_bodies")) {
            submitted[row.text(0)] = row.integer(1);
        }
    });
    std::vector<Progress> all;
    for (const auto* body : state_->organisations.all()) {
        Progress one{body->code, body->name, body->level, 0, 0, std::nullopt};
        int64_t sum = 0;
        for (const System& system : systems) {
            if (system.body != body->code) continue;
            ++one.systems;
            sum += system.completeness();
        }
        if (one.systems > 0) one.completeness = static_cast<int>(sum / one.systems);
        if (const auto at = submitted.find(body->code); at != submitted.end()) {
            one.submitted = instant_of(at->second);
        }
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<std::pair<std::string, std::string>> Census::holders_of(const std::string& resource,
                                                                    const std::string& system) {
    std::vector<std::pair<std::string, std::string>> holders;
    for (const System& one : all()) {
        const bool names_it = !resource.empty() && one.value("resources").find(resource) != std::string::npos;
        const bool is_it = !system.empty() && (one.name() == system || one.value("abbreviation") == system);
        if (names_it || is_it) holders.emplace_back(one.id, one.name());
    }
    return holders;
}

}  // namespace yici::census

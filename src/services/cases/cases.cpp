#include "services/cases/cases.h"

#include <array>

#include "engines/codes/codes.h"
#include "foundation/base/instants.h"
#include "foundation/crypto/hash.h"
#include "services/cases/case_store.h"
#include "services/cases/cases_state.h"
#include "services/cases/schema_sql.h"

namespace yici::cases {

namespace {

constexpr int kWrongPasswords = 10;
constexpr auto kTrackingLock = std::chrono::hours(1);
constexpr int kSilentDays = 5;  // 行政许可法 art. 32
constexpr size_t kFileLimit = 10 << 20;

std::string six_digits(RandomSource& random) {
    std::array<uint8_t, 8> bytes{};
    random.fill(bytes);
    uint64_t value = 0;
    for (const uint8_t byte : bytes) value = value << 8 | byte;
    const std::string digits = std::to_string(value % 1'000'000);
    return std::string(6 - digits.size(), '0') + digits;
}

void check_subject(const matters::Matter& matter, const std::string& subject) {
    codes::Fault fault;
    const bool good = matter.applicant == "person" ? codes::IdNumber::parse(subject, &fault).has_value()
                                                   : codes::CreditCode::parse(subject, &fault).has_value();
    if (!good) throw Error(ErrorKind::rule_violated, "cases.bad_subject", fault.reason);
}

}  // namespace

Actor actor_of(const accounts::Account& account) {
    if (account.kind == accounts::Kind::citizen) return {"applicant", "申请人", ""};
    return {account.id, account.name, account.organisation};
}

Cases::Inner::Inner(const Parts& given) : parts(given) {
    for (const matters::Matter* matter : parts.matters.all()) {
        auto its = std::make_shared<std::vector<exchange::MaterialUse>>();
        for (const matters::Material& material : matter->materials) {
            for (const matters::Alternative& alternative : material.alternatives) {
                if (alternative.resource.empty()) continue;
                its->push_back(
                    {material.code, material.name, alternative.resource, alternative.fields, alternative.question});
            }
        }
        uses.emplace(matter->code, std::move(its));
    }
}

Cases::Cases(const Parts& parts) : state_(new Inner(parts)) {
    parts.database.migrate("cases", kSchemaSql);
    parts.database.write(take_over_stops);
    parts.database.read([&](db::Transaction& transaction) {
        each_live_case(transaction, [&](const Case& item) { state_->show_to_gateway(item); });
    });
}

Cases::~Cases() = default;

void Cases::Inner::show_to_gateway(const Case& item) {
    if (!is_live(item.state)) return parts.live_cases.erase(item.number);
    exchange::LiveCase live;
    live.number = item.number;
    live.matter = item.matter;
    live.state = code_of(item.state);
    live.subjects = {{item.subject, parts.subjects.digest_of(item.subject)}};
    live.applicant_name = item.applicant_name;
    const auto its = uses.find(item.matter);
    if (its == uses.end()) throw Error(ErrorKind::not_found, "cases.unknown_matter", item.matter);
    live.materials = its->second;
    parts.live_cases.put(std::move(live));
}

const matters::Matter& Cases::Inner::matter_of(std::string_view code) const {
    const matters::Matter* matter = parts.matters.find(code);
    if (matter == nullptr) throw Error(ErrorKind::not_found, "cases.unknown_matter", std::string(code));
    return *matter;
}

void Cases::Inner::fill_form(db::Transaction& transaction, const matters::Matter& matter, Case& item,
                             const std::string& answers, std::string_view uploader) const {
    if (matter.form == nullptr) {
        if (answers != "{}") throw forms::Refused({{"", "forms.unknown_field", ""}});
        return;
    }
    matter.form->require(answers);
    attachments::bind_files(parts.attachments, transaction, {*matter.form, answers, item.form}, item.number, uploader);
    item.form = answers;
}

Case Cases::receive(const NewCase& request) {
    const matters::Matter& matter = state_->matter_of(request.matter);
    check_subject(matter, request.subject);
    const organisations::Organisation* department = state_->parts.organisations.find(matter.department);
    const std::string region = department != nullptr ? department->division.substr(0, 6) : "330000";
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const std::string fingerprint = fingerprint_of(request);
        if (const auto earlier = request_keys().find(transaction, request.by.id, request.request_key, fingerprint)) {
            return load_case(transaction, *earlier).value();
        }
        const auto made = std::make_shared<Case>();
        Case& item = *made;
        const Date today = state_->today();
        item.number = codes::make_acceptance_number(region, today, next_in_sequence(transaction, region, today));
        item.query_password = six_digits(state_->parts.random);
        item.matter = matter.code;
        item.department = matter.department;
        item.window_organisation = request.by.organisation;
        item.subject = request.subject;
        item.applicant_name = request.applicant_name;
        item.channel = request.channel;
        state_->fill_form(transaction, matter, item, request.form, request.uploader);
        item.state = State::received;
        item.received_at = state_->now();
        request_keys().keep(transaction, request.by.id, request.request_key, fingerprint, item.number);
        state_->record_step(transaction, made, 0, request.by, Action::receive, "");
        return item;
    });
}

Case Cases::act(std::string_view number, const Act& act) {
    const std::string its(number);
    return retry_stale([&] {
        return state_->parts.database.write_value(
            [&](db::Transaction& transaction) { return *state_->apply(transaction, its, act); });
    });
}

Case Cases::act(db::Transaction& transaction, std::string_view number, const Act& act) {
    return *state_->apply(transaction, std::string(number), act, Inner::From::row);
}

void Cases::act_later(std::string number, Act act, const std::function<void(std::exception_ptr)>& done) {
    state_->act_later(std::make_shared<const std::pair<std::string, Act>>(std::move(number), std::move(act)), done);
}

namespace {

bool may_see(const accounts::Account& account, const Case& item) {
    if (account.kind == accounts::Kind::citizen) return account.subject == item.subject;
    return account.organisation == item.department || account.organisation == item.window_organisation ||
           account.has(accounts::Role::authority);
}

bool is_stale(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const Error& error) {
        return error.key() == "cases.stale";
    } catch (...) {
        return false;
    }
}

}  // namespace

void Cases::Inner::act_later(const std::shared_ptr<const std::pair<std::string, Act>>& asked,
                             const std::function<void(std::exception_ptr)>& done) {
    parts.database.write_later(
        [this, asked](db::Transaction& transaction) { (void)apply(transaction, asked->first, asked->second); },
        [this, asked, done](const std::exception_ptr& failure) {
            if (!failure || !is_stale(failure)) return done(failure);
            try {
                act_later(asked, done);
            } catch (...) {
                done(std::current_exception());
            }
        });
}

Case Cases::get(std::string_view number) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return get(t, number); });
}

std::optional<Case> Cases::find(db::Transaction& transaction, std::string_view number) {
    return load_case(transaction, number);
}

Case Cases::get(db::Transaction& transaction, std::string_view number) {
    auto item = load_case(transaction, number);
    if (!item) throw Error(ErrorKind::not_found, "cases.not_found", std::string(number));
    return std::move(*item);
}

Case Cases::shown_to(const accounts::Account& account, std::string_view number) {
    return state_->parts.database.read_value([&](db::Transaction& transaction) {
        Case item = get(transaction, number);
        if (may_see(account, item)) return item;
        const bool waits = account.kind == accounts::Kind::staff && state_->parts.handling != nullptr &&
                           state_->parts.handling->concerns(transaction, number, account);
        if (!waits) throw Error(ErrorKind::not_found, "cases.not_found", std::string(number));
        return item;
    });
}

bool Cases::is_handled(std::string_view number) {
    if (state_->parts.handling == nullptr) return false;
    return state_->parts.database.read_value(
        [&](db::Transaction& t) { return state_->parts.handling->waits_for(t, number).has_value(); });
}

Page Cases::list(const Filter& filter) {
    Filter today = filter;
    today.today = state_->today();
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_page(t, today); });
}

std::vector<Event> Cases::events(std::string_view number) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_events(t, number); });
}

std::vector<MaterialResult> Cases::materials(std::string_view number) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_materials(t, number); });
}

void Cases::record_material(std::string_view number, const MaterialResult& result) {
    state_->parts.database.write([&](db::Transaction& transaction) {
        for (const MaterialResult& earlier : load_materials(transaction, number)) {
            // A fetch may end after the applicant has shown the paper.
            if (earlier.material == result.material && earlier.status == MaterialStatus::brought) return;
        }
        store_material(transaction, number, result, state_->now());
    });
}

void Cases::name_applicant(std::string_view number, std::string_view name) {
    state_->parts.database.write([&](db::Transaction& transaction) {
        (void)state_->shelf.take(std::string(number));
        cases::name_applicant(transaction, number, name);
    });
}

void Cases::bring(std::string_view number, std::string_view material, const std::optional<BroughtFile>& file,
                  const Actor& by) {
    if (file && file->content.size() > kFileLimit) throw Error(ErrorKind::too_large, "cases.file_too_large");
    const auto work = [&](db::Transaction& transaction, const std::shared_ptr<Case>& item) {
        if (!next_state(item->state, Action::bring)) {
            throw Error(ErrorKind::conflict, "cases.not_now", std::string(name_of(item->state)));
        }
        const matters::Matter& matter = state_->matter_of(item->matter);
        const auto known = std::any_of(matter.materials.begin(), matter.materials.end(),
                                       [&](const auto& candidate) { return candidate.code == material; });
        if (!known) throw Error(ErrorKind::not_found, "cases.unknown_material", std::string(material));
        MaterialResult result;
        result.material = material;
        for (const MaterialResult& earlier : load_materials(transaction, number)) {
            if (earlier.material == material) result = earlier;
        }
        result.status = MaterialStatus::brought;
        if (file) store_file(transaction, number, material, *file, state_->now());
        store_material(transaction, number, result, state_->now());
        state_->record_step(transaction, item, 0, by, Action::bring, std::string(material));
    };
    retry_stale([&] {
        state_->parts.database.write([&](db::Transaction& transaction) {
            state_->work_on(transaction, std::string(number), Inner::From::shelf,
                            [&](const std::shared_ptr<Case>& item) { work(transaction, item); });
        });
    });
}

Case Cases::track(std::string_view number, std::string_view password) {
    enum class Outcome { right, wrong, locked };
    std::optional<Case> item;
    const Outcome outcome = state_->parts.database.write_value([&](db::Transaction& transaction) {
        const int64_t now = micros(state_->now());
        Tracking tracking = load_tracking(transaction, number);
        if (tracking.locked_until > now) return Outcome::locked;
        item = load_case(transaction, number);
        if (item && crypto::equal(as_bytes(item->query_password), as_bytes(password))) {
            if (tracking.wrong > 0) store_tracking(transaction, number, {});
            return Outcome::right;
        }
        // Only numbers that exist are counted: made-up ones must not fill the table.
        if (item && ++tracking.wrong >= kWrongPasswords) {
            tracking = {0, now + std::chrono::microseconds(kTrackingLock).count()};
        }
        if (item) store_tracking(transaction, number, tracking);
        return Outcome::wrong;
    });
    if (outcome == Outcome::locked) throw Error(ErrorKind::too_many, "cases.tracking_locked");
    if (outcome == Outcome::wrong) throw Error(ErrorKind::not_found, "cases.wrong_query_password");
    return std::move(*item);
}

Counts Cases::counts() {
    Counts counts;
    const Date today = state_->today();
    state_->parts.database.read([&](db::Transaction& transaction) {
        for (const db::Row& row : transaction.query("SELECT state, COUNT(*) FROM cases GROUP BY state")) {
            counts.states[row.text(0)] = row.integer(1);
        }
        counts.visits_saved =
            transaction
                .query(
                    "SELECT COUNT(*) FROM (SELECT DISTINCT m.case_number, m.source FROM cases_materials m JOIN cases c "
                    "ON c.number = m.case_number WHERE m.status = 'present' AND m.source <> '' AND c.accepted_at IS "
                    "NOT NULL) visits")[0]
                .integer(0);
        for (const char* light : {"green", "yellow", "red", "double_red"}) {
            Filter filter;
            filter.light = light;
            filter.today = today;
            filter.part.size = 0;
            counts.lights[light] = load_page(transaction, filter).total;
        }
    });
    return counts;
}

std::map<std::string, int64_t> Cases::counts_by_matter(Date since) {
    std::map<std::string, int64_t> counts;
    const int64_t from = micros(china_midnight(since));
    state_->parts.database.read([&](db::Transaction& transaction) {
        for (const db::Row& row :
             transaction.query("SELECT matter, COUNT(*) FROM cases WHERE received_at >= ? GROUP BY matter", {from})) {
            counts[row.text(0)] = row.integer(1);
        }
    });
    return counts;
}

int Cases::accept_silent_ones() {
    std::vector<std::string> silent;
    const Date today = state_->today();
    state_->parts.database.read([&](db::Transaction& transaction) {
        each_live_case(transaction, [&](const Case& item) {
            if (item.state != State::received || !item.confirmed_at) return;
            const Date received = china_date(item.received_at);
            if (today > codes::due_date(state_->parts.calendar, received, kSilentDays).date) {
                silent.push_back(item.number);
            }
        });
    });
    for (const std::string& number : silent) {
        Act deemed;
        deemed.action = Action::accept;
        deemed.by = {"system", "系统", ""};
        deemed.reason = "deemed";
        (void)act(number, deemed);
    }
    return static_cast<int>(silent.size());
}

}  // namespace yici::cases

#include <algorithm>

#include "engines/codes/codes.h"
#include "foundation/base/error.h"
#include "foundation/crypto/hash.h"
#include "services/cases/case_store.h"
#include "services/cases/cases_state.h"

namespace yici::cases {

namespace {

/// Materials that are required in this situation and neither fetched nor brought; 容缺 ones (necessity 3) may follow
/// later.
std::vector<std::string> open_materials(const matters::Matter& matter, const Case& item,
                                        const std::vector<MaterialResult>& results, const Clock& clock) {
    const matters::CaseFacts facts = facts_of(item, results);
    std::vector<std::string> open;
    for (const matters::Material& material : matter.materials) {
        if (material.necessity != 1 || !matters::is_needed(material, facts, clock)) continue;
        const bool settled = std::any_of(results.begin(), results.end(), [&](const MaterialResult& result) {
            return result.material == material.code &&
                   (result.status == MaterialStatus::present || result.status == MaterialStatus::brought);
        });
        if (!settled) open.push_back(material.name);
    }
    return open;
}

}  // namespace

std::string fingerprint_of(const NewCase& request) {
    return to_hex(crypto::sm3(request.matter + '\n' + request.subject + '\n' + request.channel + '\n' + request.form));
}

std::string fingerprint_of(std::string_view number, const Act& act) {
    std::string text = std::string(number) + '\n' + std::string(to_string(act.action)) + '\n' + act.reason + '\n' +
                       act.kind + '\n' + (act.granted ? "1" : "0") + '\n' + act.opinion + '\n' + act.form;
    for (const CorrectionItem& item : act.items) text += '\n' + item.material + '\t' + item.reason;
    return to_hex(crypto::sm3(text));
}

std::shared_ptr<Case> Shelf::take(const std::string& number) {
    const std::lock_guard lock(mutex_);
    const auto found = cases_.find(number);
    if (found == cases_.end()) return nullptr;
    std::shared_ptr<Case> item = std::move(found->second);
    cases_.erase(found);
    return item;
}

void Shelf::put(std::shared_ptr<Case> item) {
    const std::lock_guard lock(mutex_);
    if (cases_.size() >= kMost) cases_.erase(cases_.begin());
    auto& place = cases_[item->number];
    if (!place || place->version < item->version) place = std::move(item);
}

void Cases::Inner::work_on(db::Transaction& transaction, const std::string& number, From from,
                           const std::function<void(const std::shared_ptr<Case>&)>& work) {
    const auto item = shelf.take(number);
    if (!item || from == From::row) {
        if (from == From::row && parts.database.dialect() == db::Dialect::postgresql) lock_case(transaction, number);
        auto loaded = load_case(transaction, number);
        if (!loaded) throw Error(ErrorKind::not_found, "cases.not_found", number);
        return work(std::make_shared<Case>(std::move(*loaded)));
    }
    const int64_t version = item->version;
    try {
        work(item);
    } catch (const Error& error) {
        // What does not go by the case on the shelf may go by its row. Nothing can be asked after a failed statement.
        if (error.kind() == ErrorKind::internal || error.key().starts_with("db.")) throw;
        if (version_of(transaction, number) == version) throw;
        throw Error(ErrorKind::conflict, "cases.stale");
    }
}

void Cases::Inner::record_step(db::Transaction& transaction, const std::shared_ptr<Case>& item, unsigned changed,
                               const Actor& by, Action action, const std::string& note) {
    Event event;
    event.step = ++item->steps;
    event.time = now();
    event.actor = by.id;
    event.actor_name = by.name;
    event.action = to_string(action);
    event.state = item->state;
    event.note = note;
    if (!is_live(item->state)) changed |= kEnd;
    if (action == Action::receive) {
        insert_case(transaction, *item);
    } else if (!update_case(transaction, *item, changed)) {
        throw Error(ErrorKind::conflict, "cases.stale");
    }
    insert_event(transaction, item->number, event);

    std::string data = R"({"matter":)";
    append_json_string(data, item->matter);
    data += R"(,"state":")";
    data += code_of(item->state);
    data += R"(","step":)" + std::to_string(event.step);
    if (!item->licence.empty()) {
        data += R"(,"licence":)";
        append_json_string(data, item->licence);
    }
    parts.journal.append(transaction, {"case." + event.action, by.id,
                                       parts.subjects.digest_of(transaction, item->subject), item->number, data + "}"});
    transaction.after_commit([this, item] {
        show_to_gateway(*item);
        shelf.put(item);
    });
}

namespace {

/// The effects of one action on a case whose state allows it.
class Effects {
  public:
    Effects(Cases::Inner& state, db::Transaction& transaction, Case& item, const Act& act)
        : state_(state), transaction_(transaction), item_(item), act_(act), matter_(state.matter_of(item.matter)) {}

    /// What is said of the step beside what was asked.
    std::string note;

    /// Which parts of the case it changed.
    unsigned apply() {
        switch (act_.action) {
            case Action::confirm:
                item_.confirmed_at = state_.now();
                return kConfirmation;
            case Action::accept:
                accept();
                return kAcceptance | kClock;
            case Action::correct:
                correct();
                return kCorrection;
            case Action::amend:
                amend();
                return kForm | kConfirmation;
            case Action::suspend:
                suspend();
                return kClock;
            case Action::resume:
                resume();
                return kClock;
            case Action::decide:
                decide();
                return kDecision;
            case Action::refuse:
            case Action::withdraw:
                if (act_.reason.empty()) throw Error(ErrorKind::invalid_input, "cases.reason_missing");
                return 0;
            default:
                return 0;
        }
    }

  private:
    void accept() {
        if (!item_.confirmed_at) throw Error(ErrorKind::rule_violated, "cases.not_confirmed");
        const bool deemed = act_.reason == "deemed" && act_.by.id == "system";
        const auto open =
            open_materials(matter_, item_, load_materials(transaction_, item_.number), state_.parts.clock);
        if (!open.empty() && !deemed) {
            throw Error(ErrorKind::rule_violated, "cases.materials_missing", join(open, "、"));
        }
        const Date today = state_.today();
        item_.accepted_at = state_.now();
        item_.accepted_on = deemed ? china_date(item_.received_at) : today;
        item_.national_number = codes::make_case_number(matter_.national_code, today,
                                                        next_in_sequence(transaction_, matter_.national_code, today));
        recount();
        for (const decisions::Use& use : state_.assess(transaction_, item_, act_.by)) {
            if (use.outcome == "not_eligible") note = "规则判断不符合条件：" + use.reason_zh;
        }
    }

    void correct() {
        if (item_.corrected_at) throw Error(ErrorKind::conflict, "cases.corrected_once");
        if (act_.items.empty()) throw Error(ErrorKind::invalid_input, "cases.correction_empty");
        item_.correction = act_.items;
        item_.corrected_at = state_.now();
        for (CorrectionItem& item : item_.correction) {
            if (item.material == kFormItem && matter_.form != nullptr) item.name = matter_.form->title();
            for (const matters::Material& material : matter_.materials) {
                if (material.code == item.material) item.name = material.name;
            }
            if (item.name.empty()) throw Error(ErrorKind::not_found, "cases.unknown_material", item.material);
            note += (note.empty() ? "" : "；") + item.name + "：" + item.reason;
        }
    }

    /// What was confirmed before is not what stands now.
    void amend() {
        if (!asks_for_form(item_)) throw Error(ErrorKind::conflict, "cases.form_stands");
        const std::string before = item_.form;
        state_.fill_form(transaction_, matter_, item_, act_.form, act_.uploader);
        note = join(matter_.form->differences(before, item_.form), "、");
        if (item_.confirmed_at)
            keep_earlier_form(transaction_, item_.number, {before, *item_.confirmed_at, state_.now()});
        item_.confirmed_at.reset();
        (void)state_.assess(transaction_, item_, act_.by);
    }

    void suspend() {
        if (act_.reason.empty() || act_.kind.empty()) throw Error(ErrorKind::invalid_input, "cases.reason_missing");
        const Date today = state_.today();
        const bool overlaps = !item_.stops.empty() && item_.stops.back().to && *item_.stops.back().to >= today;
        // Stopped again on the day it was resumed: the earlier stop goes on.
        if (overlaps) {
            item_.stops.back().to.reset();
        } else {
            item_.stops.push_back({act_.kind, act_.reason, today, std::nullopt});
        }
        recount();
    }

    void resume() {
        // The last suspended day is the one before work goes on, unless it is resumed on the day it was stopped.
        const Date yesterday{std::chrono::sys_days(state_.today()) - std::chrono::days(1)};
        item_.stops.back().to = std::max(item_.stops.back().from, yesterday);
        recount();
    }

    void decide() {
        item_.decided_at = state_.now();
        item_.granted = act_.granted;
        item_.opinion = act_.opinion;
        item_.decided_by = act_.by.name;
        if (!act_.granted && act_.opinion.empty()) throw Error(ErrorKind::invalid_input, "cases.reason_missing");
        if (!act_.granted || matter_.result.licence_type.empty()) return;
        const licences::Issued issued = state_.parts.licences.issue(transaction_, licence_request());
        item_.licence = issued.identifier;
        item_.licence_name = issued.name;
    }

    [[nodiscard]] licences::IssueRequest licence_request() {
        licences::IssueRequest request;
        request.type = matter_.result.licence_type;
        request.issuer = item_.department;
        request.holder = item_.subject;
        request.holder_name = item_.applicant_name;
        request.case_number = item_.number;
        request.window_organisation = item_.window_organisation;
        request.form = item_.form;
        for (const MaterialResult& result : load_materials(transaction_, item_.number)) {
            for (const FieldValue& field : result.fields) {
                request.values[result.material + "." + field.name] = field.value;
            }
        }
        return request;
    }

    void recount() {
        count_clock(item_, state_.parts.calendar, matter_.promised_days, matter_.legal_days, state_.today());
    }

    Cases::Inner& state_;
    db::Transaction& transaction_;
    Case& item_;
    const Act& act_;
    const matters::Matter& matter_;
};

std::string note_of(const Act& act) {
    if (act.action == Action::decide) return act.opinion;
    if (act.action == Action::suspend) return act.kind + "：" + act.reason;
    return act.reason;
}

}  // namespace

void Cases::Inner::tell_handling(db::Transaction& transaction, const Case& item, const Act& act) {
    if (parts.handling == nullptr) return;
    switch (act.action) {
        case Action::start:
        case Action::suspend:
        case Action::resume:
        case Action::withdraw:
            return parts.handling->acting(transaction, item, act);
        case Action::decide:
            if (act.by_procedure) return;
            if (const auto waits = parts.handling->waits_for(transaction, item.number)) {
                throw Error(ErrorKind::conflict, "cases.procedure_runs", *waits);
            }
            return;
        default:
            return;
    }
}

std::shared_ptr<Case> Cases::Inner::apply(db::Transaction& transaction, const std::string& number, const Act& act,
                                          From from) {
    const std::string fingerprint = act.request_key.empty() ? std::string() : fingerprint_of(number, act);
    if (const auto earlier = request_keys().find(transaction, act.by.id, act.request_key, fingerprint))
        return std::make_shared<Case>(load_case(transaction, *earlier).value());
    std::shared_ptr<Case> changed;
    work_on(transaction, number, from, [&](const std::shared_ptr<Case>& item) {
        if (act.action == Action::correct && item->corrected_at) {
            throw Error(ErrorKind::conflict, "cases.corrected_once");
        }
        const auto next = next_state(item->state, act.action);
        if (!next) throw Error(ErrorKind::conflict, "cases.not_now", std::string(name_of(item->state)));
        tell_handling(transaction, *item, act);
        Effects effects(*this, transaction, *item, act);
        const unsigned parts_changed = effects.apply();
        item->state = *next;
        request_keys().keep(transaction, act.by.id, act.request_key, fingerprint, number);
        record_step(transaction, item, parts_changed, act.by, act.action,
                    effects.note.empty() ? note_of(act) : effects.note);
        if (parts.handling != nullptr && act.action == Action::accept) {
            parts.handling->accepted(transaction, *item, matter_of(item->matter), load_materials(transaction, number),
                                     act.by);
        }
        changed = item;
    });
    return changed;
}

}  // namespace yici::cases

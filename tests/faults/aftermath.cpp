#include "faults/aftermath.h"

#include "cli/program.h"
#include "engines/documents/container.h"
#include "faults/seed.h"
#include "foundation/base/files.h"
#include "foundation/crypto/hash.h"
#include "foundation/crypto/keys.h"
#include "foundation/db/database.h"
#include "foundation/journal/journal.h"

namespace yici::test {

namespace {

std::unique_ptr<crypto::PublicKey> key_of(const RunningNode& node) {
    return crypto::parse_public_key(read_file(node.public_key()));
}

/// A promise against what the database holds.
void check_promise(const std::string& number, const Promise& promise, const db::Row& row, Aftermath::Faults& faults) {
    const auto expect = [&](bool kept, const std::string& what) {
        if (!kept) faults.push_back(number + ": " + what);
    };
    expect(row.text(1) >= promise.state, "was in state " + promise.state + ", is in " + row.text(1));
    expect(promise.national_number.empty() || row.text(2) == promise.national_number, "national number lost");
    expect(promise.licence.empty() || row.text(3) == promise.licence, "licence lost");
    expect(!promise.confirmed || !row.is_null(4), "confirmation lost");
}

/// Every accepted case has one procedure and it stands where the case stands: no token is lost or doubled.
void check_procedures(db::Transaction& transaction, Aftermath::Faults& faults) {
    const auto find = [&](const std::string& sql, const std::string& fault) {
        for (const db::Row& row : transaction.query(sql)) faults.push_back(row.text(0) + fault);
    };
    find(
        "SELECT c.number FROM cases c WHERE c.accepted_at IS NOT NULL AND (SELECT COUNT(*) FROM process_instances i "
        "WHERE i.business_key = c.number) <> 1",
        ": accepted, and has no procedure or several");
    find(
        "SELECT i.business_key FROM process_instances i WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.number = "
        "i.business_key AND c.accepted_at IS NOT NULL)",
        ": a procedure without an accepted case");
    find(
        "SELECT i.business_key FROM process_instances i WHERE i.state IN (1, 2) AND (SELECT COUNT(*) FROM "
        "cases_events e WHERE e.case_number = i.business_key AND e.action = 'decide') <> 1",
        ": its procedure has ended without exactly one decision");
    find(
        "SELECT c.number FROM cases c WHERE (SELECT COUNT(*) FROM cases_events e WHERE e.case_number = c.number AND "
        "e.action = 'decide') > 1",
        ": decided twice");
    find(
        "SELECT i.business_key FROM process_instances i WHERE (i.state = 0) <> EXISTS (SELECT 1 FROM process_work w "
        "WHERE w.instance = i.id AND w.state = 0 AND w.kind IN (1, 2))",
        ": runs and waits for nothing, or ended and still waits");
    find(
        "SELECT i.business_key FROM process_instances i JOIN process_work w ON w.instance = i.id WHERE w.kind IN (1, "
        "2) AND w.state <> 2 GROUP BY i.id, i.business_key, w.element HAVING COUNT(*) > 1",
        ": a step was opened twice");
    find("SELECT i.business_key FROM process_work w JOIN process_instances i ON i.id = w.instance WHERE w.state = 3",
         ": an incident");
}

void check_licences(db::Transaction& transaction, const RunningNode& node,
                    const std::map<std::string, std::string>& journaled, Aftermath::Faults& faults) {
    const auto key = key_of(node);
    transaction.query_each("SELECT identifier, container, issued_on FROM licences", {}, [&](const db::Row& row) {
        const Bytes& container = row.bytes(1);
        const auto checked = documents::verify_container(container, key.get(), parse_date(row.text(2)).value());
        if (checked.check("signature").outcome != documents::Outcome::passed || !checked.none_failed()) {
            faults.push_back(row.text(0) + ": " + documents::to_text(checked, Language::en));
        }
        const auto entry = journaled.find(row.text(0));
        if (entry == journaled.end() || entry->second != to_hex(crypto::sm3(container))) {
            faults.push_back(row.text(0) + ": the journal says otherwise");
        }
        return true;
    });
}

}  // namespace

Aftermath::Aftermath(const RunningNode& node, Ledger& ledger) : node_(node), ledger_(ledger), reader_(node.journal()) {}

void Aftermath::read_journal(Faults& faults) {
    entries_ = reader_.read([&](std::string_view entry) {
        const std::string_view kind = value_in(entry, "kind");
        const std::string about(value_in(entry, "about"));
        if (kind == "call.answered") {
            const std::string request(value_in(entry, "request"));
            const bool fresh = calls_.emplace(request, value_in(entry, "answer")).second;
            if (!fresh) while_reading_.push_back("call journaled twice: " + request);
        } else if (kind == "licence.issued") {
            licences_.emplace(value_in(entry, "identifier"), value_in(entry, "container_sm3"));
        } else if (kind.starts_with("case.") && kind != "case.assessed") {  // a rule's answer is no step of the case
            ++steps_[about];
            if (kind == "case.receive" && ++received_[about] > 1) {
                while_reading_.push_back("received twice: " + about);
            }
        }
    });
    faults.insert(faults.end(), while_reading_.begin(), while_reading_.end());
}

void Aftermath::check_calls(Faults& faults) const {
    for (const auto& [request, answer] : ledger_.calls()) {
        const auto entry = calls_.find(request);
        if (entry == calls_.end()) {
            faults.push_back("answered but not in the journal: call " + request);
        } else if (entry->second != answer) {
            faults.push_back("the journal has another answer: call " + request);
        }
    }
}

Aftermath::Faults Aftermath::after_kill() {
    Faults faults;
    const journal::Verification whole = journal::verify(node_.journal(), *key_of(node_));
    if (!whole.reason.empty()) faults.push_back("journal: " + whole.reason + " " + whole.detail);
    read_journal(faults);
    check_calls(faults);
    return faults;
}

Aftermath::Faults Aftermath::after_start() {
    Faults faults;
    Session session(node_, client_);
    if (const auto cookie = ledger_.session(entries_)) session.use_cookie(*cookie);
    for (const auto& [number, promise] : ledger_.take_touched()) {
        const Reply reply = session.get("/api/v1/cases/" + number);
        if (reply.status != 200) {
            faults.push_back(number + " lost: " + std::to_string(reply.status) + " " + reply.body);
            continue;
        }
        const CaseView view = parse_case(reply.body);
        if (view.state < promise.state) faults.push_back(number + " fell from " + promise.state + " to " + view.state);
        if (promise.confirmed && !view.confirmed) faults.push_back(number + ": confirmation lost");
        if (view.national_number != promise.national_number && !promise.national_number.empty()) {
            faults.push_back(number + ": national number lost");
        }
        if (!promise.licence.empty() && view.licence != promise.licence) faults.push_back(number + ": licence lost");
    }
    return faults;
}

void Aftermath::check_numbers(Faults& faults) const {
    std::map<std::string, std::string> owners;
    for (const auto& [number, promise] : ledger_.cases()) {
        if (promise.national_number.empty()) continue;
        const auto [owner, first] = owners.emplace(promise.national_number, number);
        if (!first) faults.push_back(promise.national_number + " given to " + owner->second + " and " + number);
    }
}

Aftermath::Faults Aftermath::at_the_end(const std::string& database) {
    Faults faults = after_kill();
    check_numbers(faults);
    const Outcome verified =
        run_program("journal verify " + node_.journal().string() + " --key " + node_.public_key().string());
    if (verified.exit_code != 0) faults.push_back("yici journal verify: " + verified.output + verified.errors);

    const auto own = db::open(database);
    own->read([&](db::Transaction& transaction) {
        std::map<std::string, Promise> promises = ledger_.cases();
        std::map<std::string, std::string> national;
        const auto rows = transaction.query(
            "SELECT c.number, c.state, c.national_number, c.licence, c.confirmed_at, e.events, (SELECT COUNT(*) FROM "
            "cases_materials m WHERE "
            "m.case_number = c.number AND m.material = 'tenancy' AND m.status = 'brought') FROM cases c JOIN (SELECT "
            "case_number, "
            "COUNT(*) AS events FROM cases_events GROUP BY case_number) e ON e.case_number = c.number");
        for (const db::Row& row : rows) {
            const std::string& number = row.text(0);
            if (const auto promise = promises.extract(number)) {
                check_promise(number, promise.mapped(), row, faults);
                if (promise.mapped().brought_tenancy && row.integer(6) == 0) {
                    faults.push_back(number + ": what was brought is lost");
                }
            }
            if (!row.text(2).empty() && !national.emplace(row.text(2), number).second) {
                faults.push_back(row.text(2) + " stands in two cases");
            }
            const auto steps = steps_.find(number);
            if (!received_.contains(number) || steps == steps_.end() || steps->second != row.integer(5)) {
                faults.push_back(number + ": journal and events differ");
            }
        }
        for (const auto& [number, promise] : promises) faults.push_back(number + " is not in the database");
        if (received_.size() != rows.size()) faults.push_back("the journal has received other cases");
        check_licences(transaction, node_, licences_, faults);
        check_procedures(transaction, faults);
    });
    return faults;
}

}  // namespace yici::test

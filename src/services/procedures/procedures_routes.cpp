#include <algorithm>
#include <map>

#include "engines/forms/problem.h"
#include "engines/process/values.h"
#include "foundation/http/listing.h"
#include "services/procedures/procedure_json.h"
#include "services/procedures/procedures_state.h"

namespace yici::procedures {

namespace {

using accounts::Account;
using accounts::Role;

/// "cancel" of ".../12/cancel".
std::string last_part_of(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

std::string key_of(const http::Request& request) {
    return std::string(request.headers.find("Idempotency-Key").value_or(""));
}

/// Everybody who works for the government may see where cases stand; only those who may do a task see its variables.
class Desk {
  public:
    Desk(Procedures::Inner& inner, accounts::Accounts& accounts) : inner_(inner), accounts_(accounts) {}

    http::Response models(const http::Request& request) {
        (void)staff(request);
        const http::Part part = http::part_of(request.query_parameters());
        return inner_.parts.database.read_value([&](db::Transaction& t) {
            const auto all = inner_.engine.models(t);
            const auto counts = inner_.engine.running_counts(t);
            const auto total = std::ssize(all);
            std::vector<CountedModel> shown;
            for (int64_t i = part.offset(); i < std::min(part.offset() + part.size, total); ++i) {
                const process::ModelRow& model = all[static_cast<size_t>(i)];
                const auto found = std::ranges::find(counts, model.id, &process::RunningCount::model);
                shown.push_back({model, found == counts.end() ? process::RunningCount{} : *found});
            }
            return http::Response::json(http::listing(array_of(shown), part, total));
        });
    }

    http::Response diagram(const http::Request& request) {
        (void)staff(request);
        const std::string xml = inner_.parts.database.read_value(
            [&](db::Transaction& t) { return inner_.engine.model_xml(t, id_of(request)); });
        if (xml.empty()) throw Error(ErrorKind::not_found, "procedures.not_found", request.at("id"));
        http::Response response = http::Response::text(xml);
        response.headers.set("Content-Type", "application/xml; charset=utf-8");
        return response;
    }

    http::Response heat(const http::Request& request) {
        (void)staff(request);
        const auto counts =
            inner_.parts.database.read_value([&](db::Transaction& t) { return inner_.engine.heat(t, id_of(request)); });
        const auto total = std::ssize(counts);
        return http::Response::json(http::listing(array_of(counts), {1, std::max<int64_t>(total, 1)}, total));
    }

    http::Response start(const http::Request& request) {
        const Account by = accounts_.require_role(request, {Role::clerk, Role::approver, Role::operator_});
        const Body body(request.body);
        return write(request, by, 201, [&](db::Transaction& t) {
            const auto all = inner_.engine.models(t);
            const auto model = std::ranges::find(all, id_of(request), &process::ModelRow::id);
            if (model == all.end()) throw Error(ErrorKind::not_found, "procedures.not_found", request.at("id"));
            const std::string key = body.text("key");
            refuse_second(t, key);
            const int64_t id =
                inner_.engine.start(t, {model->key, key, body.values("variables"), by.id, model->version, {}});
            return to_json(inner_.engine.view(t, id).value());
        });
    }

    /// A change of one instance by those who answer for procedures.
    template <typename Change>
    http::Response change(const http::Request& request, const Change& change) {
        const Account by = accounts_.require_role(request, {Role::operator_, Role::authority});
        const Body body(request.body);
        return write(request, by, 200, [&](db::Transaction& t) {
            change(t, by, body, id_of(request));
            inner_.note(t, {id_of(request), {}, last_part_of(request.path), body.text("reason"), by.id, {}});
            return to_json(inner_.engine.view(t, id_of(request)).value());
        });
    }

    http::Response migration(const http::Request& request) {
        (void)accounts_.require_role(request, {Role::operator_, Role::authority});
        const Body body(request.body);
        const process::MigrationPlan plan{body.number("target"), body.pairs("mapping")};
        // The check locks the row as the migration will, so that it sees what that would see.
        const auto findings = inner_.parts.database.write_value(
            [&](db::Transaction& t) { return inner_.engine.check_migration(t, id_of(request), plan); });
        return http::Response::json(
            http::listing(array_of(findings), {1, std::max<int64_t>(std::ssize(findings), 1)}, std::ssize(findings)));
    }

    /// Those for the one who asks; with ?case= all that a case waits for.
    http::Response tasks(const http::Request& request) {
        const Account by = staff(request);
        const auto parameters = request.query_parameters();
        const http::Part part = http::part_of(parameters);
        const std::string key = parameters.text_or("case", "");
        struct Listed {
            process::WorkView work;
            std::string key;
            bool mine = true;
        };
        int64_t total = 0;
        std::vector<Listed> shown;
        inner_.parts.database.read([&](db::Transaction& t) {
            auto found = key.empty() ? inner_.engine.tasks_for(t, seat_of(by), part.size, part.offset(), total)
                                     : inner_.engine.tasks_of_key(t, key);
            if (!key.empty()) total = std::ssize(found);
            const int64_t first = key.empty() ? 0 : part.offset();
            for (int64_t i = first; i < std::min(first + part.size, std::ssize(found)); ++i) {
                process::WorkView& one = found[static_cast<size_t>(i)];
                const bool mine = key.empty() || inner_.engine.may_take(t, seat_of(by), one.row.id);
                std::string its = inner_.engine.brief(t, one.row.instance).value().key;
                shown.push_back({std::move(one), std::move(its), mine});
            }
        });
        std::string items;
        for (const Listed& one : shown) {
            meet({one.work});
            items += (items.empty() ? "[" : ",") + to_json(one.work, names(), one.key, one.mine);
        }
        return http::Response::json(http::listing(items.empty() ? "[]" : items + "]", part, total));
    }

    http::Response task(const http::Request& request) {
        const Account by = staff(request);
        return inner_.parts.database.write_value([&](db::Transaction& t) {
            const auto work = task_of(t, by, id_of(request));
            const auto instance = inner_.engine.view(t, work.row.instance).value();
            inner_.journal_read(t, by, work.row.instance);
            TaskSurroundings around{instance.row.key, instance.row.variables,   instance.suspended, {},
                                    "null",           answer_of(t, work.row.id)};
            if (const forms::Form* form = inner_.parts.forms.find(work.row.reference)) around.schema = form->document();
            for (const process::WorkView& one : instance.work) {
                const std::pair<std::string, std::string> step{one.row.element, one.name};
                const bool passed =
                    one.row.kind == process::WorkKind::user && one.row.state == process::WorkState::done;
                if (passed && one.row.element != work.row.element && !std::ranges::count(around.passed, step))
                    around.passed.push_back(step);
            }
            return http::Response::json(to_json(work, names(), around));
        });
    }

    void complete(db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        const auto work = inner_.engine.work(t, id).value();
        // What stands by command goes on by command; a step of the model that stops the clocks is done as any other.
        if (inner_.engine.brief(t, work.row.instance).value().suspended) {
            throw Error(ErrorKind::conflict, "procedures.suspended", work.name);
        }
        std::optional<std::string> answers;
        if (body.has("answers")) answers = process::to_json(body.values("answers"));
        inner_.complete(t, {id, by.id, std::move(answers), body.values("outputs")});
    }

    /// A colleague to whom a task can go: staff that may do it, or procedures.no_such_colleague.
    void check_colleague(db::Transaction& t, int64_t id, const Account& to) {
        process::Engine::Seat seat = seat_of(to);
        const auto candidates = inner_.engine.candidates(t, id);
        const bool may = std::ranges::any_of(candidates, [&](const auto& candidate) {
            const auto& [organisation, role] = candidate;
            return (organisation.empty() || organisation == seat.organisation) &&
                   (role.empty() || std::ranges::count(seat.roles, role) > 0);
        });
        if (to.kind != accounts::Kind::staff || (!may && !candidates.empty()))
            throw Error(ErrorKind::invalid_input, "procedures.no_such_colleague", to.id);
    }

    /// Something that a person does with a task that is for them.
    template <typename Act>
    http::Response act(const http::Request& request, const Act& act) {
        const Account by = staff(request);
        const Body body(request.body);
        std::optional<Account> to;
        for (const char* name : {"to", "signer"}) {
            const std::string account = body.text(name);
            if (account.empty()) continue;
            to = accounts_.find(account);
            if (!to) throw Error(ErrorKind::invalid_input, "procedures.no_such_colleague", account);
            inner_.people.remember(*to);
        }
        return write(request, by, 200, [&](db::Transaction& t) {
            (void)task_of(t, by, id_of(request));
            if (to) check_colleague(t, id_of(request), *to);
            act(t, by, body, id_of(request));
            return to_json(inner_.engine.work(t, id_of(request)).value());
        });
    }

    template <typename Mend>
    http::Response mend(const http::Request& request, const Mend& mend) {
        const Account by = accounts_.require_role(request, {Role::operator_});
        const Body body(request.body);
        if (body.text("reason").empty()) throw Error(ErrorKind::invalid_input, "process.reason_missing");
        return write(request, by, 200, [&](db::Transaction& t) {
            mend(t, by, body, id_of(request));
            const auto work = inner_.engine.work(t, id_of(request)).value();
            inner_.note(
                t, {work.row.instance, work.row.element, last_part_of(request.path), body.text("reason"), by.id, {}});
            return to_json(work);
        });
    }

    [[nodiscard]] process::Engine& engine() { return inner_.engine; }

  private:
    /// Persons by what is known in memory: answers are written inside transactions, where nobody is looked up.
    [[nodiscard]] Names names() const {
        return {[this](std::string_view id) {
                    const auto account = inner_.people.find(id);
                    return account ? account->name : std::string(id);
                },
                [this](std::string_view code) { return inner_.parts.organisations.name_of(code); }};
    }

    /// Looks up whom the work names, before it is shown.
    void meet(const std::vector<process::WorkView>& work) {
        for (const process::WorkView& one : work) {
            for (const std::string& id : {one.row.assignee, one.row.done_by}) {
                if (id.empty() || inner_.people.find(id)) continue;
                if (const auto account = accounts_.find(id)) inner_.people.remember(*account);
            }
        }
    }

    Account staff(const http::Request& request) {
        Account by = staff_of(accounts_, request);
        inner_.people.remember(by);
        return by;
    }

    /// What a procedure handles already is not begun a second time by hand.
    void refuse_second(db::Transaction& transaction, const std::string& key) {
        if (key.empty()) return;
        for (const int64_t id : inner_.engine.find_by_key(transaction, key)) {
            const auto earlier = inner_.engine.view(transaction, id).value();
            if (earlier.row.state == process::InstanceState::running)
                throw Error(ErrorKind::conflict, "procedures.runs_already", key + " " + earlier.name);
        }
    }

    process::WorkView task_of(db::Transaction& transaction, const Account& by, int64_t id) {
        auto work = inner_.engine.work(transaction, id);
        const bool is_task = work && work->row.kind == process::WorkKind::user;
        if (!is_task) throw Error(ErrorKind::not_found, "procedures.not_found", std::to_string(id));
        if (work->row.state == process::WorkState::open && !inner_.engine.may_take(transaction, seat_of(by), id)) {
            throw Error(ErrorKind::forbidden, "procedures.not_for_you", std::to_string(id));
        }
        if (work->row.state != process::WorkState::open && work->row.assignee != by.id && work->row.done_by != by.id) {
            throw Error(ErrorKind::forbidden, "procedures.not_for_you", std::to_string(id));
        }
        return std::move(*work);
    }

    template <typename Work>
    http::Response write(const http::Request& request, const Account& by, int status, const Work& work) {
        try {
            return http::Response::json(inner_.once(by, key_of(request), request.path + '\n' + request.body, work),
                                        status);
        } catch (const forms::Refused& refused) {
            return forms::problem(refused, request);
        }
    }

    Procedures::Inner& inner_;
    accounts::Accounts& accounts_;
};

void add_model_routes(http::Router& router, const std::shared_ptr<Desk>& desk) {
    router.get("/api/v1/procedures", [desk](const http::Request& request) { return desk->models(request); });
    router.get("/api/v1/procedures/{id}/diagram",
               [desk](const http::Request& request) { return desk->diagram(request); });
    router.get("/api/v1/procedures/{id}/heat", [desk](const http::Request& request) { return desk->heat(request); });
    router.post("/api/v1/procedures/{id}/instances",
                [desk](const http::Request& request) { return desk->start(request); });
}

void add_instance_routes(http::Router& router, const std::shared_ptr<Desk>& desk) {
    const std::string one = "/api/v1/procedure-instances/{id}";
    const auto add = [&](const std::string& path, auto change) {
        router.post(one + path, [desk, change](const http::Request& request) {
            return desk->change(request, [&](db::Transaction& t, const Account& by, const Body& body, int64_t id) {
                change(desk->engine(), t, by, body, id);
            });
        });
    };
    using process::Engine;
    add("/cancel", [](Engine& engine, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        engine.cancel(t, id, by.id, body.text("reason"));
    });
    add("/variables", [](Engine& engine, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        engine.set_variables(t, id, by.id, body.values("variables"));
    });
    add("/suspend-clocks", [](Engine& engine, db::Transaction& t, const Account& by, const Body&, int64_t id) {
        engine.suspend_clocks(t, id, by.id);
    });
    add("/resume-clocks", [](Engine& engine, db::Transaction& t, const Account& by, const Body&, int64_t id) {
        engine.resume_clocks(t, id, by.id);
    });
    add("/migrate", [](Engine& engine, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        engine.migrate(t, id, {body.number("target"), body.pairs("mapping")}, by.id);
    });
    router.post(one + "/migration-check", [desk](const http::Request& request) { return desk->migration(request); });
}

void add_task_routes(http::Router& router, const std::shared_ptr<Desk>& desk) {
    const std::string one = "/api/v1/tasks/{id}";
    router.get("/api/v1/tasks", [desk](const http::Request& request) { return desk->tasks(request); });
    router.get(one, [desk](const http::Request& request) { return desk->task(request); });
    const auto add = [&](const std::string& path, auto act) {
        router.post(one + path, [desk, act](const http::Request& request) {
            return desk->act(request, [&](db::Transaction& t, const Account& by, const Body& body, int64_t id) {
                act(desk->engine(), t, by, body, id);
            });
        });
    };
    using process::Engine;
    add("/claim", [](Engine& engine, db::Transaction& t, const Account& by, const Body&, int64_t id) {
        engine.claim(t, id, by.id);
    });
    add("/release", [](Engine& engine, db::Transaction& t, const Account& by, const Body&, int64_t id) {
        engine.release(t, id, by.id);
    });
    add("/complete", [desk](Engine&, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        desk->complete(t, by, body, id);
    });
    add("/transfer", [](Engine& engine, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        engine.transfer(t, id, by.id, body.text("to"));
    });
    add("/delegate", [](Engine& engine, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        engine.delegate(t, id, by.id, body.text("to"));
    });
    add("/return", [](Engine& engine, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        engine.send_back(t, id, by.id, body.text("element"), body.text("reason"));
    });
    add("/signers", [](Engine& engine, db::Transaction& t, const Account& by, const Body& body, int64_t id) {
        engine.add_signer(t, id, by.id, body.text("signer"),
                          body.text("signing") == "before" ? process::Signing::before : process::Signing::beside);
    });
}

void add_incident_routes(http::Router& router, const std::shared_ptr<Desk>& desk) {
    router.post("/api/v1/procedure-incidents/{id}/retry", [desk](const http::Request& request) {
        return desk->mend(request, [&](db::Transaction& t, const Account& by, const Body& body, int64_t id) {
            desk->engine().retry(t, id, by.id, body.values("variables"));
        });
    });
    router.post("/api/v1/procedure-incidents/{id}/skip", [desk](const http::Request& request) {
        return desk->mend(request, [&](db::Transaction& t, const Account& by, const Body& body, int64_t id) {
            desk->engine().skip(t, id, by.id, body.text("flow"));
        });
    });
}

}  // namespace

void Procedures::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto desk = std::make_shared<Desk>(*inner_, accounts);
    add_model_routes(router, desk);
    add_instance_routes(router, desk);
    add_task_routes(router, desk);
    add_incident_routes(router, desk);
    add_view_routes(router, *inner_, accounts);
}

}  // namespace yici::procedures

#include <algorithm>
#include <map>

#include "engines/records/mask.h"
#include "foundation/http/listing.h"
#include "services/procedures/procedure_json.h"
#include "services/procedures/procedures_state.h"

namespace yici::procedures {

namespace {

using accounts::Account;
using accounts::Role;
using process::InstanceView;
using process::WorkView;

constexpr size_t kLargestDrawing = 8 << 20;

/// Looks at the engine for those who may.
class Lookout {
  public:
    Lookout(Procedures::Inner& inner, accounts::Accounts& accounts) : inner_(inner), accounts_(accounts) {}

    http::Response instances(const http::Request& request) {
        (void)staff_of(accounts_, request);
        const auto parameters = request.query_parameters();
        const http::Part part = http::part_of(parameters);
        const std::string key = parameters.text_or("key", "");
        const auto model = parse_integer(parameters.text_or("model", ""));
        if (key.empty() && !model) throw Error(ErrorKind::invalid_input, "procedures.which_instances");
        int64_t total = 0;
        auto found = inner_.parts.database.read_value([&](db::Transaction& t) {
            std::vector<SeenInstance> seen;
            for (const int64_t id : key.empty() ? inner_.engine.running(t, *model, part.size, part.offset(), total)
                                                : of_case(t, key, part, total)) {
                seen.push_back({inner_.engine.view(t, id).value(), inner_.interventions(t, id), {}, {}});
            }
            return seen;
        });
        for (SeenInstance& one : found) name_all(one);
        return http::Response::json(http::listing(array_of(found), part, total));
    }

    http::Response instance(const http::Request& request) {
        (void)staff_of(accounts_, request);
        auto seen = inner_.parts.database.read_value([&](db::Transaction& t) {
            auto view = inner_.engine.view(t, id_of(request));
            if (!view) throw Error(ErrorKind::not_found, "procedures.not_found", request.at("id"));
            return SeenInstance{std::move(*view), inner_.interventions(t, id_of(request)), {}, {}};
        });
        name_all(seen);
        return http::Response::json(to_json(seen));
    }

    http::Response incidents(const http::Request& request) {
        (void)accounts_.require_role(request, {Role::operator_, Role::authority});
        const http::Part part = http::part_of(request.query_parameters());
        return inner_.parts.database.read_value([&](db::Transaction& t) {
            std::vector<ListedIncident> listed;
            for (WorkView& work : inner_.engine.incidents(t, part.size, part.offset())) {
                const int64_t instance = work.row.instance;
                listed.push_back({std::move(work), inner_.engine.view(t, instance).value_or(InstanceView{})});
            }
            return http::Response::json(http::listing(array_of(listed), part, inner_.engine.incident_count(t)));
        });
    }

    /// With the variables, which hold personal data: for who mends it, and journaled.
    http::Response incident(const http::Request& request) {
        const Account by = accounts_.require_role(request, {Role::operator_});
        return inner_.parts.database.write_value([&](db::Transaction& t) {
            auto work = inner_.engine.work(t, id_of(request));
            if (!work || work->row.state != process::WorkState::incident) {
                throw Error(ErrorKind::not_found, "procedures.not_found", request.at("id"));
            }
            SeenIncident seen{{*work, inner_.engine.view(t, work->row.instance).value_or(InstanceView{})}, {}};
            const auto model = inner_.engine.model(t, work->row.model);
            const process::Element& element = model->at(model->find(work->row.element).value());
            for (const int out : element.outgoing) {
                const process::Flow& flow = model->flows[static_cast<size_t>(out)];
                const process::Element& to = model->at(flow.to);
                seen.flows.emplace_back(flow, to.name.empty() ? to.id : to.name);
            }
            inner_.journal_read(t, by, work->row.instance);
            return http::Response::json(to_json(seen));
        });
    }

    /// For the applicant and for staff: which bodies worked on a case, and where it is; for staff also what was
    /// answered, which is journaled.
    http::Response steps(const http::Request& request) {
        const Account by = accounts_.require(request);
        const std::string& number = request.at("number");
        inner_.parts.require_case(by, number);
        const bool with_answers = by.kind == accounts::Kind::staff;
        std::vector<WorkView> tasks;
        std::map<int64_t, Answer> answers;
        const auto look = [&](db::Transaction& t) {
            tasks.clear();
            answers.clear();
            for (const int64_t id : inner_.engine.find_by_key(t, number)) {
                InstanceView view = inner_.engine.view(t, id).value();
                for (WorkView& work : view.work) {
                    if (work.row.kind == process::WorkKind::user) tasks.push_back(std::move(work));
                }
                const auto its = with_answers ? answers_in(t, id) : std::vector<Answer>();
                for (const Answer& one : its) answers.emplace(one.task, one);
                if (!its.empty()) inner_.journal_read(t, by, id);
            }
        };
        with_answers ? inner_.parts.database.write(look) : inner_.parts.database.read(look);
        std::ranges::stable_sort(tasks, {}, [](const WorkView& one) { return one.row.id; });
        const std::vector<SeenStep> steps = steps_of(tasks, answers);
        const auto total = std::ssize(steps);
        return http::Response::json(http::listing(array_of(steps), {1, std::max<int64_t>(total, 1)}, total));
    }

    http::Response check(const http::Request& request) {
        (void)staff_of(accounts_, request);
        return http::Response::json(to_json(process::read_bpmn(Body(request.body).text("xml"))));
    }

  private:
    std::vector<int64_t> of_case(db::Transaction& transaction, const std::string& key, const http::Part& part,
                                 int64_t& total) {
        auto ids = inner_.engine.find_by_key(transaction, key);
        total = std::ssize(ids);
        ids.erase(ids.begin(), ids.begin() + std::min(part.offset(), total));
        ids.resize(static_cast<size_t>(std::min(part.size, std::ssize(ids))));
        return ids;
    }

    void name_all(SeenInstance& seen) {
        const auto person = [&](const std::string& id) {
            if (id.empty() || seen.people.contains(id)) return;
            if (const auto account = accounts_.find(id)) {
                seen.people.emplace(id, records::mask(records::Mask::name, account->name));
            }
        };
        for (const WorkView& work : seen.view.work) {
            for (const std::string* id : {&work.row.assignee, &work.row.delegated_by, &work.row.done_by}) person(*id);
            const std::string& body = work.row.organisation;
            if (!body.empty()) seen.bodies.emplace(body, inner_.parts.organisations.name_of(body));
        }
        for (const Intervention& one : seen.interventions) person(one.by);
    }

    /// Several signers of one step are one step to the outside.
    [[nodiscard]] std::vector<SeenStep> steps_of(const std::vector<WorkView>& tasks,
                                                 const std::map<int64_t, Answer>& answers) const {
        std::vector<SeenStep> steps;
        std::string before;
        for (const WorkView& task : tasks) {
            const std::string place = std::to_string(task.row.instance) + task.row.element + task.row.organisation;
            const std::string& body = task.row.organisation;
            SeenStep step{task.name,      body.empty() ? body : inner_.parts.organisations.name_of(body),
                          task.row.state, task.row.created,
                          task.row.due,   task.row.done,
                          task.light,     {}};
            const auto answer = answers.find(task.row.id);
            if (place == before) {
                step.since = steps.back().since;
                step.answers = std::move(steps.back().answers);
                steps.back() = std::move(step);
            } else {
                steps.push_back(std::move(step));
            }
            if (answer != answers.end()) steps.back().answers.push_back(answer->second);
            before = place;
        }
        return steps;
    }

    Procedures::Inner& inner_;
    accounts::Accounts& accounts_;
};

}  // namespace

void add_view_routes(http::Router& router, Procedures::Inner& inner, accounts::Accounts& accounts) {
    const auto lookout = std::make_shared<Lookout>(inner, accounts);
    const auto add = [&](const std::string& path, auto show) {
        router.get(path, [lookout, show](const http::Request& request) { return ((*lookout).*show)(request); });
    };
    add("/api/v1/procedure-instances", &Lookout::instances);
    add("/api/v1/procedure-instances/{id}", &Lookout::instance);
    add("/api/v1/procedure-incidents", &Lookout::incidents);
    add("/api/v1/procedure-incidents/{id}", &Lookout::incident);
    add("/api/v1/cases/{number}/steps", &Lookout::steps);
    router.post("/api/v1/procedures/check",
                [lookout](const http::Request& request) { return lookout->check(request); });
}

}  // namespace yici::procedures

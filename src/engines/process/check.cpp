#include <algorithm>

#include "engines/process/reader.h"
#include "engines/process/times.h"

namespace yici::process {

namespace {

/// One element after another; says what keeps it from running.
class Checker {
  public:
    Checker(const Model& model, const std::string& file, Definitions& into) : model_(model), file_(file), into_(into) {}

    void check() {
        if (model_.elements.empty()) say(nullptr, "process.empty", {});
        for (const Element& element : model_.elements) {
            if (element.type == ElementType::unsupported) continue;
            if (is_activity(element.type))
                activity(element);
            else if (element.type >= ElementType::start_event)
                event(element);
            else
                gateway(element);
        }
    }

  private:
    void say(const Element* element, std::string key, const std::string& detail) {
        std::string text = element != nullptr ? element->id : model_.key;
        if (!detail.empty()) text += ": " + detail;
        into_.not_executable.emplace_back(
            model_.key, Finding{file_, element != nullptr ? element->line : model_.line, std::move(key), text});
    }

    void activity(const Element& element) {
        switch (element.type) {
            case ElementType::service_task:
                if (!element.job) say(&element, "process.job_missing", {});
                break;
            case ElementType::send_task:
                if (!element.job && element.reference.empty()) say(&element, "process.message_missing", {});
                break;
            case ElementType::receive_task:
                if (element.reference.empty()) say(&element, "process.message_missing", {});
                break;
            case ElementType::script_task:
                if (!element.script) say(&element, "process.script_missing", {});
                break;
            case ElementType::business_rule_task:
                if (element.decision.empty() && !element.job) say(&element, "process.decision_missing", {});
                break;
            case ElementType::call_activity:
                if (!element.called || element.called.text().empty()) say(&element, "process.called_missing", {});
                break;
            case ElementType::sub_process:
                if (element.by_event) event_sub_process(element);
                break;
            default:
                break;
        }
        if (element.for_compensation && (!element.incoming.empty() || !element.outgoing.empty())) {
            say(&element, "process.handler_connected", {});
        }
    }

    void event_sub_process(const Element& element) {
        const auto& starts = model_.shape(static_cast<int>(&element - model_.elements.data())).starts;
        const bool one = starts.size() == 1 && model_.at(starts[0]).type == ElementType::start_event;
        if (!one || model_.at(starts[0]).event == EventKind::none) say(&element, "process.event_start_missing", {});
        if (!element.incoming.empty() || !element.outgoing.empty()) say(&element, "process.event_sub_connected", {});
    }

    void gateway(const Element& element) {
        if (element.type == ElementType::event_gateway) {
            for (const int flow : element.outgoing) {
                const Element& target = model_.at(model_.flows[static_cast<size_t>(flow)].to);
                const bool waits = target.type == ElementType::catch_event || target.type == ElementType::receive_task;
                if (!waits) say(&element, "process.event_gateway_target", target.id);
            }
            return;
        }
        if (element.type == ElementType::parallel_gateway || element.outgoing.size() < 2) return;
        for (const int flow : element.outgoing) {
            if (flow != element.default_flow && !model_.flows[static_cast<size_t>(flow)].condition) {
                say(&element, "process.condition_missing", model_.flows[static_cast<size_t>(flow)].id);
            }
        }
    }

    void event(const Element& element) {
        const bool throws = element.type == ElementType::end_event || element.type == ElementType::throw_event;
        switch (element.event) {
            case EventKind::none:
                if (element.type == ElementType::catch_event || element.type == ElementType::boundary_event) {
                    say(&element, "process.event_kind_missing", {});
                }
                break;
            case EventKind::message:
            case EventKind::signal:
                if (element.reference.empty() && !element.job) say(&element, "process.message_missing", {});
                break;
            case EventKind::timer:
                timer(element);
                break;
            case EventKind::error:
                if (element.type == ElementType::end_event && element.reference.empty()) {
                    say(&element, "process.error_code_missing", {});
                }
                break;
            case EventKind::conditional:
                if (!element.condition) say(&element, "process.condition_missing", {});
                if (element.type == ElementType::start_event) {
                    say(&element, "process.not_supported", "conditionalEventDefinition");
                }
                break;
            case EventKind::link:
                if (throws && model_.link_target(static_cast<int>(&element - model_.elements.data())) < 0) {
                    say(&element, "process.link_dangles", element.reference);
                }
                break;
            case EventKind::compensation:
                if (element.type == ElementType::boundary_event && element.attached_to >= 0 &&
                    model_.at(element.attached_to).handler < 0) {
                    say(&element, "process.handler_missing", {});
                }
                break;
            default:
                break;
        }
    }

    void timer(const Element& element) {
        if (!element.timer) {
            say(&element, "process.timer_missing", {});
        } else if (element.timer->when.is_constant() && !is_timer_text(*element.timer)) {
            say(&element, "process.timer_wrong", element.timer->when.text());
        } else if (element.timer->kind == Timer::Kind::cycle && element.type == ElementType::catch_event) {
            say(&element, "process.timer_wrong", element.timer->when.text());
        }
    }

    const Model& model_;
    const std::string& file_;
    Definitions& into_;
};

}  // namespace

void check_model(const Model& model, const std::string& file, Definitions& into) {
    Checker(model, file, into).check();
}

}  // namespace yici::process

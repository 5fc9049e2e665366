#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engines/process/execution.h"
#include "engines/process/model.h"
#include "engines/process/values.h"
#include "foundation/base/text.h"

namespace yici::process::test {

inline constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2018} / 6 / 12} + std::chrono::hours(1)};

inline const codes::WorkingCalendar& calendar() {
    static std::vector<Finding> findings;
    static const codes::WorkingCalendar loaded = codes::WorkingCalendar::load("packs/zhejiang/calendars", findings);
    return loaded;
}

/// "s>a>e; g>b [amount > 5]": sequence flows with ids such as "s-a"; conditions in brackets.
inline std::string flows(std::string_view text) {
    std::string xml;
    for (std::string_view chain : split(text, ';')) {
        chain = trim(chain);
        std::string condition;
        if (const size_t bracket = chain.find(" ["); bracket != std::string_view::npos) {
            condition = chain.substr(bracket + 2, chain.size() - bracket - 3);
            chain = chain.substr(0, bracket);
        }
        const auto ids = split(chain, '>');
        for (size_t i = 1; i < ids.size(); ++i) {
            const std::string from(trim(ids[i - 1]));
            const std::string to(trim(ids[i]));
            xml.append("<sequenceFlow id=\"").append(from).append("-").append(to);
            xml.append("\" sourceRef=\"").append(from).append("\" targetRef=\"").append(to).append("\">");
            if (!condition.empty()) {
                xml += "<conditionExpression><![CDATA[" + condition + "]]></conditionExpression>";
            }
            xml += "</sequenceFlow>\n";
        }
    }
    return xml;
}

/// A file with one executable process; `beside` stands next to it.
inline std::string bpmn(const std::string& body, const std::string& beside = {}, const std::string& key = "p",
                        const std::string& attributes = {}) {
    return R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yici="urn:yici:procedure:1">)" +
           beside + "<process id=\"" + key + "\" isExecutable=\"true\" " + attributes + ">\n" + body +
           "</process></definitions>";
}

/// <userTask id="a"/> for each word.
inline std::string users(std::string_view ids) {
    std::string xml;
    for (const std::string_view id : split(ids, ' ')) xml += "<userTask id=\"" + std::string(id) + "\"/>";
    return xml;
}

inline feel::Context context(std::string_view json) {
    return context_of_json(json);
}

inline std::shared_ptr<const Model> model_of(const std::string& xml) {
    const Definitions definitions = read_bpmn(xml);
    for (const Finding& finding : definitions.faults) ADD_FAILURE() << finding.to_string(Language::en);
    for (const auto& [key, finding] : definitions.not_executable) ADD_FAILURE() << finding.to_string(Language::en);
    return definitions.models.at(0);
}

/// An instance without a database: what waits is remembered here. After each step the state goes through its text.
class Play {
  public:
    explicit Play(const std::string& xml, feel::Context with = {}) : model(model_of(xml)), variables(std::move(with)) {}

    Play& start(int element = -1) {
        return run([&](Execution& execution) { execution.start(element); });
    }
    /// The oldest open work of that element is done.
    Play& done(std::string_view element, const feel::Context& outputs = {}) {
        const int index = model->find(element).value();
        const auto found = std::ranges::find(work, index, &Opened::element);
        if (found == work.end()) {
            ADD_FAILURE() << element << " does not wait: " << waiting();
            return *this;
        }
        const int64_t owner = found->owner;
        const Opened finished = *found;
        work.erase(found);
        return run([&](Execution& execution) {
            execution.done(owner, index, outputs);
            if (execution.effects().keep_open) work.push_back(finished);
        });
    }
    Play& fail(std::string_view element, const std::string& code) {
        const auto found = std::ranges::find(work, model->find(element).value(), &Opened::element);
        const int64_t owner = found->owner;
        return run([&](Execution& execution) { caught = execution.throw_error(owner, code, "text"); });
    }
    template <typename Act>
    Play& run(const Act& act) {
        Execution execution({*model, state, variables, clock, calendar(), decisions, "case-1", has_parent});
        act(execution);
        Effects& effects = execution.effects();
        for (const int64_t owner : effects.closed) {
            std::erase_if(work, [&](const Opened& one) { return one.owner == owner; });
        }
        work.insert(work.end(), effects.opened.begin(), effects.opened.end());
        ended = ended || effects.ended;
        for (const int element : effects.path) path += (path.empty() ? "" : " ") + model->at(element).id;
        last = effects;
        state = decode(encode(state, *model), *model);
        return *this;
    }
    /// Ids of the elements that wait, sorted; incidents as "!id".
    [[nodiscard]] std::string waiting() const {
        std::vector<std::string> ids;
        for (const Opened& one : work) {
            ids.push_back((one.kind == WorkKind::incident ? "!" : "") + model->at(one.element).id);
        }
        std::ranges::sort(ids);
        return join(ids, " ");
    }
    [[nodiscard]] std::string variable(std::string_view name) const {
        const feel::Value* found = variables.find(name);
        return found != nullptr ? to_json(*found) : "-";
    }
    [[nodiscard]] int64_t owner_of(std::string_view element) const {
        return std::ranges::find(work, model->find(element).value(), &Opened::element)->owner;
    }

    std::shared_ptr<const Model> model;
    feel::Context variables;
    State state;
    ManualClock clock{kStart};
    const DecisionRunner* decisions = nullptr;
    bool has_parent = false;
    std::vector<Opened> work;
    std::string path;
    Effects last;
    bool ended = false;
    bool caught = false;
};

}  // namespace yici::process::test

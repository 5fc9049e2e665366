#include "engines/rules/tck.h"

#include <algorithm>
#include <map>
#include <set>

#include "engines/feel/compare.h"
#include "engines/rules/decisions.h"
#include "engines/rules/xml.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"

namespace yici::rules {

namespace {

using feel::Value;

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
    for (const auto& node : parent.children()) {
        if (node.type() == pugi::node_element && local_name(node.name()) == name) return node;
    }
    return {};
}

std::vector<pugi::xml_node> children(pugi::xml_node parent, std::string_view name) {
    std::vector<pugi::xml_node> found;
    for (const auto& node : parent.children()) {
        if (node.type() == pugi::node_element && local_name(node.name()) == name) found.push_back(node);
    }
    return found;
}

std::string_view attribute(pugi::xml_node node, std::string_view name) {
    for (const auto& one : node.attributes()) {
        if (local_name(one.name()) == name) return one.value();
    }
    return {};
}

template <typename Parsed>
Value held(const std::optional<Parsed>& parsed) {
    return parsed ? Value(*parsed) : Value();
}

Value typed(const std::string& text, std::string_view type) {
    const std::string trimmed(trim(text));
    if (type == "string" || type.empty()) return text;
    if (type == "boolean") return trimmed == "true" || trimmed == "1";
    if (type == "date") return held(feel::parse_date(trimmed));
    if (type == "time") return held(feel::parse_time(trimmed));
    if (type == "dateTime") return held(feel::parse_date_time(trimmed));
    if (type == "duration" || type == "dayTimeDuration" || type == "yearMonthDuration") {
        if (const auto days = feel::parse_days_time(trimmed)) return *days;
        return held(feel::parse_years_months(trimmed));
    }
    return held(feel::Number::parse(trimmed.starts_with('+') ? trimmed.substr(1) : trimmed));
}

/// What stands in inputNode, expected, component or item.
Value value_in(pugi::xml_node node) {
    if (const auto list = child(node, "list")) {
        if (attribute(list, "nil") == "true") return {};
        feel::List values;
        for (const auto& item : children(list, "item")) values.push_back(value_in(item));
        return values;
    }
    if (child(node, "component")) {
        feel::Context context;
        for (const auto& component : children(node, "component"))
            context.put(component.attribute("name").value(), value_in(component));
        return context;
    }
    const auto value = child(node, "value");
    if (!value || attribute(value, "nil") == "true") return {};
    return typed(value.text().get(), local_name(attribute(value, "type")));
}

bool agrees(const Value& expected, const Value& got) {
    if (expected.number() != nullptr && got.number() != nullptr) {
        const auto difference = feel::subtract(*expected.number(), *got.number());
        const auto limit = feel::Number::parse("0.00000001");
        return difference && limit && *difference < *limit && feel::negate(*difference) < *limit;
    }
    if (expected.list() != nullptr && got.list() != nullptr) {
        return std::equal(expected.list()->begin(), expected.list()->end(), got.list()->begin(), got.list()->end(),
                          agrees);
    }
    if (expected.context() != nullptr && got.context() != nullptr) {
        const auto& entries = expected.context()->entries();
        if (entries.size() != got.context()->entries().size()) return false;
        return std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
            const Value* const other = got.context()->find(entry.first);
            return other != nullptr && agrees(entry.second, *other);
        });
    }
    return expected == got || (expected.kind() == got.kind() && feel::equals(expected, got) == true);
}

bool is_external(const feel::Fault& fault) {
    return fault.key == "rules.external_function" || fault.key == "feel.external_function";
}

class Runner {
  public:
    Runner(const Clock& clock, const std::function<void(const TckFailure&)>& on_failure)
        : clock_(clock), on_failure_(on_failure) {}

    void run_file(const std::filesystem::path& path) {
        std::optional<XmlDocument> xml;
        try {
            xml.emplace(read_file(path), path.string());
        } catch (const Error&) {
            return;  // no XML: no test file
        }
        if (local_name(xml->root().name()) != "testCases") return;
        suite_ = path.parent_path().filename().string();
        const auto cases = children(xml->root(), "testCase");
        std::optional<Decisions> model;
        std::string fault;
        try {
            std::vector<Finding> findings;
            model = Decisions::load(model_of(path, child(xml->root(), "modelName").text().get()), findings);
        } catch (const Error& error) {
            fault = error.key() + " " + error.detail();
        }
        for (const auto& test : cases) {
            if (model) {
                run_case(test, *model);
            } else {
                on_failure_({suite_, attribute_text(test, "id"), "", "", fault, ""});
                ++counts.failed;
            }
        }
    }

    TckCounts counts;

  private:
    static std::string attribute_text(pugi::xml_node node, const char* name) { return node.attribute(name).value(); }

    static std::filesystem::path model_of(const std::filesystem::path& test, std::string_view name) {
        auto path = test.parent_path() / trim(name);
        if (!trim(name).empty() && std::filesystem::is_regular_file(path)) return path;
        const auto models = files_in(test.parent_path(), ".dmn");
        return models.size() == 1 ? models.front() : path;
    }

    /// The value of a result node, by what the case or the node asks for.
    static Value result(pugi::xml_node test, pugi::xml_node node, const std::vector<Input>& inputs,
                        const Decisions& model, feel::Run& run) {
        const std::string name = attribute_text(node, "name");
        const std::string invocable = attribute_text(test, "invocableName");
        if (!invocable.empty() && (attribute(test, "type") != "decision" || !model.has_decision(name))) {
            Value value = model.call(invocable, inputs, run);
            const bool several = value.context() != nullptr && children(test, "resultNode").size() > 1;
            const Value* const member = several ? value.context()->find(name) : nullptr;
            return member != nullptr ? *member : value;
        }
        if (model.has_decision(name)) return model.evaluate(name, inputs, run).value;
        return model.call(name, inputs, run);
    }

    void run_case(pugi::xml_node test, const Decisions& model) {
        std::vector<Input> inputs;
        for (const auto& node : children(test, "inputNode"))
            inputs.push_back({attribute_text(node, "name"), value_in(node), attribute_text(node, "namespace")});
        bool failed = false;
        bool external = false;
        for (const auto& node : children(test, "resultNode")) {
            feel::Run run(clock_);
            const Value expected = value_in(child(node, "expected"));
            Value got;
            std::string notes;
            try {
                got = result(test, node, inputs, model, run);
            } catch (const Error& error) {
                notes = error.key() + " " + error.detail() + "; ";
            }
            if (notes.empty() && agrees(expected, got)) continue;
            if (std::any_of(run.notes.begin(), run.notes.end(), is_external)) {
                external = true;
                continue;
            }
            for (const auto& fault : run.notes) notes += fault.key + " " + fault.detail + "; ";
            on_failure_({suite_, attribute_text(test, "id"), attribute_text(node, "name"), expected.to_string(),
                         got.to_string(), notes});
            failed = true;
        }
        ++(failed ? counts.failed : external ? counts.skipped : counts.passed);
    }

    const Clock& clock_;
    const std::function<void(const TckFailure&)>& on_failure_;
    std::string suite_;
};

}  // namespace

std::string TckFailure::to_string() const {
    return "FAIL " + suite + "/" + test + "/" + node + ": expected " + expected + " got " + got;
}

TckCounts run_tck(const std::filesystem::path& folder, const Clock& clock,
                  const std::function<void(const TckFailure&)>& on_failure) {
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().extension() == ".xml") files.insert(entry.path());
    }
    Runner runner(clock, on_failure);
    for (const auto& file : files) runner.run_file(file);
    return runner.counts;
}

}  // namespace yici::rules

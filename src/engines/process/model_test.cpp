#include <gtest/gtest.h>

#include "engines/process/test_models.h"
#include "foundation/base/files.h"
#include "support/suites.h"

namespace yici::process {
namespace {

using test::bpmn;
using test::flows;
using test::users;

std::string key_of_error(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

std::vector<std::string> keys(const Definitions& definitions) {
    std::vector<std::string> found;
    for (const Finding& one : definitions.faults) found.push_back(one.key);
    for (const auto& [key, one] : definitions.not_executable) found.push_back(one.key);
    return found;
}

TEST(Model, ReadsElementsFlowsAndOurAttributes) {
    const auto model = test::model_of(bpmn(
        R"(<startEvent id="s"/><userTask id="a" name="受理" yici:organisation="=org" yici:role="clerk" yici:days="5"
           yici:form="accept" default="a-e"><extensionElements><yici:candidate role="chief"/></extensionElements>
           </userTask><endEvent id="e"/>)" +
        flows("s>a>e")));
    const Element& task = model->at(model->find("a").value());
    EXPECT_EQ(task.name, "受理");
    EXPECT_EQ(task.type, ElementType::user_task);
    ASSERT_EQ(task.candidates.size(), 2U);
    EXPECT_FALSE(task.candidates[0].organisation.is_constant());
    EXPECT_EQ(task.candidates[1].role.text(), "chief");
    EXPECT_TRUE(task.limit->working);
    EXPECT_EQ(task.form, "accept");
    EXPECT_EQ(task.default_flow, 1);
    EXPECT_EQ(model->flows.size(), 2U);
    EXPECT_EQ(task.line, 2);
}

TEST(Model, ReadsWhatZeebeAndCamundaWrite) {
    const auto model = test::model_of(
        R"(<?xml version="1.0" encoding="UTF-8"?><b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
        <b:process id="p" isExecutable="true"><b:startEvent id="s"/>
        <b:serviceTask id="a">
        <b:extensionElements><zeebe:taskDefinition type="print" retries="7"/></b:extensionElements>
        </b:serviceTask><b:serviceTask id="b" camunda:type="external" camunda:topic="mail"/>
        <b:userTask id="c" camunda:candidateGroups="clerk" camunda:assignee="${owner}"/>
        <b:exclusiveGateway id="g"/><b:endEvent id="e"/>
        <b:sequenceFlow id="f1" sourceRef="s" targetRef="a"/><b:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
        <b:sequenceFlow id="f3" sourceRef="b" targetRef="c"/><b:sequenceFlow id="f4" sourceRef="c" targetRef="g"/>
        <b:sequenceFlow id="f5" sourceRef="g" targetRef="e"><b:conditionExpression>${ok == true &amp;&amp; n > 5}
        </b:conditionExpression></b:sequenceFlow></b:process></b:definitions>)");
    EXPECT_EQ(model->at(model->find("a").value()).job.text(), "print");
    EXPECT_EQ(model->at(model->find("a").value()).retries, 7);
    EXPECT_EQ(model->at(model->find("b").value()).job.text(), "mail");
    EXPECT_EQ(model->at(model->find("c").value()).candidates.at(0).role.text(), "clerk");
    const SystemClock clock;
    feel::Run run(clock);
    const feel::Context variables = test::context(R"({"ok":true,"n":6,"owner":"li"})");
    EXPECT_TRUE(model->flows[4].condition.holds(Lookup({&variables}), run));
    EXPECT_EQ(model->at(model->find("c").value()).assignee.text_of(Lookup({&variables}), run), "li");
}

TEST(Model, NamesFaultsWithTheirLine) {
    const auto definitions = read_bpmn(
        bpmn("<startEvent id=\"s\"/>\n<userTask id=\"s\"/>\n<task id=\"t\"/>\n" + flows("s>nowhere; s>t [a +]")),
        "x.bpmn");
    ASSERT_EQ(definitions.faults.size(), 3U);
    EXPECT_EQ(definitions.faults[0].key, "process.id_doubled");
    EXPECT_EQ(definitions.faults[0].line, 3);
    EXPECT_EQ(definitions.faults[0].file, "x.bpmn");
    EXPECT_EQ(definitions.faults[1].key, "process.flow_dangles");
    EXPECT_EQ(definitions.faults[2].key, "process.expression_wrong");
    EXPECT_FALSE(definitions.can_run(*definitions.models.at(0)));
}

TEST(Model, NamesWhatCannotRun) {
    const auto definitions =
        read_bpmn(bpmn(R"(<startEvent id="s"/><serviceTask id="a"/><adHocSubProcess id="h"/><complexGateway id="c"/>
             <scriptTask id="x" scriptFormat="javascript"><script>1</script></scriptTask>
             <intermediateCatchEvent id="w">
             <timerEventDefinition><timeDuration>soon</timeDuration></timerEventDefinition>
             </intermediateCatchEvent><userTask id="m"><multiInstanceLoopCharacteristics/></userTask>
             <callActivity id="k"/>)"));
    const auto found = keys(definitions);
    for (const char* key :
         {"process.job_missing", "process.ad_hoc_refused", "process.not_supported", "process.script_language",
          "process.timer_wrong", "process.loop_uncounted", "process.called_missing"}) {
        EXPECT_NE(std::ranges::find(found, key), found.end()) << key;
    }
    EXPECT_TRUE(definitions.faults.empty());
}

TEST(Model, RefusesHostileXml) {
    const auto key = [](const std::string& xml) { return key_of_error([&] { (void)read_bpmn(xml); }); };
    EXPECT_EQ(key("<!DOCTYPE x [<!ENTITY a \"b\">]><definitions/>"), "process.xml_refused");
    EXPECT_EQ(key(bpmn("<!ENTITY a \"b\">")), "process.xml_refused");
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_EQ(key(deep), "process.xml_refused");
    std::string wide = "<definitions>";
    for (int i = 0; i < 200'001; ++i) wide += "<a/>";
    EXPECT_EQ(key(wide + "</definitions>"), "process.xml_refused");
    EXPECT_EQ(key(std::string(17 << 20, ' ')), "process.xml_refused");
    EXPECT_EQ(key("<?xml version=\"1.0\" encoding=\"ebcdic\"?><a/>"), "process.xml_refused");
    EXPECT_EQ(key("<definitions"), "process.xml_malformed");
    EXPECT_EQ(key("<html/>"), "process.no_bpmn");
    EXPECT_EQ(key(""), "process.xml_malformed");
}

TEST(Model, ReadsUtf16AndLatin1) {
    const std::string xml = bpmn("<userTask id=\"a\" name=\"x\"/>");
    std::string wide = "\xFF\xFE";
    for (const char c : xml) wide += std::string{c, '\0'};
    EXPECT_EQ(read_bpmn(wide).models.at(0)->elements.at(0).name, "x");
    EXPECT_EQ(read_bpmn("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + bpmn("<task id=\"a\" name=\"\xE9\"/>"))
                  .models.at(0)
                  ->elements.at(0)
                  .name,
              "é");
}

TEST(Formulas, FindTheirNames) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(names_in("amount > 5 and applicant.age >= limit"), (Names{"amount", "applicant", "limit"}));
    EXPECT_EQ(names_in(R"(string length(name) > 2 or contains("a b", 材料名称))"), (Names{"name", "材料名称"}));
    EXPECT_EQ(names_in("count(results[item.agreed]) / 3.5e2 in [1..n]"), (Names{"results", "item", "n"}));
}

/// What the reference models hold that runs nowhere is named by its element; all else is read.
TEST(Model, ReadsTheReferenceModels) {
    YICI_SUITE_OR_SKIP(suite, "bpmn");
    std::map<std::string, size_t> elements;
    for (const auto& file : files_in(suite, ".bpmn")) {
        const auto definitions = read_bpmn(read_file(file), file.filename().string());
        EXPECT_TRUE(definitions.faults.empty()) << definitions.faults.front().to_string(Language::en);
        EXPECT_FALSE(definitions.models.empty()) << file;
        for (const auto& model : definitions.models) elements[file.filename().string()] += model->elements.size();
        for (const auto& [key, finding] : definitions.not_executable) {
            EXPECT_GT(finding.line, 0) << finding.to_string(Language::en);
            EXPECT_FALSE(finding.detail.empty());
        }
    }
    EXPECT_EQ(elements.at("A.1.0.bpmn"), 5U);
    EXPECT_EQ(elements.at("A.2.0.bpmn"), 8U);
    EXPECT_EQ(elements.at("A.3.0.bpmn"), 10U);
    EXPECT_EQ(elements.at("B.2.0.bpmn"), 94U);
}

TEST(Model, TheReferenceModelsOfOnlyTasksRun) {
    YICI_SUITE_OR_SKIP(suite, "bpmn");
    test::Play play(read_file(suite / "A.1.0.bpmn"));
    EXPECT_TRUE(play.start().ended);
}

}  // namespace
}  // namespace yici::process

#include <gtest/gtest.h>

#include "engines/rules/sample_test.h"

namespace yici::rules {
namespace {

std::string key_of(const std::string& text) {
    try {
        std::vector<Finding> findings;
        (void)Document::parse(text, "x.dmn", findings);
    } catch (const Error& error) {
        return error.key();
    }
    return "";
}

TEST(Model, HostileXmlIsRefused) {
    EXPECT_EQ(key_of("<!DOCTYPE d [<!ENTITY a \"x\">]>" + test::model_text("<description>&a;</description>")),
              "rules.xml_doctype");
    EXPECT_EQ(key_of("<definitions"), "rules.xml_invalid");
    EXPECT_EQ(key_of(""), "rules.xml_invalid");
    EXPECT_EQ(key_of("<definitions/>"), "rules.not_dmn");
    std::string deep;
    for (int i = 0; i < 300; ++i) deep += "<a>";
    for (int i = 0; i < 300; ++i) deep += "</a>";
    EXPECT_EQ(key_of(test::model_text(deep)), "rules.xml_too_deep");
    EXPECT_EQ(key_of(std::string(XmlDocument::kLargestXml + 1, ' ')), "rules.xml_too_large");
    EXPECT_EQ(key_of(test::model_text("")), "");
}

TEST(Model, XmlIsWrittenBackWithoutLoss) {
    const std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- mine -->\n"
        "<d:definitions xmlns:d=\"http://www.omg.org/spec/DMN/20180521/MODEL/\" xmlns:z=\"urn:z\" name=\"流程\" "
        "namespace=\"urn:n\">\n  <d:extensionElements><z:shape z:x=\"1 &lt; 2\"/></d:extensionElements>\n"
        "  <d:decision id=\"a\" name=\"a\"><d:literalExpression><d:text><![CDATA[1 < 2]]></d:text>"
        "</d:literalExpression></d:decision>\n</d:definitions>";
    std::vector<Finding> findings;
    const auto document = Document::parse(text, "x.dmn", findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(document.definitions().name, "流程");
    ASSERT_EQ(document.definitions().elements.size(), 1u);
    EXPECT_EQ(document.definitions().elements[0].logic->text.text, "1 < 2");
    EXPECT_EQ(document.to_xml(), text);
}

TEST(Model, ForeignElementsOfTheSameNameAreNotRead) {
    std::vector<Finding> findings;
    const auto document = Document::parse(
        test::model_text("<x:decision xmlns:x='urn:other' name='foreign'/><decision name='own'/>"), "x.dmn", findings);
    ASSERT_EQ(document.definitions().elements.size(), 1u);
    EXPECT_EQ(document.definitions().elements[0].name, "own");
}

}  // namespace
}  // namespace yici::rules

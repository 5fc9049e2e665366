#include <gtest/gtest.h>

#include <filesystem>

#include "foundation/base/clock.h"
#include "foundation/base/configuration.h"
#include "foundation/base/error.h"
#include "foundation/base/files.h"
#include "foundation/base/nesting.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici {
namespace {

std::filesystem::path write_temporary(const std::string& name, std::string_view content) {
    const auto path = std::filesystem::temp_directory_path() / (std::to_string(::getpid()) + name);
    write_file_atomically(path, content);
    return path;
}

TEST(Clock, WritesAndReadsInstants) {
    const Instant instant = Instant(std::chrono::seconds(1528765200)) + std::chrono::microseconds(123456);
    EXPECT_EQ(to_iso8601(instant), "2018-06-12T01:00:00.123456Z");
    EXPECT_EQ(parse_instant(to_iso8601(instant)), instant);
    EXPECT_EQ(parse_instant("2018-06-12T09:00:00.123456+08:00"), instant);
    EXPECT_FALSE(parse_instant("2018-06-12T25:00:00Z"));
    EXPECT_FALSE(parse_instant("2018-06-12T01:00:00"));
    EXPECT_FALSE(parse_instant("2018-06-12T01:00:00.1234567Z"));
}

TEST(Clock, ADayInChinaBeginsEightHoursEarlier) {
    EXPECT_EQ(to_string(china_date(*parse_instant("2018-06-11T16:00:00Z"))), "2018-06-12");
    EXPECT_EQ(to_iso8601(china_midnight(*parse_date("2018-06-12"))), "2018-06-11T16:00:00.000000Z");
}

TEST(Clock, RefusesImpossibleDates) {
    EXPECT_TRUE(parse_date("2016-02-29"));
    EXPECT_FALSE(parse_date("2018-02-29"));
    EXPECT_FALSE(parse_date("2018-2-9"));
}

TEST(Text, Base64IsStrict) {
    EXPECT_EQ(to_base64(as_bytes("ab")), "YWI=");
    EXPECT_EQ(as_text(*from_base64("YWI=")), "ab");
    EXPECT_TRUE(from_base64("")->empty());
    EXPECT_FALSE(from_base64("YWI"));
    EXPECT_FALSE(from_base64("YWJ="));  // stray bits
    EXPECT_FALSE(from_base64("YW=I"));
    EXPECT_FALSE(from_base64("Y W="));
}

TEST(Text, HexRoundTrip) {
    EXPECT_EQ(to_hex(*from_hex("00ffA1")), "00ffa1");
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
}

TEST(Text, KnowsWellFormedUtf8) {
    EXPECT_TRUE(is_utf8("最多跑一次 𠮷"));
    EXPECT_FALSE(is_utf8("\xC0\x80"));          // overlong
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
    EXPECT_FALSE(is_utf8("\xE4\xB8"));          // cut off
    EXPECT_FALSE(is_utf8("\xD7\xEE\xB6\xE0"));  // GBK
    EXPECT_EQ(to_utf8(to_code_points("一𠮷a")), "一𠮷a");
}

TEST(Text, PercentEncodes) {
    EXPECT_EQ(percent_encode("给付-1 a/b~"), "%E7%BB%99%E4%BB%98-1%20a%2Fb~");
}

TEST(Text, EscapesJson) {
    std::string out;
    append_json_string(out, "a\"\\\n\x01一");
    EXPECT_EQ(out, "\"a\\\"\\\\\\n\\u0001一\"");
}

TEST(Files, AnUnwritableTargetNamesItselfAndKeepsTheOld) {
    try {
        write_file_atomically("/proc/nothing/here", "x");
        FAIL() << "wrote into /proc";
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "base.file_unwritable");
        EXPECT_NE(error.detail().find("/proc/nothing/here"), std::string::npos);
    }
}

TEST(Yaml, GathersEveryFaultWithItsLine) {
    std::vector<Finding> findings;
    const YamlNode root = YamlNode::parse("name: 一\ncount: many\nextra: 1\n", "pack.yaml", findings);
    EXPECT_EQ(root.text("name"), "一");
    EXPECT_EQ(root.integer("count"), 0);
    EXPECT_EQ(root.text("missing"), "");
    root.reject_unknown_keys();
    ASSERT_EQ(findings.size(), 3u);
    EXPECT_EQ(findings[0].to_string(Language::en),
              "pack.yaml:2: The value of this key has the wrong type (count: integer)");
    EXPECT_EQ(findings[1].key, "base.yaml_missing_key");
    EXPECT_EQ(findings[2].line, 3);
}

TEST(Yaml, MalformedTextIsAFindingNotACrash) {
    std::vector<Finding> findings;
    EXPECT_FALSE(YamlNode::parse("a: [1, 2\nb: }", "x.yaml", findings).present());
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].key, "base.yaml_invalid");
}

TEST(Configuration, EnvironmentOverridesTheFile) {
    const auto path = write_temporary("a.yaml", "http:\n  port: 8080\n  worker_threads: 4\n");
    Configuration configuration = Configuration::load(path, {{"YICI_HTTP_PORT", "9090"}});
    EXPECT_EQ(configuration.integer("http.port", 1, 1, 65535), 9090);
    EXPECT_EQ(configuration.integer("http.worker_threads", 1, 1, 64), 4);
    EXPECT_EQ(configuration.text("data.folder", "data"), "data");
    EXPECT_NO_THROW(configuration.finish());
}

TEST(Configuration, NamesLineAndKeyOfEveryWrongValue) {
    const auto path = write_temporary("b.yaml", "http:\n  port: many\n  prot: 1\n");
    Configuration configuration = Configuration::load(path, {});
    EXPECT_EQ(configuration.integer("http.port", 8080, 1, 65535), 8080);
    try {
        configuration.finish();
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_NE(error.detail().find("b.yaml:2"), std::string::npos) << error.detail();
        EXPECT_NE(error.detail().find("http.port: \"many\""), std::string::npos) << error.detail();
        EXPECT_NE(error.detail().find("b.yaml:3"), std::string::npos) << error.detail();
        EXPECT_NE(error.detail().find("http.prot"), std::string::npos) << error.detail();
    }
}

TEST(Messages, EveryKeySpeaksBothLanguages) {
    EXPECT_NE(message("base.internal", Language::zh), message("base.internal", Language::en));
    EXPECT_EQ(message("no.such_key", Language::zh), "no.such_key");
}

TEST(Text, NestingIsCountedOutsideStrings) {
    EXPECT_TRUE(nests_within(R"({"a":[1,{"b":2}]})", 3));
    EXPECT_FALSE(nests_within(R"({"a":[1,{"b":2}]})", 2));
    EXPECT_TRUE(nests_within(R"(["[[[[", "\"[[[", "\\"])", 1));
    EXPECT_TRUE(nests_within("[][][]", 1));
    EXPECT_TRUE(nests_within("]]]][", 1));
    EXPECT_FALSE(nests_within(std::string(100'000, '['), 64));
}

}  // namespace
}  // namespace yici

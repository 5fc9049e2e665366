#include "foundation/rdf/graph.h"

#include <gtest/gtest.h>

#include "foundation/base/error.h"
#include "foundation/base/files.h"
#include "support/suites.h"

namespace yici::rdf {
namespace {

Graph sample() {
    Graph graph(Prefixes{{"dct", "http://purl.org/dc/terms/"}, {"ex", "http://example.org/"}});
    graph.type("ex:a", "ex:Thing");
    graph.add("ex:a", "dct:title", literal("高龄津贴 \"引号\"\n\\换行\t", "zh"));
    graph.add("ex:a", "dct:title", literal("Allowance", "en-GB"));
    graph.add("ex:a", "dct:issued", typed("2018-06-12", "date"));
    graph.link("ex:a", "dct:relation", "ex:b/c d");
    graph.add(blank("x1"), "dct:relation", iri("http://example.org/a"));
    return graph;
}

Graph without_blanks(const Graph& graph) {
    Graph out;
    for (const auto& [subject, properties] : graph.subjects()) {
        for (const auto& [predicate, values] : properties) {
            if (subject.kind == Term::Kind::iri) {
                for (const Term& value : values) out.insert(subject, predicate, value);
            }
        }
    }
    return out;
}

TEST(Turtle, WhatIsWrittenIsRead) {
    const Graph graph = sample();
    const Graph read = parse_turtle(to_turtle(graph));
    EXPECT_EQ(read.size(), graph.size());
    EXPECT_EQ(without_blanks(read), without_blanks(graph));
}

TEST(JsonLd, SaysTheSameAsTurtle) {
    const Graph graph = sample();
    const Graph read = parse_json_ld(to_json_ld(graph));
    EXPECT_EQ(read.size(), graph.size());
    EXPECT_EQ(without_blanks(read), without_blanks(graph));
}

TEST(Turtle, ReadsEveryForm) {
    const Graph graph = parse_turtle(R"(
        @prefix : <http://e/> . PREFIX p.q: <http://p/>
        @base <http://b/x/y> .
        :s a :T ; :n 1, -2.5, 1e3, true ; :l 'it' ; .
        :s2 :l """a "quoted"
line""" ; :u "\u4E00\t" .
        <../z> p.q:a\,b [ :k ( 1 2 ) ] . # a comment
        [ :only "x"@zh-CN ] .
        _:b.1 :to <#f> .
    )"
                                     "",
                                     "");
    const auto s = iri("http://e/s");
    EXPECT_TRUE(graph.objects(s, "http://e/n").contains(typed("-2.5", "decimal")));
    EXPECT_TRUE(graph.objects(s, "http://e/n").contains(typed("1e3", "double")));
    EXPECT_TRUE(graph.objects(s, "http://e/n").contains(typed("true", "boolean")));
    EXPECT_EQ(graph.text(iri("http://e/s2"), "http://e/l"), "a \"quoted\"\nline");
    EXPECT_EQ(graph.text(iri("http://e/s2"), "http://e/u"), "一\t");
    EXPECT_TRUE(graph.object(iri("http://b/z"), "http://p/a,b").has_value());
    EXPECT_EQ(graph.object(blank("nb.1"), "http://e/to")->value, "http://b/x/y#f");
    EXPECT_EQ(graph.size(), 16U);
}

TEST(Turtle, SaysWhereItIsWrong) {
    for (const char* wrong : {"<a> <b> \"c", "<a> <b> .", "x:y <b> <c> .", "<a> <b> <c>",
                              "<a> <b> <c> .\n\n<a b> <c> 1 .", "<a> \"b\" <c> .", "<a> <b> \"\\q\" ."}) {
        try {
            (void)parse_turtle(wrong);
            ADD_FAILURE() << wrong;
        } catch (const Error& error) {
            EXPECT_EQ(error.key(), "rdf.turtle_invalid");
            EXPECT_TRUE(error.detail().starts_with("line ")) << error.detail();
        }
    }
}

TEST(Turtle, DeepNestingIsRefused) {
    EXPECT_THROW((void)parse_turtle("<a> <b> " + std::string(100'000, '[')), Error);
}

TEST(JsonLd, ReadsContextsNestingAndLists) {
    const Graph graph = parse_json_ld(R"({
        "@context": {"@vocab": "http://v/", "id": "@id", "type": "@type", "d": "http://d/",
            "name": {"@id": "d:name", "@container": "@language"}, "made": {"@id": "d:made", "@type": "d:day"},
            "see": {"@type": "@id"}, "order": {"@container": "@list"}, "part": {"@reverse": "d:whole"}},
        "id": "http://x/1", "type": "Thing", "name": {"zh": "甲", "en": ["A", "B"]}, "made": "2018", "see": "http://x/2",
        "order": [1, 2], "count": 2.5, "inner": {"id": "http://x/3", "title": "t"}, "part": {"id": "http://x/4"},
        "nothing": null})");
    const auto one = iri("http://x/1");
    EXPECT_EQ(graph.of_type("http://v/Thing"), std::vector{one});
    EXPECT_EQ(graph.objects(one, "http://d/name").size(), 3U);
    EXPECT_EQ(graph.object(one, "http://d/made")->datatype, "http://d/day");
    EXPECT_EQ(*graph.object(one, "http://v/see"), iri("http://x/2"));
    EXPECT_EQ(graph.object(one, "http://v/count")->value, "2.5E0");
    EXPECT_EQ(graph.text(iri("http://x/3"), "http://v/title"), "t");
    EXPECT_EQ(*graph.object(iri("http://x/4"), "http://d/whole"), one);
    EXPECT_FALSE(graph.object(one, "http://v/nothing").has_value());
}

TEST(JsonLd, WhatIsNotUnderstoodIsRefused) {
    const auto key_of = [](const char* text) {
        try {
            (void)parse_json_ld(text);
        } catch (const Error& error) {
            return error.key();
        }
        return std::string("read");
    };
    EXPECT_EQ(key_of(R"({"@context":"https://schema.org","name":"x"})"), "rdf.context_remote");
    EXPECT_EQ(key_of(R"({"@context":{"a":{"@id":"x:y","@container":"@index"}},"a":{}})"), "rdf.json_ld_unsupported");
    EXPECT_EQ(key_of("{"), "rdf.json_ld_invalid");
    EXPECT_EQ(key_of("[1]"), "rdf.json_ld_invalid");
    EXPECT_EQ(key_of(R"({"@id":3})"), "rdf.json_ld_invalid");
}

TEST(Iri, ResolvesAsTheStandardSays) {  // RFC 3986 §5.4
    const std::string base = "http://a/b/c/d;p?q";
    for (const auto& [reference, expected] :
         std::vector<std::pair<std::string, std::string>>{{"g:h", "g:h"},
                                                          {"g", "http://a/b/c/g"},
                                                          {"./g", "http://a/b/c/g"},
                                                          {"g/", "http://a/b/c/g/"},
                                                          {"/g", "http://a/g"},
                                                          {"//g", "http://g"},
                                                          {"?y", "http://a/b/c/d;p?y"},
                                                          {"g?y", "http://a/b/c/g?y"},
                                                          {"#s", "http://a/b/c/d;p?q#s"},
                                                          {"", "http://a/b/c/d;p?q"},
                                                          {".", "http://a/b/c/"},
                                                          {"..", "http://a/b/"},
                                                          {"../g", "http://a/b/g"},
                                                          {"../..", "http://a/"},
                                                          {"../../g", "http://a/g"},
                                                          {"../../../g", "http://a/g"}}) {
        EXPECT_EQ(resolve_iri(base, reference), expected) << reference;
    }
}

TEST(Turtle, ReadsThePublishedShapes) {
    YICI_SUITE_OR_SKIP(folder, "dcat");
    const Graph shapes = parse_turtle(yici::read_file(folder / "dcat-ap_3_shacl_shapes.ttl"));
    EXPECT_EQ(shapes.of_type("http://www.w3.org/ns/shacl#NodeShape").size(), 42U);
    EXPECT_EQ(parse_turtle(to_turtle(shapes)), shapes);
}

}  // namespace
}  // namespace yici::rdf

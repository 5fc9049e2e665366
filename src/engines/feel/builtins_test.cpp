#include "engines/feel/feel_test_support.h"

namespace yici::feel {

namespace {

using test::expect;
using test::why;

TEST(FeelBuiltins, Strings) {
    expect({{R"(substring("foobar", 3))", R"("obar")"},
            {R"(substring("foobar", 3, 3.8))", R"("oba")"},
            {R"(substring("foobar", -2, 1))", R"("a")"},
            {R"(substring("横綱土俵", 2, 2))", R"("綱土")"},
            {R"(substring("\U01F40Eab", 2))", R"("ab")"},
            {R"(substring("foobar", 0))", "null"},
            {R"(substring(string: "foobar", start position: 3))", R"("obar")"},
            {R"(substring(text: "foobar", start position: 3))", "null"},
            {R"(string length("\ud83d\udc0e\uD83D\uDE00"))", "2"},
            {R"(upper case("aßcé"))", R"("ASSCÉ")"},
            {R"(lower case("ABÇ"))", R"("abç")"},
            {R"(substring before("foobar", "bar"))", R"("foo")"},
            {R"(substring before("foobar", "x"))", R"("")"},
            {R"(substring after("foobar", "ob"))", R"("ar")"},
            {R"(substring after("foobar", ""))", R"("foobar")"},
            {R"(contains("foobar", "of"))", "false"},
            {R"(starts with("foobar", "fo"))", "true"},
            {R"(ends with("foobar", "r"))", "true"},
            {R"(contains(["foobar"], "o"))", "true"},
            {R"(contains("foobar", null))", "null"},
            {R"(string join(["a", null, "c"], "-"))", R"("a-c")"},
            {R"(string join(["a", 1]))", "null"},
            {R"(string join("a"))", R"("a")"},
            {R"(string(["a", 1.50, {b: "c"}]))", R"("[\"a\", 1.5, {b: \"c\"}]")"},
            {R"(string({"a:": 1}))", R"("{\"a:\": 1}")"},
            {R"(string("a"))", R"("a")"},
            {R"("\d\\\u0041\n")", R"("\\d\\A\n")"}});
    EXPECT_EQ(why("contains(\"a\", 1)"), "feel.wrong_arguments");
}

TEST(FeelBuiltins, PatternsAreThoseOfXPath) {
    expect({{R"(matches("abracadabra", "bra"))", "true"},
            {R"(matches("abracadabra", "^a.*a$"))", "true"},
            {R"(matches("Mary\rJones", "Mary.Jones"))", "false"},
            {R"(matches("Mary\nJones", "Mary.Jones", "s"))", "true"},
            {R"(matches("abc\n", "c$"))", "false"},
            {R"(matches("abc\n", "c$", "m"))", "true"},
            {R"(matches("helloworld", "hello world", "x"))", "true"},
            {R"(matches("hello world", "hello[ ]world", "x"))", "true"},
            {R"(matches("a.b", "a.b", "q"))", "true"},
            {R"(matches("axb", "a.b", "q"))", "false"},
            {R"(matches("\u212A", "k", "i"))", "true"},
            {R"(matches("O", "[A-Z-[OI]]", "i"))", "false"},
            {R"(matches("q", "[^Q]", "i"))", "false"},
            {R"(matches("aA", "(a)\1", "i"))", "true"},
            {R"(matches("ab", "(a)\2"))", "null"},
            {R"(matches("a", "[a\1]"))", "null"},
            {R"(matches("é", "^\p{Ll}$"))", "true"},
            {R"(matches("a", "\p{IsNowhere}"))", "null"},
            {R"(matches("x1", "^\i\c*$"))", "true"},
            {R"(matches("中", "^\p{IsCJKUnifiedIdeographs}$"))", "true"},
            {R"(matches("12-34", "^\d{2}-\d{2,}$"))", "true"},
            {R"(matches("a", "a{2,1}"))", "null"},
            {R"(matches("a", "*a"))", "null"},
            {R"~(matches("a", "(?=a)"))~", "null"},
            {R"(matches("a", "a", "p"))", "null"},
            {R"(replace("abracadabra", "a.*?a", "*"))", R"("*c*bra")"},
            {R"~(replace("abcd", "(ab)|(a)", "[1=$1][2=$2]"))~", R"("[1=ab][2=]cd")"},
            {R"~(replace("0123456789", "(\d{3})(\d{3})(\d{4})", "($1) $2-$3"))~", R"("(012) 345-6789")"},
            {R"(replace("a", "a", "\$1"))", R"("$1")"},
            {R"(replace("a", "a", "$"))", "null"},
            {R"(replace("abc", "x*", "-"))", "null"},
            {R"(replace("a$c", "$", "$0", "q"))", R"("a$0c")"},
            {R"(replace("中文中", "中", "小"))", R"("小文小")"},
            {R"(split("John Doe", "\s"))", R"(["John", "Doe"])"},
            {R"(split("a;b;c;;", ";"))", R"(["a", "b", "c", "", ""])"}});
    EXPECT_EQ(why(R"(matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^((a+)+)\2$"))"),
              "feel.pattern_too_slow");
}

TEST(FeelBuiltins, Lists) {
    expect({{"list contains([1, null], null)", "true"},
            {"count([1, [2, 3]])", "2"},
            {"count(5)", "1"},
            {"count(null)", "null"},
            {"sublist([4, 5, 6], 1, 2)", "[4, 5]"},
            {"sublist([4, 5, 6], -2)", "[5, 6]"},
            {"sublist([4, 5, 6], 4)", "null"},
            {"append([1], 2, 3)", "[1, 2, 3]"},
            {"append([1], [2])", "[1, [2]]"},
            {"concatenate([1, 2], [3])", "[1, 2, 3]"},
            {"union([1, 2], [2, 3])", "[1, 2, 3]"},
            {"distinct values([1, 2, 1.0])", "[1, 2]"},
            {"insert before([1, 3], 2, 2)", "[1, 2, 3]"},
            {"remove([1, 2, 3], -1)", "[1, 2]"},
            {"reverse([1, 2, 3])", "[3, 2, 1]"},
            {"index of([1, 2, 3, 2], 2)", "[2, 4]"},
            {"flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"},
            {"list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"},
            {"list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"},
            {"list replace([2, 4], function(item) true, 5)", "null"},
            {"sort([3, 1, 2])", "[1, 2, 3]"},
            {"sort(list: [3, 1], precedes: function(x, y) x < y)", "[1, 3]"},
            {"sort([1, \"a\"])", "null"},
            {"min([\"b\", \"a\"])", "\"a\""},
            {"max(1, 3, 2)", "3"},
            {"min([])", "null"},
            {"max([1, \"a\"])", "null"},
            {"sum([])", "null"},
            {"sum(1, 2.5)", "3.5"},
            {"product([2, 3, 4])", "24"},
            {"mean([1, 2, 3, 5])", "2.75"},
            {"median([6, 1, 2, 3])", "2.5"},
            {"stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"},
            {"stddev([47])", "null"},
            {"mode([6, 1, 9, 6, 1])", "[1, 6]"},
            {"mode([])", "[]"},
            {"all([true, null])", "null"},
            {"all([])", "true"},
            {"any([false, null, true])", "true"},
            {"any(null)", "null"}});
}

TEST(FeelBuiltins, Numbers) {
    expect({{"decimal(1/3, 2)", "0.33"},
            {"decimal(2.5, 0)", "2"},
            {"floor(-1.56, 1)", "-1.6"},
            {"ceiling(-1.5)", "-1"},
            {"round up(5.5, 0)", "6"},
            {"round half down(-1.126, 2)", "-1.13"},
            {"round half up(-5.5, 0)", "-6"},
            {"round down(5.5, 6176)", "5.5"},
            {"round down(5.5, 6177)", "null"},
            {"round down(5.5)", "null"},
            {"abs(-1)", "1"},
            {"abs(@\"-P1D\")", "duration(\"P1D\")"},
            {"modulo(-12, 5)", "3"},
            {"modulo(12, -5)", "-3"},
            {"modulo(-10.1, 4.5)", "3.4"},
            {"modulo(1, 0)", "null"},
            {"sqrt(16)", "4"},
            {"sqrt(-1)", "null"},
            {"log(1)", "0"},
            {"log(0)", "null"},
            {"exp(0)", "1"},
            {"even(-2)", "true"},
            {"odd(2.5)", "false"},
            {"number(\"1 000,5\", \" \", \",\")", "1000.5"},
            {"number(\"1,000\", \",\", null)", "1000"},
            {"number(\"1.5\", \".\", \".\")", "null"},
            {"abs(number: 1)", "null"}});
}

TEST(FeelBuiltins, Contexts) {
    expect({{"get value({a: 1}, \"a\")", "1"},
            {"get value({a: {b: 2}}, [\"a\", \"b\"])", "2"},
            {"get value({a: 1}, \"b\")", "null"},
            {"get entries({a: 1})", "[{key: \"a\", value: 1}]"},
            {"context([{key: \"a\", value: 1}, {key: \"b\", value: 2}])", "{a: 1, b: 2}"},
            {"context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"},
            {"context([{key: \"a\"}])", "null"},
            {"context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2)", "{x: 1, y: {a: 2}}"},
            {"context put({x: 1, y: {a: 0}}, [\"y\", \"a\", \"b\"], 2)", "null"},
            {"context put({}, \"a\", null)", "{a: null}"},
            {"context merge([{a: 1}, {b: 2}, {a: 3}])", "{a: 3, b: 2}"},
            {"context merge([{a: 1}, null])", "null"},
            {"{a: 1, a: 2}", "null"},
            {"{a: 1, b: a + 1, \"c d\": b * 2, e: c d}.e", "4"},
            {"[{a: 1}, {b: 2}].a", "[1, null]"},
            {"{a: {b: [1, 2]}}.a.b[2]", "2"},
            {"is(value1: 1)", "false"},
            {"is(1)", "null"}});
}

TEST(FeelBuiltins, Types) {
    expect({{"null instance of Any", "false"},
            {"null instance of Null", "true"},
            {"-1 instance of number", "true"},
            {"[1, null] instance of list<number>", "true"},
            {"[1, \"a\"] instance of list<number>", "false"},
            {"[1] instance of number", "false"},
            {"{a: 1, b: 2} instance of context<a: number>", "true"},
            {"{a: null} instance of context<a: number>", "true"},
            {"{b: 1} instance of context<a: number>", "false"},
            {"[1..5] instance of range<number>", "true"},
            {"[\"a\"..\"b\"] instance of range<number>", "false"},
            {"@\"P1D\" instance of days and time duration", "true"},
            {"@\"2018-01-01T00:00:00\" instance of date and time", "true"},
            {"(function(a: string) 1) instance of function<string> -> number", "true"},
            {"(function(a: string) 1) instance of function<number> -> number", "false"},
            {"(function() \"x\") instance of function<> -> number", "false"},
            {"abs instance of function<number> -> number", "true"},
            {"1 instance of nothing", "null"}});
    Types types;
    types.add("tAge", builtin_type("number"));
    types.add("tPerson", Type::context_of({{"age", types.find("tAge")}}));
    const auto is = [&](const char* text) {
        feel::Run run(test::noon());
        return Expression::parse(text, Names(), types).evaluate({}, run).to_string();
    };
    EXPECT_EQ(is("{age: 5} instance of tPerson"), "true");
    EXPECT_EQ(is("[{age: \"5\"}] instance of list<tPerson>"), "false");
    EXPECT_EQ(parse_type("list<tPerson>", types)->to_string(), "list<context<age: number>>");
    EXPECT_EQ(parse_type("list<tUnknown>", types), nullptr);
    EXPECT_EQ(coerce(List{Number(1)}, *builtin_type("number")), Value(Number(1)));
    EXPECT_EQ(coerce(Number(1), *parse_type("list<number>", types)), Value(List{Number(1)}));
    EXPECT_TRUE(coerce(Number(1), *builtin_type("string")).is_null());
}

TEST(FeelBuiltins, Ranges) {
    expect({{"before([1..5), [5..10])", "true"},
            {"before([1..5], [5..10])", "false"},
            {"after(10, [1..10))", "true"},
            {"meets([1..5], [5..10])", "true"},
            {"met by((5..10], [1..5])", "false"},
            {"overlaps([1..5], (5..8])", "false"},
            {"overlaps before([1..5], [3..8])", "true"},
            {"overlaps after((5..8], [1..5])", "false"},
            {"finishes(10, [1..10])", "true"},
            {"finished by([1..10), 10)", "false"},
            {"includes([1..10], (1..10))", "true"},
            {"during(1, (1..10])", "false"},
            {"starts((1..5], [1..10])", "false"},
            {"started by([1..10], 1)", "true"},
            {"coincides([1..5], [1..5])", "true"},
            {"before(1, \"a\")", "null"},
            {"before(point1: 1, point2: 2)", "true"},
            {"before((< 5), [5..10])", "true"},
            {"includes((>= 1), 1)", "true"},
            {"overlaps((> 1), (< 0))", "false"},
            {"overlaps before([1..5], (>= 3))", "true"},
            {"before((!= 5), 6)", "null"},
            {"range(\"[18..21)\") = [18..21)", "true"},
            {"range(\"[3..1]\")", "null"},
            {"range(\"[1..date(x)]\")", "null"},
            {"[1..\"b\"]", "null"}});
}

}  // namespace

}  // namespace yici::feel

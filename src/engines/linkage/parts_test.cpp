#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "engines/linkage/clusters.h"
#include "engines/linkage/distance.h"
#include "engines/linkage/keys.h"
#include "engines/linkage/levels.h"
#include "engines/linkage/model.h"
#include "engines/linkage/propose.h"
#include "foundation/base/text.h"
#include "foundation/tables/read.h"

namespace yici::linkage {
namespace {

TEST(Distance, CountsEdits) {
    EXPECT_EQ(levenshtein("kitten", "sitting"), 3);
    EXPECT_EQ(levenshtein("ab", "ba"), 2);
    EXPECT_EQ(damerau("ab", "ba"), 1);
    EXPECT_EQ(damerau("ca", "abc"), 3);  // optimal string alignment: nothing is edited twice
    EXPECT_EQ(levenshtein("", "abc"), 3);
    EXPECT_EQ(levenshtein(U"张伟明", U"张明"), 1);
    const std::string longer = std::string(70, 'x') + "abcdef";
    EXPECT_EQ(levenshtein(longer, std::string(70, 'x') + "abdcef"), 2);
    EXPECT_EQ(damerau(longer, std::string(70, 'x') + "abdcef"), 1);
    EXPECT_EQ(damerau(std::string(64, 'a') + "", std::string(63, 'a') + "b"), 1);
}

TEST(Distance, JaroWinklerByTheLiterature) {
    EXPECT_NEAR(jaro_winkler("martha", "marhta"), 0.9611, 1e-4);
    EXPECT_NEAR(jaro_winkler("dwayne", "duane"), 0.84, 1e-4);
    EXPECT_NEAR(jaro_winkler("dixon", "dicksonx"), 0.8133, 1e-4);
    EXPECT_EQ(jaro_winkler("", ""), 1);
    EXPECT_EQ(jaro_winkler("a", "b"), 0);
}

TEST(Values, AreMadeAlike) {
    EXPECT_EQ(normalise(" O'Brien-Smith ", Kind::name), "obrien smith");
    EXPECT_EQ(normalise("José", Kind::name), "jose");
    EXPECT_EQ(normalise("３３０１０６", Kind::code), "330106");
    EXPECT_EQ(normalise("+86 138-0013-8000", Kind::phone), "13800138000");
    EXPECT_EQ(normalise("N/A", Kind::text), "");
    EXPECT_EQ(normalise("无", Kind::name), "");
    for (const char* day : {"1990-02-03", "1990/2/3", "19900203", "3/2/1990", "1990年2月3日", "1990-02-03 12:00:00"})
        EXPECT_EQ(date_digits(day), "19900203") << day;
    EXPECT_EQ(date_digits("2/13/1990"), "19900213");
    EXPECT_EQ(date_digits("19900230").size(), 8U * 0);
    EXPECT_EQ(soundex("Robert"), "r163");
    EXPECT_EQ(soundex("Tymczak"), "t522");
    EXPECT_EQ(soundex("Pfister"), "p236");
    Pinyin pinyin;
    EXPECT_EQ(pinyin.of("张伟"), "zhang wei");
}

TEST(Levels, KnowUsualMistakes) {
    const auto level = [](Comparator compare, const char* a, const char* b) {
        Dictionary values;
        Comparison comparison;
        comparison.compare = compare;
        const uint32_t one = values.add(normalise(a, kind_of(compare)));
        const uint32_t two = values.add(normalise(b, kind_of(compare)));
        values.spell();
        values.cut();
        return level_of_unequal(comparison, values, one, two);
    };
    EXPECT_EQ(level(Comparator::name, "张伟", "章伟"), Level::close);  // one sound
    EXPECT_EQ(level(Comparator::name, "王小明", "王小朋"), Level::close);
    EXPECT_EQ(level(Comparator::name, "王伟", "李娜"), Level::different);
    EXPECT_EQ(level(Comparator::name, "catherine", "catherin"), Level::close);
    EXPECT_EQ(level(Comparator::date, "1990-02-03", "1990-03-02"), Level::crossed);
    EXPECT_EQ(level(Comparator::date, "1990-02-03", "1980-02-03"), Level::close);
    EXPECT_EQ(level(Comparator::date, "1990-01-31", "1990-02-01"), Level::similar);
    EXPECT_EQ(level(Comparator::date, "1990-01-31", "1955-12-09"), Level::different);
    EXPECT_EQ(level(Comparator::code, "330106199002031234", "330106199002031243"), Level::close);
    EXPECT_EQ(level(Comparator::address, "杭州市西湖区文三路100号", "西湖区文三路100号"), Level::close);
    EXPECT_EQ(level(Comparator::email, "a.b@x.org", "ab@x.org"), Level::close);
}

TEST(Keys, AreWhatTheySay) {
    EXPECT_EQ(key_text("张伟明", "", {{"x"}, Transform::prefix, 2}), "张伟");
    EXPECT_EQ(key_text("张伟明", "", {{"x"}, Transform::suffix, 1}), "明");
    EXPECT_EQ(key_text("ab", "", {{"x"}, Transform::prefix, 3}), "");
    EXPECT_EQ(key_text("19900203", "", {{"x"}, Transform::month_day, 0}), "0203");
    EXPECT_EQ(key_text("smith  anna", "", {{"x"}, Transform::sorted, 0}), "anna smith");
    const auto one = many_keys("12345", Transform::deletions);
    const auto two = many_keys("12845", Transform::deletions);
    std::vector<uint64_t> both;
    std::ranges::set_intersection(one, two, std::back_inserter(both));
    EXPECT_EQ(both.size(), 1U);
    EXPECT_EQ(one.size(), 6U);
}

TEST(Clusters, AChainDoesNotTieTogetherWhatDoesNotBelong) {
    // 0-1-2 and 3-4-5 are sure; 2 and 3 look alike, but 0, 1 and 4, 5 say no.
    const std::vector<Weighed> pairs = {{0, 1, 8}, {0, 2, 8}, {1, 2, 8}, {3, 4, 8},
                                        {3, 5, 8}, {4, 5, 8}, {2, 3, 2}, {1, 3, -8}};
    EXPECT_EQ(join_records(7, 7, pairs, -8), (std::vector<uint32_t>{0, 0, 0, 3, 3, 3, 6}));
    // A weak member is held by the others together.
    EXPECT_EQ(join_records(3, 3, {{0, 1, 9}, {0, 2, 3}, {1, 2, -1}}, -8), (std::vector<uint32_t>{0, 0, 0}));
}

TEST(Clusters, TwoTablesAreJoinedByPairsAcross) {
    EXPECT_EQ(join_records(4, 1, {{0, 1, 5}, {0, 2, 5}, {0, 3, 5}}, -8), (std::vector<uint32_t>{0, 0, 0, 0}));
    const auto kept = one_to_one(4, {{0, 2, 5}, {0, 3, 6}, {1, 3, 4}, {1, 2, 1}});
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].b, 3U);
    EXPECT_EQ(kept[1].a, 1U);
}

TEST(Clusters, AHugeChainIsCutWhereItIsWeak) {
    std::vector<Weighed> pairs;
    for (uint32_t i = 0; i + 1 < 2000; ++i) pairs.push_back({i, i + 1, i % 2 == 0 ? 9.F : 1.F});
    const auto cluster = join_records(2000, 2000, pairs, -8);
    EXPECT_EQ(cluster[0], cluster[1]);
    EXPECT_NE(cluster[1], cluster[2]);
}

TEST(Model, LearnsWhatWasHidden) {
    Spec spec;
    for (const char* column : {"a", "b", "c"}) {
        Comparison one;
        one.column = column;
        one.compare = Comparator::exact;
        spec.columns.push_back(one);
    }
    // 1,000 pairs that are one agree by 0.9 in each column, 99,000 others by 0.05.
    Patterns met;
    for (Pattern i = 0; i < 8; ++i) {
        double one = 1000;
        double other = 99'000;
        Pattern pattern = 0;
        for (size_t k = 0; k < 3; ++k) {
            const bool agrees = (i >> k & 1) != 0;
            one *= agrees ? 0.9 : 0.1;
            other *= agrees ? 0.05 : 0.95;
            pattern |= Pattern{agrees ? 2U : 1U} << (4 * k);
        }
        met.emplace_back(pattern, one + other);
    }
    const Model model = learn(spec, met, {}, 0, 100'000);
    EXPECT_NEAR(model.matches, 1000, 20);
    for (const ColumnModel& column : model.columns) {
        EXPECT_NEAR(column.m[2], 0.9, 0.02);
        EXPECT_NEAR(column.u[2], 0.05, 0.005);
    }
}

TEST(Model, HouseholdsAreNotTakenForIdentity) {
    Spec spec;
    for (const auto& [column, compare] : {std::pair("name", Comparator::name), std::pair("birth", Comparator::date),
                                          std::pair("address", Comparator::address)}) {
        Comparison one;
        one.column = column;
        one.compare = compare;
        spec.columns.push_back(one);
    }
    const auto pattern = [](Pattern name, Pattern birth, Pattern address) { return name | birth << 4 | address << 8; };
    // 5,000 pairs live together, 10 are one; the others share a family name here and there.
    const Patterns met = {{pattern(Level::different, Level::different, Level::different), 100'000},
                          {pattern(Level::remote, Level::different, Level::different), 10'000},
                          {pattern(Level::remote, Level::different, Level::exact), 4000},
                          {pattern(Level::different, Level::different, Level::exact), 1000},
                          {pattern(Level::exact, Level::exact, Level::exact), 10}};
    const Model model = learn(spec, met, {}, 0, 115'010);
    EXPECT_GT(model.odds(pattern(Level::exact, Level::exact, Level::exact)), 0);
    EXPECT_LT(model.odds(pattern(Level::remote, Level::different, Level::exact)), -3);
}

TEST(Spec, FaultsAreNamedWithTheirLine) {
    std::vector<Finding> findings;
    (void)parse_spec(
        "columns:\n  a: nonsense\n  b: {compare: levenshtein}\nblocking:\n  - [a:upside]\nprior: 2\nmore: 1\n", "spec",
        findings);
    std::vector<std::string> keys;
    for (const Finding& finding : findings) keys.push_back(finding.key);
    std::ranges::sort(keys);
    EXPECT_EQ(keys,
              (std::vector<std::string>{"base.yaml_unknown_key", "linkage.bounds", "linkage.not_a_probability",
                                        "linkage.rule_parts", "linkage.unknown_comparator", "linkage.unknown_key"}));
}

TEST(Propose, KnowsColumnsByNameAndValue) {
    std::string text = "编号,姓名,公民身份号码,出生日期,手机,住址,性别,备注\n";
    for (int i = 0; i < 200; ++i) {
        const std::string number = std::to_string(1000 + i);
        text += std::to_string(i) + ",张" + (i % 2 == 0 ? "伟" : "敏") + ",33010619900203" + number + ",1990-02-" +
                std::to_string(10 + i % 18) + ",1380013" + number + ",杭州市西湖区文三路" + number + "号," +
                (i % 2 == 0 ? "男" : "女") + ",\n";
    }
    std::vector<Finding> findings;
    const tables::Table table = tables::read_csv(text, "t", findings);
    const Spec spec = propose(table, nullptr, {});
    EXPECT_EQ(spec.id, "编号");
    std::vector<std::string> found;
    for (const Comparison& one : spec.columns) found.push_back(one.column + " " + std::string(name_of(one.compare)));
    EXPECT_EQ(found, (std::vector<std::string>{"姓名 name", "公民身份号码 code", "出生日期 date", "手机 phone",
                                               "住址 address", "性别 category"}));
    const Spec again = parse_spec(to_yaml(spec), "spec", findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(to_yaml(again), to_yaml(spec));
}

}  // namespace
}  // namespace yici::linkage

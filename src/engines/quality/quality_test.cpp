#include <gtest/gtest.h>

#include "engines/quality/check.h"
#include "engines/quality/row_rules.h"
#include "foundation/base/files.h"
#include "foundation/tables/read.h"
#include "support/suites.h"
#include "support/temporary_folder.h"

namespace yici::quality {
namespace {

class Quality : public ::testing::Test {
  protected:
    Report run(const std::string& csv, const std::string& yaml) {
        findings_.clear();
        notes_.clear();
        table_ = tables::read_csv(csv, "table.csv", findings_);
        rules_ = parse_yaml_rules(yaml, (folder_.path() / "rules.yaml").string(), findings_);
        return check(table_, rules_, clock_, findings_, notes_);
    }
    /// The only rule's violating rows.
    std::vector<uint32_t> rows(const std::string& csv, const std::string& rule) {
        const Report report = run(csv, "rules:\n  - " + rule + "\n");
        EXPECT_TRUE(findings_.empty()) << findings_.front().to_string(Language::en);
        EXPECT_EQ(report.outcomes.size(), 1u);
        return report.outcomes.empty() ? std::vector<uint32_t>{} : report.outcomes[0].rows;
    }

    using Rows = std::vector<uint32_t>;
    test::TemporaryFolder folder_;
    ManualClock clock_{parse_instant("2018-06-12T08:00:00Z").value()};
    std::vector<Finding> findings_;
    std::vector<std::string> notes_;
    tables::Table table_;
    RuleSet rules_;
};

TEST_F(Quality, ChecksCellsOneByOne) {
    EXPECT_EQ(rows("a,b\n1,\n ,2\n3,4\n", "complete: [a, b]"), (Rows{0, 1}));
    EXPECT_EQ(rows("p\n13800138000\n1380013800\n12800138000\n138001380001\n\"\"\n",
                   "format: {column: p, matches: '1[3-9]\\d{9}'}"),
              (Rows{1, 2, 3}));
    EXPECT_EQ(rows("p\nab\naab\nb\n", "format: {column: p, matches: 'a+b'}"), (Rows{2}));
    EXPECT_EQ(rows("d\n2018-02-28\n2018-02-29\n2018-2-1\n2016-02-29\n1900-02-29\n", "type: {column: d, is: date}"),
              (Rows{1, 2, 4}));
    EXPECT_EQ(
        rows("d\n2018-02-28 23:59:59\n2018-02-28T24:00:00\n2018-02-28T01:00:00Z\n", "type: {column: d, is: instant}"),
        (Rows{1}));
    EXPECT_EQ(rows("n\n12\n-3\n1.5\nx\n", "type: {column: n, is: integer}"), (Rows{2, 3}));
    EXPECT_EQ(rows("n\n12\n-3e2\n1.5x\n", "type: {column: n, is: number}"), (Rows{2}));
    EXPECT_EQ(rows("i\n11010519491231002X\n110105194912310021\n", "code: {column: i, is: id}"), (Rows{1}));
    EXPECT_EQ(rows("s\n1\n2\n3\n", "domain: {column: s, values: ['1', '2']}"), (Rows{2}));
    EXPECT_EQ(rows("s\n1\n\"\"\n", "{domain: {column: s, values: ['1']}, empty: value}"), (Rows{1}));
    EXPECT_EQ(rows("n\n-1\n0\n150\n150.5\nx\n", "range: {column: n, from: 0, to: 150}"), (Rows{0, 3, 4}));
    EXPECT_EQ(rows("d\n1899-12-31\n1900-01-01\nnever\n", "range: {column: d, from: 1900-01-01}"), (Rows{0, 2}));
    EXPECT_EQ(
        rows("i,b,s\n11010519491231002X,1949-12-31,2\n11010519491231002X,1949-12-30,2\n11010519491231002X,,1\nx,1,1\n",
             "identity: {id: i, birth_date: b, sex: s}"),
        (Rows{1, 2}));
    EXPECT_EQ(rows("a,b\n2,10\n10,2\n,1\nb,a\n", "deny: 't1&GT(t1.a,t1.b)'"), (Rows{1, 3}));
    EXPECT_EQ(rows("a,b\nx,1\ny,1\nx,2\n", "deny: 't1&EQ(t1.a,\"x\")&IQ(t1.b,\"1\")'"), (Rows{2}));
    EXPECT_EQ(rows("d\n2018-06-12\n2018-05-12\n2018-06-13\n", "timely: {column: d, within_days: 30}"), (Rows{1, 2}));
    EXPECT_EQ(rows("d,s\n2018-06-12,2018-06-10\n2018-06-12,2018-06-09 01:02:03\n2018-06-09,2018-06-10\n,2018-01-01\n",
                   "timely: {column: d, since: s, within_days: 2}"),
              (Rows{1, 2}));
}

TEST_F(Quality, ComparesWhatSourcesSayOfAColumn) {
    const std::string csv = "a,a@p,a@q,a@r\nx,x,y,\nx,x,x,z\nx,,y,\nx,x,,\nz,x,y,z\n";
    EXPECT_EQ(rows(csv, "sources: {column: a}"), (Rows{0, 1, 4}));
    EXPECT_EQ(rows(csv, "sources: {column: a, between: [p, q]}"), (Rows{0, 4}));
    const Report report = run(csv, "rules:\n  - sources: {column: a, between: [q, r]}\n");
    EXPECT_EQ(report.outcomes[0].suspects, (std::vector<CellAt>{{1, 0}, {4, 0}})) << "the field, not the sources";
    EXPECT_EQ(rules_.rules[0].dimension, Dimension::consistent);
    EXPECT_FALSE(run(csv, "rules:\n  - sources: {column: a, between: [p, s]}\n").outcomes[0].checked) << "s is silent";
    EXPECT_TRUE(findings_.empty());
    (void)run(csv, "rules:\n  - sources: {column: a, between: [p]}\n");
    ASSERT_EQ(findings_.size(), 1u);
    EXPECT_EQ(findings_[0].key, "quality.one_source");
}

TEST_F(Quality, RunsExpressions) {
    EXPECT_EQ(rows("start date,end date,n\n2018-01-01,2018-01-02,1\n2018-01-03,2018-01-02,2\n,2018-01-02,3\n",
                   "feel: 'end date >= start date'"),
              (Rows{1}));
    const Report report =
        run("a,b\n1,2\n007,3\n5,1\n", "rules:\n  - {feel: 'if a > b then false else true', columns: [b]}\n");
    EXPECT_TRUE(findings_.empty());
    EXPECT_EQ(report.outcomes[0].cells, (std::vector<CellAt>{{2, 1}}));  // a code such as 007 is no number
    (void)run("a\n1\n", "rules:\n  - feel: 'a >'\n");
    ASSERT_EQ(findings_.size(), 1u);
    EXPECT_EQ(findings_[0].key, "feel.syntax");
}

TEST_F(Quality, CountsDays) {
    EXPECT_EQ(day_number("1970-01-01"), 0);
    EXPECT_EQ(day_number("2018-06-12"), 17694);
    EXPECT_EQ(day_number("2000-02-29"), 11016);
    EXPECT_EQ(day_number("1900-03-01"), -25508);
    EXPECT_EQ(day_number("0000-12-31"), -719163);
    for (const char* no : {"1900-02-29", "2018-13-01", "2018-00-10", "2018-01-00", "2018/01/01", "2018-1-011", ""})
        EXPECT_FALSE(day_number(no)) << no;
}

TEST_F(Quality, ChecksAgainstOtherTables) {
    write_file_atomically(folder_.path() / "departments.csv", "code,name\nA1,x\nB2,y\n");
    EXPECT_EQ(rows("d\nA1\nC3\n\"\"\n", "refers: {column: d, table: departments.csv, to: code}"), (Rows{1}));
    EXPECT_EQ(
        rows("code,name\nA1,x\nB2,z\nC3,q\nB2,\n", "agrees: {table: departments.csv, key: code, columns: [name]}"),
        (Rows{1}));
}

TEST_F(Quality, ChecksRowsAgainstEachOther) {
    EXPECT_EQ(rows("a,b\n1,x\n2,x\n1,x\n,y\n,y\n", "unique: [a, b]"), (Rows{0, 2}));
    EXPECT_EQ(rows("z,c\n1,x\n1,x\n1,y\n2,q\n,a\n,b\n1,\n", "depends: {columns: [z], determine: [c]}"),
              (Rows{0, 1, 2}));
    EXPECT_EQ(rows("z,c\n,a\n,b\n1,\n1,x\n", "{depends: {columns: [z], determine: [c]}, empty: value}"),
              (Rows{0, 1, 2, 3}));
    EXPECT_EQ(rows("s,r\n10,3\n9,4\n20,5\n", "deny: 't1&t2&GT(t1.s,t2.s)&LT(t1.r,t2.r)'"), (Rows{0, 1}));
}

TEST_F(Quality, SuspectsTheMinority) {
    const Report report =
        run("z,c\n1,x\n1,x\n1,y\n2,p\n2,q\n", "rules:\n  - depends: {columns: [z], determine: [c]}\n");
    EXPECT_EQ(report.outcomes[0].cells.size(), 10u);
    EXPECT_EQ(report.outcomes[0].suspects, (std::vector<CellAt>{{2, 1}, {3, 1}, {4, 1}}));
    EXPECT_EQ(report.outcomes[0].pairs, 3);
}

TEST_F(Quality, ScoresBySixDimensions) {
    const Report report = run("a,b\n1,x\n2,\n3,y\n4,y\n",
                              "resource: r\nweights: {complete: 3}\nrules:\n  - complete: [b]\n  - unique: [b]\n");
    const Score found = score(report, rules_, 1);
    EXPECT_DOUBLE_EQ(*found.dimensions[static_cast<size_t>(Dimension::complete)], 75);
    EXPECT_DOUBLE_EQ(*found.dimensions[static_cast<size_t>(Dimension::accurate)], 50);
    EXPECT_DOUBLE_EQ(*found.dimensions[static_cast<size_t>(Dimension::accessible)], 80);
    EXPECT_FALSE(found.dimensions[static_cast<size_t>(Dimension::timely)]);
    EXPECT_DOUBLE_EQ(found.total, (3 * 75 + 50 + 80) / 5.0);
}

TEST_F(Quality, SaysWhatIsWrongWithARule) {
    const auto faults = [&](const std::string& yaml) {
        (void)run("a,b\n1,2\n", yaml);
        std::vector<std::string> keys;
        for (const Finding& finding : findings_) keys.push_back(finding.key);
        return keys;
    };
    using Keys = std::vector<std::string>;
    EXPECT_EQ(faults("rules:\n  - complete: [nowhere]\n"), (Keys{"quality.column_unknown"}));
    EXPECT_EQ(findings_[0].line, 2);
    EXPECT_EQ(faults("rules:\n  - {id: x}\n"), (Keys{"quality.rule_without_kind"}));
    EXPECT_EQ(faults("rules:\n  - {unique: a, complete: a}\n"), (Keys{"quality.rule_ambiguous"}));
    EXPECT_EQ(faults("rules:\n  - {id: x, unique: a}\n  - {id: x, unique: b}\n"), (Keys{"quality.rule_twice"}));
    EXPECT_EQ(faults("rules:\n  - deny: 't1&t2&SIM(t1.a,t2.a)'\n"), (Keys{"quality.rule_unreadable"}));
    EXPECT_EQ(faults("rules:\n  - code: {column: a, is: passport}\n"), (Keys{"codes.unknown_kind"}));
    EXPECT_EQ(faults("rules:\n  - format: {column: a, matches: '('}\n"), (Keys{"quality.pattern_invalid"}));
    EXPECT_EQ(faults("rules:\n  - range: {column: a, from: 1, to: 2018-01-01}\n"), (Keys{"quality.range_invalid"}));
    EXPECT_EQ(faults("rules:\n  - refers: {column: a, table: none.csv, to: b}\n"), (Keys{"quality.table_unreadable"}));
    EXPECT_EQ(faults("rules:\n  - {unique: a, dimension: beauty}\n"), (Keys{"quality.dimension_unknown"}));
    EXPECT_EQ(faults("rules:\n  - {unique: a, dimension: 一致性}\n"), Keys{});
}

TEST(LineRules, AreReadAsTheirAuthorsWriteThem) {
    std::vector<Finding> findings;
    const RuleSet rules = parse_line_rules(
        "t1&t2&EQ(t1.a b,t2.a b)&IQ(t1.R&D, x,t2.R&D, x)\r\n\n# note\nt1&EQ(t1.state,\"NY\")&GT(t1.tax,'5')\na , b "
        "\xE2\x87\x92 c\nwhat\n",
        "f", findings);
    ASSERT_EQ(rules.rules.size(), 3u);
    const auto& first = std::get<Denial>(rules.rules[0].what);
    EXPECT_EQ(first.predicates[0].left.text, "a b");
    EXPECT_EQ(first.predicates[1].left.text, "R&D, x");
    EXPECT_TRUE(first.of_two_rows());
    const auto& second = std::get<Denial>(rules.rules[1].what);
    EXPECT_FALSE(second.of_two_rows());
    EXPECT_EQ(second.predicates[0].right.text, "NY");
    EXPECT_EQ(second.predicates[1].right.text, "5");
    EXPECT_EQ(std::get<Dependency>(rules.rules[2].what).columns, (std::vector<std::string>{"a", "b"}));
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].line, 6);
}

TEST(FindColumn, TakesWhatTheAuthorMeant) {
    const std::vector<std::string> header{"index", "brewery-name", "StateAverage",
                                          "State", "Phone Number", "phone_number"};
    EXPECT_EQ(find_column(header, "State"), 3u);
    EXPECT_EQ(find_column(header, "brewery_name"), 1u);
    EXPECT_EQ(find_column(header, "Stateavg"), 2u);
    EXPECT_EQ(find_column(header, "phonenumber"), std::nullopt);  // two could be meant
    EXPECT_EQ(find_column(header, "Sta"), std::nullopt);
}

TEST(Accuracy, CountsCellsThatDifferFromTheTruth) {
    YICI_SUITE_OR_SKIP(folder, "quality");
    std::vector<Finding> findings;
    std::vector<std::string> notes;
    const ManualClock clock(parse_instant("2018-06-12T08:00:00Z").value());
    const auto dirty = tables::read_table(folder / "hospital" / "dirty.csv", findings);
    const auto clean = tables::read_table(folder / "hospital" / "clean.csv", findings);
    const auto rules = load_rules(folder / "hospital" / "dc_rules_holoclean.txt", findings);
    const Report report = check(dirty, rules, clock, findings, notes);
    const Accuracy all = compare(dirty, clean, flagged(report));
    const Accuracy likely = compare(dirty, clean, suspected(report));
    EXPECT_EQ(all.errors, 509u);
    EXPECT_GT(all.recall(), 0.7);
    EXPECT_GT(likely.precision(), all.precision());
    EXPECT_THROW((void)compare(dirty, tables::Table({"a"}), {}), Error);
}

}  // namespace
}  // namespace yici::quality

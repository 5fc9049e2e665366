#include <gtest/gtest.h>

#include <cmath>

#include "engines/linkage/linker.h"
#include "engines/linkage/propose.h"
#include "engines/linkage/truth.h"
#include "foundation/base/files.h"
#include "foundation/tables/read.h"
#include "support/suites.h"

namespace yici::linkage {
namespace {

tables::Table read_table(const std::filesystem::path& file) {
    std::vector<Finding> findings;
    tables::Table table = tables::read_csv(read_file(file), file.string(), findings);
    EXPECT_TRUE(findings.empty());
    return table;
}

Measure measured(const tables::Table& a, const tables::Table* b, const Spec& spec, const TruthColumn& truth) {
    const Outcome outcome = link(a, b, spec, 2);
    return measure_clusters(truth_of_column(a, b, truth), outcome.cluster, outcome.boundary);
}

/// The rows of a table that a test keeps.
template <class Keep>
tables::Table rows_of(const tables::Table& table, Keep keep) {
    tables::Table out(table.header());
    for (size_t i = 0; i < table.rows(); ++i) {
        std::vector<std::string_view> cells;
        for (size_t k = 0; k < table.columns(); ++k) cells.push_back(table.cell(i, k));
        if (keep(table.cell(i, 0))) out.add_row(table.line(i), cells);
    }
    return out;
}

TEST(Suites, FebrlOneIsResolvedWithoutASpecOrLabels) {
    YICI_SUITE_OR_SKIP(folder, "linkage/febrl");
    const tables::Table table = read_table(folder / "dataset1.csv");
    const Measure measure = measured(table, nullptr, propose(table, nullptr, {}), {"rec_id", ""});
    EXPECT_EQ(measure.actual, 500);
    EXPECT_GE(measure.f1(), 0.98) << measure.precision() << " " << measure.recall();
}

TEST(Suites, FebrlTwoIsResolvedWithoutASpecOrLabels) {
    YICI_SUITE_OR_SKIP(folder, "linkage/febrl");
    const tables::Table table = read_table(folder / "dataset2.csv");
    const Measure measure = measured(table, nullptr, propose(table, nullptr, {}), {"rec_id", ""});
    EXPECT_EQ(measure.actual, 1934);
    EXPECT_GE(measure.f1(), 0.97) << measure.precision() << " " << measure.recall();
}

TEST(Suites, FebrlTwoIsResolvedWithoutItsBestColumns) {
    YICI_SUITE_OR_SKIP(folder, "linkage/febrl");
    const tables::Table table = read_table(folder / "dataset2.csv");
    const Spec spec = propose(table, nullptr, {"soc_sec_id", "date_of_birth"});
    EXPECT_GE(measured(table, nullptr, spec, {"rec_id", ""}).f1(), 0.95);
}

TEST(Suites, OriginalsAndDuplicatesAreLinkedAcrossTwoTables) {
    YICI_SUITE_OR_SKIP(folder, "linkage/febrl");
    const tables::Table all = read_table(folder / "dataset2.csv");
    const auto is_original = [](std::string_view id) { return id.ends_with("-org"); };
    const tables::Table a = rows_of(all, is_original);
    const tables::Table b = rows_of(all, [&](std::string_view id) { return !is_original(id); });
    const Measure measure = measured(a, &b, propose(a, &b, {}), {"rec_id", ""});
    EXPECT_EQ(measure.actual, 1000);
    EXPECT_GE(measure.f1(), 0.97) << measure.precision() << " " << measure.recall();
}

TEST(Suites, FakeThousandIsResolvedWithoutLabels) {
    YICI_SUITE_OR_SKIP(folder, "linkage/splink");
    const tables::Table table = read_table(folder / "fake_1000.csv");
    const Spec spec = propose(table, nullptr, {});
    EXPECT_EQ(spec.id, "unique_id");
    for (const Comparison& one : spec.columns) EXPECT_NE(one.column, "cluster");
    const Outcome outcome = link(table, nullptr, spec, 2);
    const Truth by_column = truth_of_column(table, nullptr, {"cluster", ""});
    EXPECT_GE(measure_clusters(by_column, outcome.cluster, table.rows()).f1(), 0.95);
    std::vector<std::string> ids;
    for (size_t i = 0; i < table.rows(); ++i) ids.emplace_back(table.cell(i, 0));
    const Truth by_labels = truth_of_labels(read_table(folder / "fake_1000_labels.csv"), ids, spec.id);
    EXPECT_EQ(by_labels.labelled.size(), 3176U);
    EXPECT_GE(measure_clusters(by_labels, outcome.cluster, table.rows()).f1(), 0.95);
}

TEST(Linker, AnswersTheSameWithAnyNumberOfThreads) {
    YICI_SUITE_OR_SKIP(folder, "linkage/splink");
    const tables::Table table = read_table(folder / "fake_1000.csv");
    const Spec spec = propose(table, nullptr, {});
    const Outcome one = link(table, nullptr, spec, 1);
    const Outcome three = link(table, nullptr, spec, 3);
    EXPECT_EQ(one.cluster, three.cluster);
    EXPECT_EQ(one.pairs_compared, three.pairs_compared);
    EXPECT_EQ(one.links.size(), three.links.size());
}

TEST(Linker, GivenWeightsAreTakenAsTheyAre) {
    std::vector<Finding> findings;
    const Spec spec = parse_spec(R"(
columns:
  name: {compare: levenshtein, at: [1], weights: [-3, 2, 5]}
  code: {compare: exact, weights: [-4, 8]}
blocking: [code, name]
prior: 0.03125
thresholds: {link: 0.5}
block_limit: 0
clusters: false
)",
                                 "spec", findings);
    ASSERT_TRUE(findings.empty()) << findings.front().to_string(Language::en);
    const tables::Table table = tables::read_csv("name,code\nanna,1\nanni,1\nbert,1\nanna,2\n", "t", findings);
    const Outcome outcome = link(table, nullptr, spec, 1);
    EXPECT_EQ(outcome.pairs_compared, 4);
    ASSERT_EQ(outcome.links.size(), 3U);
    EXPECT_NEAR(outcome.links[0].odds, std::log2(0.03125 / 0.96875) + 2 + 8, 1e-4);  // anna, anni
    EXPECT_TRUE(outcome.links[0].linked);
    const auto evidence_of = evidence(spec, outcome.model, outcome.links[0].pattern);
    EXPECT_EQ(evidence_of[0].level, "<= 1.000");
    EXPECT_EQ(evidence_of[1].level, "exact");
    EXPECT_EQ(outcome.model.rounds, 0);
}

TEST(Linker, ColumnsThatAreNotThereAreNamed) {
    std::vector<Finding> findings;
    const Spec spec = parse_spec("columns: {nobody: name}\nblocking: [nobody]\n", "spec", findings);
    const tables::Table table = tables::read_csv("name\na\n", "t", findings);
    try {
        (void)link(table, nullptr, spec, 1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "linkage.unknown_column");
        EXPECT_EQ(error.detail(), "nobody");
    }
}

TEST(Linker, EmptyAndTinyTablesAreNoFault) {
    std::vector<Finding> findings;
    for (const char* text : {"name,birth\n", "name,birth\n张伟,1990-01-01\n", "name,birth\n,\n,\n"}) {
        const tables::Table table = tables::read_csv(text, "t", findings);
        const Spec spec = parse_spec("columns: {name: name, birth: date}\nblocking: [name]\n", "spec", findings);
        EXPECT_TRUE(link(table, nullptr, spec, 2).links.empty());
    }
}

}  // namespace
}  // namespace yici::linkage

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <regex>

#include "engines/quality/check.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/tables/read.h"
#include "support/databases.h"
#include "support/suites.h"

namespace yici::quality {
namespace {

const ManualClock kClock(parse_instant("2018-06-12T00:00:00Z").value());

/// The same rules in SQL, by SQLite: what it answers is what must be found, and nothing else.
class QualityOracle : public test::DatabaseTest {
  protected:
    void load(const tables::Table& table) {
        header_ = table.header();
        std::string columns = "line BIGINT";
        std::vector<std::string> names{"line"};
        for (size_t column = 0; column < table.columns(); ++column) {
            names.push_back("c" + std::to_string(column));
            columns += ", " + names.back() + " TEXT";
        }
        database().write([&](db::Transaction& transaction) {
            transaction.execute("DROP TABLE IF EXISTS t");
            transaction.execute("CREATE TABLE t (" + columns + ")");
            size_t row = 0;
            transaction.bulk_load("t", names, [&](std::vector<db::Value>& values) {
                if (row == table.rows()) return false;
                values = {static_cast<int64_t>(row)};
                for (size_t column = 0; column < table.columns(); ++column)
                    values.emplace_back(std::string(table.cell(row, column)));
                ++row;
                return true;
            });
            for (size_t column = 0; column < table.columns(); ++column)
                transaction.execute("CREATE INDEX t_" + std::to_string(column) + " ON t (c" + std::to_string(column) +
                                    ")");
        });
    }

    struct Answer {
        std::vector<uint32_t> rows;
        std::vector<CellAt> cells;
        int64_t ordered_pairs = 0;
    };

    /// `text` is the rule as HoloClean writes it; this reads it apart from the product, by expressions.
    Answer ask(const std::string& text) {
        static const std::regex kPredicate(R"((EQ|IQ|LT|GT|LTE|GTE)\((t[12])\.([^,]+),(?:(t[12])\.)?([^)]+)\))");
        std::string where = "t1.line <> t2.line";
        std::vector<size_t> named[2];
        for (std::sregex_iterator each(text.begin(), text.end(), kPredicate), end; each != end; ++each) {
            const std::smatch& match = *each;
            const std::string op = match[1];
            const bool order = op != "EQ" && op != "IQ";
            const auto side = [&](const std::string& tuple, const std::string& name) {
                if (tuple.empty())
                    return (order ? "CAST(" : "") + std::string("'") + name + "'" + (order ? " AS REAL)" : "");
                const size_t column = find_column(header_, name).value();
                named[tuple == "t2" ? 1 : 0].push_back(column);
                const std::string plain = tuple + ".c" + std::to_string(column);
                return order ? "CAST(" + plain + " AS REAL)" : plain;
            };
            const std::string sign = op == "EQ"    ? " = "
                                     : op == "IQ"  ? " <> "
                                     : op == "LT"  ? " < "
                                     : op == "GT"  ? " > "
                                     : op == "LTE" ? " <= "
                                                   : " >= ";
            where += " AND " + side(match[2], match[3]) + sign + side(match[4], match[5]);
        }
        Answer answer;
        database().read([&](db::Transaction& transaction) {
            answer.ordered_pairs = transaction.query_one("SELECT count(*) FROM t t1, t t2 WHERE " + where)->integer(0);
            for (int role = 0; role < 2; ++role) {
                const std::string tuple = role == 0 ? "t1" : "t2";
                for (const auto& row :
                     transaction.query("SELECT DISTINCT " + tuple + ".line FROM t t1, t t2 WHERE " + where)) {
                    const auto line = static_cast<uint32_t>(row.integer(0));
                    answer.rows.push_back(line);
                    for (const size_t column : named[role])
                        answer.cells.push_back({line, static_cast<uint32_t>(column)});
                }
            }
        });
        std::sort(answer.rows.begin(), answer.rows.end());
        answer.rows.erase(std::unique(answer.rows.begin(), answer.rows.end()), answer.rows.end());
        std::sort(answer.cells.begin(), answer.cells.end());
        answer.cells.erase(std::unique(answer.cells.begin(), answer.cells.end()), answer.cells.end());
        return answer;
    }

    /// Checks the table by all the rules and holds every outcome against SQLite's; the violating rows in all.
    size_t expect_the_same(const tables::Table& table, const RuleSet& rules) {
        load(table);
        std::vector<Finding> findings;
        std::vector<std::string> notes;
        const Report report = check(table, rules, kClock, findings, notes);
        EXPECT_TRUE(findings.empty());
        size_t violations = 0;
        for (size_t i = 0; i < rules.rules.size(); ++i) {
            const Answer answer = ask(rules.rules[i].text);
            const Outcome& outcome = report.outcomes[i];
            EXPECT_EQ(outcome.rows, answer.rows) << rules.rules[i].text;
            EXPECT_EQ(outcome.cells, answer.cells) << rules.rules[i].text;
            const bool halved = outcome.pairs && *outcome.pairs * 2 == answer.ordered_pairs;
            EXPECT_TRUE(!outcome.pairs || halved || *outcome.pairs == answer.ordered_pairs)
                << rules.rules[i].text << " " << *outcome.pairs << " of " << answer.ordered_pairs;
            EXPECT_TRUE(std::includes(outcome.cells.begin(), outcome.cells.end(), outcome.suspects.begin(),
                                      outcome.suspects.end()));
            violations += outcome.rows.size();
        }
        return violations;
    }

  private:
    std::vector<std::string> header_;
};
YICI_ON_SQLITE(QualityOracle);

TEST_P(QualityOracle, AgreesOnTheTablesOfTheSuite) {
    YICI_SUITE_OR_SKIP(folder, "quality");
    for (const char* name : {"hospital", "beers"}) {
        for (const char* file : {"dirty.csv", "clean.csv"}) {
            std::vector<Finding> findings;
            const tables::Table table = tables::read_table(folder / name / file, findings);
            const RuleSet rules = load_rules(folder / name / "dc_rules_holoclean.txt", findings);
            ASSERT_TRUE(findings.empty());
            const size_t violations = expect_the_same(table, rules);
            if (std::string(name) == "hospital" && std::string(file) == "dirty.csv") {
                EXPECT_GT(violations, 1000u);
            }
        }
    }
}

/// Small tables of few values, where every path meets every other: equal and unequal columns, constants, orders.
TEST_P(QualityOracle, AgreesOnRandomTablesAndRules) {
    std::mt19937 random(7);
    const auto pick = [&](size_t below) { return static_cast<size_t>(random() % below); };
    const std::vector<std::string> names{"a", "b", "c", "d"};
    const std::vector<std::string> operators{"EQ", "EQ", "IQ", "IQ", "LT", "GT", "LTE", "GTE"};
    for (int round = 0; round < 150; ++round) {
        tables::Table table(names);
        const size_t rows = 1 + pick(24), values = 1 + pick(6);
        for (size_t row = 0; row < rows; ++row) {
            std::vector<std::string> cells;
            for (size_t column = 0; column < names.size(); ++column) cells.push_back(std::to_string(pick(values)));
            table.add_row(static_cast<int64_t>(row + 2), {cells.begin(), cells.end()});
        }
        std::string text;
        for (int rule = 0; rule < 4; ++rule) {
            text += "t1&t2&" + operators[pick(8)] + "(t1." + names[pick(4)] + ",t2." + names[pick(4)] + ")";
            for (size_t extra = pick(4); extra > 0; --extra) {
                const std::string tuple = pick(4) == 0 ? "t1" : "t2";
                const std::string right = pick(5) == 0 ? std::to_string(pick(values)) : tuple + "." + names[pick(4)];
                text += "&" + operators[pick(8)] + "(t1." + names[pick(4)] + "," + right + ")";
            }
            text += "\n";
        }
        std::vector<Finding> findings;
        const RuleSet rules = parse_line_rules(text, "rules", findings);
        ASSERT_EQ(rules.rules.size(), 4u);
        expect_the_same(table, rules);
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace yici::quality

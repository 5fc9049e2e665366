/// Intake of a large file, part by part: `sample FOLDER ROWS` writes it, `check FOLDER FILE THREADS` reads, converts
/// and checks it and prints what was found as JSON.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <string>

#include "engines/collection/intake.h"
#include "engines/quality/row_checks.h"
#include "engines/quality/row_rules.h"
#include "engines/warehouse/warehouse.h"
#include "foundation/base/files.h"
#include "foundation/tables/scan.h"
#include "intake_sample.h"

namespace yici::bench {
namespace {

/// What a block holds, converted: columns as a program would go on with them.
struct Converted {
    std::vector<int32_t> birth_days;
    std::vector<int64_t> income_fen;
    std::vector<int64_t> updated_seconds;
    std::vector<int32_t> household;
};

struct Sums {
    int64_t rows = 0, rejected = 0;
    std::vector<int64_t> violations;
    int64_t birth_days = 0, income_fen = 0, updated_seconds = 0, household = 0;
};

constexpr int64_t kNone = INT64_MIN;

int64_t fen(std::string_view text) {
    int64_t yuan = 0;
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), yuan);
    if (error != std::errc()) return kNone;
    int64_t cents = 0;
    const std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
    if (!rest.empty()) {
        if (rest.size() != 3 || rest[0] != '.') return kNone;
        cents = (rest[1] - '0') * 10 + (rest[2] - '0');
    }
    return (negative ? -1 : 1) * (yuan * 100 + cents);
}

int64_t seconds(std::string_view text) {
    if (!quality::is_instant(text)) return kNone;
    const auto two = [&](size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    return int64_t{*quality::day_number(text.substr(0, 10))} * 86400 + two(11) * 3600 + two(14) * 60 + two(17);
}

Converted convert(const tables::Cells& cells) {
    Converted made;
    made.birth_days.resize(cells.rows);
    made.income_fen.resize(cells.rows);
    made.updated_seconds.resize(cells.rows);
    made.household.resize(cells.rows);
    for (size_t row = 0; row < cells.rows; ++row) {
        made.birth_days[row] = quality::day_number(cells.at(row, 3)).value_or(INT32_MIN);
        made.income_fen[row] = fen(cells.at(row, 7));
        made.updated_seconds[row] = seconds(cells.at(row, 8));
        const std::string_view household = cells.at(row, 9);
        std::from_chars(household.data(), household.data() + household.size(), made.household[row]);
    }
    return made;
}

Sums sums_of(const tables::Block& block, const std::vector<uint64_t>& bits, size_t rules) {
    Sums sums;
    sums.rows = static_cast<int64_t>(block.cells.rows);
    sums.rejected = static_cast<int64_t>(block.rejected.size());
    sums.violations.resize(rules, 0);
    for (uint64_t each : bits)
        for (; each != 0; each &= each - 1) ++sums.violations[static_cast<size_t>(__builtin_ctzll(each))];
    const Converted made = convert(block.cells);
    for (size_t row = 0; row < block.cells.rows; ++row) {
        if (made.birth_days[row] != INT32_MIN) sums.birth_days += made.birth_days[row];
        if (made.income_fen[row] != kNone) sums.income_fen += made.income_fen[row];
        if (made.updated_seconds[row] != kNone) sums.updated_seconds += made.updated_seconds[row];
        sums.household += made.household[row];
    }
    return sums;
}

void add(Sums& to, const Sums& more) {
    to.rows += more.rows;
    to.rejected += more.rejected;
    to.violations.resize(more.violations.size(), 0);
    for (size_t i = 0; i < more.violations.size(); ++i) to.violations[i] += more.violations[i];
    to.birth_days += more.birth_days;
    to.income_fen += more.income_fen;
    to.updated_seconds += more.updated_seconds;
    to.household += more.household;
}

/// The rules without those that need a check digit.
quality::RuleSet without_check_digits(quality::RuleSet rules) {
    std::erase_if(rules.rules, [](const quality::Rule& rule) {
        return rule.id == "id_valid" || rule.id == "id_birth" || rule.id == "id_sex";
    });
    return rules;
}

int check(const std::filesystem::path& file, const std::string& set, size_t threads) {
    std::vector<Finding> findings;
    quality::RuleSet rules =
        quality::parse_yaml_rules(kIntakeRules, (file.parent_path() / "rules.yaml").string(), findings);
    if (set == "plain") rules = without_check_digits(std::move(rules));
    if (set == "none") rules.rules.clear();
    const auto began = std::chrono::steady_clock::now();
    const tables::CsvFile csv(file);
    const quality::RowChecks checks(csv.header(), rules, SystemClock(), findings);
    for (const Finding& finding : findings) std::fprintf(stderr, "%s\n", finding.to_string(Language::en).c_str());
    Sums all;
    csv.scan(
        [&](tables::Block& block) {
            std::vector<uint64_t> bits;
            checks.check(block.cells, bits);
            block.result = sums_of(block, bits, checks.places().size());
        },
        [&](tables::Block& block) { add(all, std::any_cast<const Sums&>(block.result)); }, threads);
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("{\"seconds\":%.4f,\"rows\":%lld,\"rejected\":%lld,\"violations\":{", took,
                static_cast<long long>(all.rows), static_cast<long long>(all.rejected));
    for (size_t i = 0; i < checks.places().size(); ++i)
        std::printf("%s\"%s\":%lld", i == 0 ? "" : ",", rules.rules[checks.places()[i]].id.c_str(),
                    static_cast<long long>(all.violations[i]));
    std::printf("},\"birth_days\":%lld,\"income_fen\":%lld,\"updated_seconds\":%lld,\"household\":%lld}\n",
                static_cast<long long>(all.birth_days), static_cast<long long>(all.income_fen),
                static_cast<long long>(all.updated_seconds), static_cast<long long>(all.household));
    return findings.empty() ? 0 : 1;
}

void print_time(std::chrono::steady_clock::time_point began, const std::string& more) {
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("{\"seconds\":%.4f,%s}\n", took, more.c_str());
}

int store(const std::filesystem::path& file, const std::string& url) {
    std::vector<Finding> findings;
    collection::Plan plan;
    plan.resource = "population";
    plan.columns = tables::CsvFile(file).header();
    plan.key = {"id_number"};
    plan.subject = "id_number";
    plan.version = "updated_at";
    plan.rules = quality::parse_yaml_rules(kIntakeRules, (file.parent_path() / "rules.yaml").string(), findings);
    const auto database = db::open(url);
    const SystemClock clock;
    collection::Intake intake(*database, clock);
    collection::Batch origin;
    origin.source = {"11330000002482080X", "household"};
    origin.observed = clock.now();
    origin.watermark = file.filename().string();
    const auto began = std::chrono::steady_clock::now();
    const collection::Receipt found = intake.take_file(plan, origin, file);
    print_time(began, "\"rows\":" + std::to_string(found.rows) + ",\"added\":" + std::to_string(found.added) +
                          ",\"changed\":" + std::to_string(found.changed) + ",\"late\":" + std::to_string(found.late) +
                          ",\"unchanged\":" + std::to_string(found.unchanged) +
                          ",\"quarantined\":" + std::to_string(found.quarantined));
    return findings.empty() ? 0 : 1;
}

/// Rows into a department's warehouse, a thousand a transaction, as a pass of the collector does it.
int house(const std::filesystem::path& file, const std::string& url) {
    constexpr size_t kPiece = 1000;
    const auto database = db::open(url);
    const SystemClock clock;
    warehouse::Warehouse house(*database, clock);
    const auto began = std::chrono::steady_clock::now();
    const tables::CsvFile csv(file);
    std::vector<warehouse::Column> shape;
    for (const std::string& name : csv.header()) shape.push_back({name, "text"});
    warehouse::Tally all;
    warehouse::Piece piece;
    const auto store = [&] {
        if (!piece.rows.empty()) all += house.store("population", shape, piece);
        piece.rows.clear();
    };
    csv.scan([](tables::Block&) {},
             [&](tables::Block& block) {
                 for (size_t row = 0; row < block.cells.rows; ++row) {
                     warehouse::SourceRow& made = piece.rows.emplace_back();
                     made.key = block.cells.at(row, 0);
                     for (size_t column = 0; column < block.cells.columns; ++column)
                         made.cells.emplace_back(block.cells.at(row, column));
                     if (piece.rows.size() == kPiece) store();
                 }
             });
    store();
    print_time(began, "\"rows\":" + std::to_string(all.read) + ",\"added\":" + std::to_string(all.added) +
                          ",\"changed\":" + std::to_string(all.changed));
    return 0;
}

int load(const std::filesystem::path& file, const std::string& url) {
    const auto database = db::open(url);
    const auto began = std::chrono::steady_clock::now();
    const tables::CsvFile csv(file);
    std::string columns;
    for (const std::string& name : csv.header()) columns += (columns.empty() ? "" : ", ") + name + " TEXT";
    int64_t rows = 0;
    database->write([&](db::Transaction& transaction) {
        transaction.execute("CREATE TABLE population (" + columns + ")");
        csv.scan([](tables::Block&) {},
                 [&](tables::Block& block) {
                     size_t row = 0;
                     rows += transaction.bulk_load("population", csv.header(), [&](std::vector<db::Value>& values) {
                         if (row == block.cells.rows) return false;
                         values.resize(block.cells.columns);
                         for (size_t column = 0; column < values.size(); ++column)
                             values[column] = std::string(block.cells.at(row, column));
                         ++row;
                         return true;
                     });
                 });
    });
    print_time(began, "\"rows\":" + std::to_string(rows));
    return 0;
}

}  // namespace
}  // namespace yici::bench

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 3 && words[0] == "sample") {
        const std::filesystem::path folder = words[1];
        yici::bench::write_intake_sample(folder / "population.csv", folder / "departments.csv", std::stoll(words[2]),
                                         2018);
        return 0;
    }
    if (words.size() == 4 && words[0] == "check") return yici::bench::check(words[1], words[2], std::stoul(words[3]));
    if (words.size() == 3 && words[0] == "store") return yici::bench::store(words[1], words[2]);
    if (words.size() == 3 && words[0] == "house") return yici::bench::house(words[1], words[2]);
    if (words.size() == 3 && words[0] == "load") return yici::bench::load(words[1], words[2]);
    std::fprintf(stderr, "sample FOLDER ROWS | check FILE all|plain|none THREADS | store|house|load FILE DATABASE\n");
    return 2;
}

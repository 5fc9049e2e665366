// A decision table of 100 rules over 1,000,000 rows: rows a second, alone on one core. The table and the first rows are
// written to FOLDER/table.json for the peer, with our answers, so that both can be held against each other.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "engines/rules/decisions.h"
#include "foundation/base/text.h"

using namespace yici;

namespace {

constexpr size_t kRows = 1'000'000;
constexpr size_t kPeerRows = 2'000;
constexpr int kRounds = 5;
constexpr std::array<const char*, 10> kRegions{"杭州", "宁波", "温州", "嘉兴", "湖州",
                                               "绍兴", "金华", "衢州", "舟山", "台州"};
constexpr std::array<const char*, 4> kInputs{"age", "income", "region", "insured"};

using Rule = std::array<std::string, 5>;  // four cells and the answer

/// Ten regions by ten bands of income, each with an age and a flag: no two rules overlap.
std::vector<Rule> grid() {
    std::vector<Rule> made;
    for (int region = 0; region < 10; ++region) {
        for (int band = 0; band < 10; ++band) {
            const std::string low = std::to_string(band * 1000);
            const std::string high = std::to_string((band + 1) * 1000);
            made.push_back({band % 2 == 0 ? ">= 18" : "[16..70)",
                            band == 9 ? ">= " + low : "[" + low + ".." + high + ")",
                            "\"" + std::string(kRegions.at(static_cast<size_t>(region))) + "\"",
                            band % 3 == 0 ? "true" : "-", std::to_string(region * 100 + band)});
        }
    }
    return made;
}

std::string escaped(const std::string& text) {
    return "<![CDATA[" + text + "]]>";
}

std::string model_of(const std::vector<Rule>& made) {
    std::string xml =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='bench' namespace='urn:bench'>";
    std::string table;
    const std::array<const char*, 4> types{"number", "number", "string", "boolean"};
    std::string requirements;
    for (size_t i = 0; i < kInputs.size(); ++i) {
        const std::string name = kInputs.at(i);
        xml += "<inputData id='" + name + "' name='" + name + "'><variable name='" + name + "' typeRef='" +
               types.at(i) + "'/></inputData>";
        requirements += "<informationRequirement><requiredInput href='#" + name + "'/></informationRequirement>";
        table += "<input><inputExpression typeRef='" + std::string(types.at(i)) + "'><text>" + name +
                 "</text></inputExpression></input>";
    }
    table += "<output/>";
    for (const Rule& rule : made) {
        table += "<rule>";
        for (size_t i = 0; i < 4; ++i) table += "<inputEntry><text>" + escaped(rule.at(i)) + "</text></inputEntry>";
        table += "<outputEntry><text>" + rule[4] + "</text></outputEntry></rule>";
    }
    return xml + "<decision id='d' name='d'><variable name='d' typeRef='number'/>" + requirements +
           "<decisionTable hitPolicy='UNIQUE'>" + table + "</decisionTable></decision></definitions>";
}

struct Rows {
    std::vector<double> age, income;
    std::vector<std::string_view> region;
    std::vector<uint8_t> insured;
};

Rows rows() {
    Rows made;
    uint64_t state = 20180601;
    const auto next = [&state](uint64_t below) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return (state >> 33) % below;
    };
    for (size_t i = 0; i < kRows; ++i) {
        made.age.push_back(static_cast<double>(next(100)));
        made.income.push_back(static_cast<double>(next(1'500'000)) / 100);
        made.region.emplace_back(kRegions.at(next(10)));
        made.insured.push_back(static_cast<uint8_t>(next(2)));
    }
    return made;
}

void write_for_peer(const std::string& file, const std::vector<Rule>& made, const Rows& given,
                    const rules::Outcomes& outcomes) {
    std::string json = "{\"rules\":[";
    for (const Rule& rule : made) {
        json += &rule == &made.front() ? "[" : ",[";
        for (size_t i = 0; i < 5; ++i) {
            if (i > 0) json += ',';
            append_json_string(json, rule.at(i));
        }
        json += ']';
    }
    json += "],\"rows\":[";
    std::array<char, 32> number{};
    for (size_t i = 0; i < kPeerRows; ++i) {
        std::snprintf(number.data(), number.size(), "%.0f,%.2f,", given.age[i], given.income[i]);
        json += (i == 0 ? "[" : ",[") + std::string(number.data());
        append_json_string(json, given.region[i]);
        json += (given.insured[i] == 1 ? ",true," : ",false,") + outcomes.values[outcomes.outcome[i]].to_string() + "]";
    }
    std::ofstream(file, std::ios::binary) << json << "]}";
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    const auto made = grid();
    std::vector<Finding> findings;
    std::vector<rules::Document> documents;
    documents.push_back(rules::Document::parse(model_of(made), "bench.dmn", findings));
    const auto model = rules::Decisions::compile(std::move(documents), findings);
    if (!findings.empty()) return 1;
    const Rows given = rows();
    using Kind = rules::Column::Kind;
    const std::vector<rules::NamedColumn> columns{{"age", {Kind::numbers, given.age, {}, {}, {}, {}}},
                                                  {"income", {Kind::numbers, given.income, {}, {}, {}, {}}},
                                                  {"region", {Kind::texts, {}, given.region, {}, {}, {}}},
                                                  {"insured", {Kind::flags, {}, {}, given.insured, {}, {}}}};
    const SystemClock clock;
    std::vector<double> rates;
    rules::Outcomes outcomes;
    for (int round = 0; round < kRounds; ++round) {
        feel::Run run(clock);
        const auto begin = std::chrono::steady_clock::now();
        outcomes = model.evaluate_columns("d", columns, kRows, run);
        rates.push_back(kRows / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(rates.begin(), rates.end());
    // One by one as well: what a case at a window asks.
    feel::Run run(clock, INT64_MAX);
    const size_t singles = 50'000;
    const auto begin = std::chrono::steady_clock::now();
    for (size_t i = 0; i < singles; ++i) {
        const std::vector<rules::Input> inputs{{"age", *feel::Number::from_double(given.age[i]), ""},
                                               {"income", *feel::Number::from_double(given.income[i]), ""},
                                               {"region", std::string(given.region[i]), ""},
                                               {"insured", given.insured[i] == 1, ""}};
        if (!(model.evaluate("d", inputs, run).value == outcomes.values[outcomes.outcome[i]])) return 1;
        run.notes.clear();
    }
    const double single = singles / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    write_for_peer(std::string(arguments[1]) + "/table.json", made, given, outcomes);
    std::printf("{\"rows\":%zu,\"rows_per_second\":%.0f,\"single_per_second\":%.0f}\n", kRows, rates[kRounds / 2],
                single);
    return 0;
}

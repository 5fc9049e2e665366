#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engines/forms/schema.h"
#include "support/suites.h"

namespace yici::forms {
namespace {

using nlohmann::json;
using Places = std::vector<std::pair<std::string, std::string>>;

json read(const std::filesystem::path& file) {
    std::ifstream in(file);
    return json::parse(in);
}

Places places(const Schema& schema, const json& answer) {
    Places found;
    for (const Fault& fault : check(schema, answer.dump(), nullptr)) found.emplace_back(fault.pointer, fault.key);
    std::ranges::sort(found);
    return found;
}

/// tests/forms/cases.json is run by web/tests/forms_test.mjs as well: both sides must say the same.
TEST(FormCases, BothSidesFindTheSameFaultsAtTheSamePlaces) {
    size_t run = 0;
    for (const json& group : read("tests/forms/cases.json")) {
        std::vector<Fault> faults;
        const auto schema = Schema::compile(group["schema"].dump(), faults);
        ASSERT_TRUE(schema) << group["name"] << ": " << (faults.empty() ? "" : faults[0].pointer + faults[0].detail);
        for (const json& one : group["cases"]) {
            EXPECT_EQ(places(*schema, one["answer"]), one["faults"].get<Places>()) << group["name"] << one["answer"];
            ++run;
        }
    }
    EXPECT_GE(run, 150U);
}

struct Tally {
    int passed = 0;
    int wrong = 0;
    std::map<std::string, int> skipped;  // why, how many tests
};

/// Runs one file of JSON-Schema-Test-Suite. A schema that uses what forms leave out is skipped and says what.
void run_file(const std::filesystem::path& file, Tally& tally) {
    for (json group : read(file)) {
        const int tests = static_cast<int>(group["tests"].size());
        std::vector<Fault> faults;
        const auto schema = Schema::compile(group["schema"].dump(), faults);
        if (!schema) {
            tally.skipped[faults[0].key + " " + (faults[0].detail.empty() ? "" : faults[0].detail)] += tests;
            continue;
        }
        for (const json& test : group["tests"]) {
            const auto found = check(*schema, test["data"].dump(), nullptr);
            if (std::ranges::count(found, "forms.number_unsafe", &Fault::key) > 0) {
                ++tally.skipped["numbers beyond 53 bits"];
                continue;
            }
            const bool fits = found.empty();
            fits == test["valid"].get<bool>() ? ++tally.passed : ++tally.wrong;
            EXPECT_EQ(fits, test["valid"].get<bool>()) << file << group["description"] << test["description"];
        }
    }
}

Tally run_folder(const std::filesystem::path& folder, const std::vector<std::string>& files) {
    Tally tally;
    for (const std::string& name : files) run_file(folder / (name + ".json"), tally);
    int skipped = 0;
    for (const auto& [why, tests] : tally.skipped) {
        std::cout << "  skipped " << tests << ": " << why << '\n';
        skipped += tests;
    }
    std::cout << folder.string() << ": " << tally.passed << " passed, " << tally.wrong << " wrong, " << skipped
              << " skipped\n";
    return tally;
}

const std::vector<std::string> kKeywords{"additionalProperties",
                                         "allOf",
                                         "anyOf",
                                         "boolean_schema",
                                         "const",
                                         "default",
                                         "enum",
                                         "exclusiveMaximum",
                                         "exclusiveMinimum",
                                         "if-then-else",
                                         "maximum",
                                         "maxItems",
                                         "maxLength",
                                         "maxProperties",
                                         "minimum",
                                         "minItems",
                                         "minLength",
                                         "minProperties",
                                         "multipleOf",
                                         "not",
                                         "oneOf",
                                         "pattern",
                                         "properties",
                                         "required",
                                         "type",
                                         "uniqueItems"};

TEST(JsonSchemaTestSuite, EveryKeywordOfFormsMeansWhatDraft202012Says) {
    YICI_SUITE_OR_SKIP(folder, "json_schema/tests/draft2020-12");
    std::vector<std::string> files = kKeywords;
    for (const char* more : {"dependentRequired", "dependentSchemas", "defs", "items", "ref", "infinite-loop-detection",
                             "optional/format/date"})
        files.emplace_back(more);
    EXPECT_GE(run_folder(folder, files).passed, 400);
}

/// Debian's package has drafts up to 7; these keywords mean the same there.
TEST(JsonSchemaTestSuite, TheKeywordsThatDidNotChangePassDebiansDraft7) {
    const std::filesystem::path folder = "/usr/share/json-schema-test-suite/tests/draft7";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: package json-schema-test-suite is not installed";
    EXPECT_GE(run_folder(folder, kKeywords).passed, 250);
}

}  // namespace
}  // namespace yici::forms

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "cli/cli.h"
#include "engines/linkage/fields.h"
#include "engines/linkage/linker.h"
#include "engines/linkage/propose.h"
#include "engines/linkage/truth.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/tables/scan.h"

namespace yici::cli {

namespace {

struct LinkOptions {
    std::string a;
    std::string b;
    std::string spec;
    std::string truth;
    std::string out;
    std::string clusters;
    std::string propose;
    size_t threads = 2;
    bool explain = false;
};

void print_findings(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) std::fprintf(stderr, "%s\n", finding.to_string(Language::en).c_str());
}

tables::Table read_table(const std::string& file, size_t threads) {
    const tables::CsvFile csv(file);
    tables::Table table(csv.header());
    std::vector<Finding> findings;
    std::vector<std::string_view> cells(csv.header().size());
    const auto take = [&](const tables::Block& block) {
        for (size_t row = 0; row < block.cells.rows; ++row) {
            for (size_t i = 0; i < cells.size(); ++i) cells[i] = block.cells.at(row, i);
            table.add_row(block.lines[row], cells);
        }
        for (const auto& rejected : block.rejected)
            findings.push_back({file, static_cast<int>(rejected.line), rejected.key, {}});
    };
    csv.scan([](tables::Block&) {}, take, threads);
    print_findings(findings);
    return table;
}

std::vector<std::string> ids_of(const tables::Table& a, const tables::Table* b, const std::string& id) {
    std::vector<std::string> ids;
    const auto take = [&](const tables::Table& table) {
        const size_t column = id.empty() ? table.columns() : linkage::find_column(table, id);
        if (!id.empty() && column == table.columns())
            throw Error(ErrorKind::invalid_input, "linkage.unknown_column", id);
        for (size_t i = 0; i < table.rows(); ++i)
            ids.push_back(id.empty() ? std::to_string(ids.size() + 1) : std::string(trim(table.cell(i, column))));
    };
    take(a);
    if (b != nullptr) take(*b);
    return ids;
}

std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string number(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string pairs_csv(const linkage::Outcome& outcome, const linkage::Spec& spec, const std::vector<std::string>& ids) {
    std::string out = "id_l,id_r,linked,probability,odds";
    for (const linkage::Evidence& one : linkage::evidence(spec, outcome.model, 0))
        out += "," + cell(one.column) + "," + cell(one.column + "_weight");
    out += '\n';
    for (const linkage::Link& link : outcome.links) {
        out += cell(ids[link.a]) + "," + cell(ids[link.b]) + (link.linked ? ",1," : ",0,") +
               number(linkage::probability(link.odds), 6) + "," + number(link.odds, 3);
        for (const linkage::Evidence& one : linkage::evidence(spec, outcome.model, link.pattern))
            out += "," + one.level + "," + number(one.weight, 2);
        out += '\n';
    }
    return out;
}

std::string clusters_csv(const linkage::Outcome& outcome, const std::vector<std::string>& ids) {
    std::string out = outcome.boundary < outcome.records ? "id,table,cluster\n" : "id,cluster\n";
    for (size_t i = 0; i < outcome.cluster.size(); ++i) {
        out += cell(ids[i]);
        if (outcome.boundary < outcome.records) out += i < outcome.boundary ? ",A" : ",B";
        out += "," + cell(ids[outcome.cluster[i]]) + "\n";
    }
    return out;
}

void explain(const linkage::Outcome& outcome, const linkage::Spec& spec) {
    std::printf("\nblocking rule\tpairs not met before\tblocks dropped\tlargest block\n");
    for (size_t i = 0; i < spec.rules.size(); ++i)
        std::printf("%s\t%lld\t%lld\t%zu\n", spec.rules[i].to_string().c_str(),
                    static_cast<long long>(outcome.rules[i].pairs),
                    static_cast<long long>(outcome.rules[i].blocks_dropped), outcome.rules[i].limit);
    std::printf("\ncolumn\tlevel\tm\tu\tweight\n");
    size_t i = 0;
    for (const linkage::Comparison& one : spec.columns) {
        if (one.compare == linkage::Comparator::none) continue;
        const linkage::ColumnModel& column = outcome.model.columns[i++];
        for (size_t level = column.m.size() - 1; level > 0; --level)
            std::printf("%s\t%s\t%.4f\t%.6f\t%+.2f\n", one.column.c_str(),
                        linkage::level_name(one, static_cast<uint8_t>(level)).c_str(), column.m[level], column.u[level],
                        column.weight[level]);
    }
    std::printf("\n");
}

void print_measure(const char* what, const linkage::Measure& measure) {
    std::printf("%s: precision %.4f recall %.4f F1 %.4f (%lld right of %lld found, %lld true)\n", what,
                measure.precision(), measure.recall(), measure.f1(), static_cast<long long>(measure.hit),
                static_cast<long long>(measure.called), static_cast<long long>(measure.actual));
}

void judge(const linkage::Outcome& outcome, const linkage::Truth& truth) {
    std::vector<linkage::RecordPair> pairs;
    for (const linkage::Link& link : outcome.links)
        if (link.linked) pairs.push_back({link.a, link.b});
    if (outcome.cluster.empty())
        print_measure("pairs", linkage::measure_pairs(truth, pairs, outcome.boundary));
    else
        print_measure("pairs", linkage::measure_clusters(truth, outcome.cluster, outcome.boundary));
}

/// COLUMN, COLUMN:REGEX or a file of labelled pairs.
std::optional<linkage::TruthColumn> truth_column(const LinkOptions& options, const tables::Table& a,
                                                 const linkage::Spec* spec) {
    if (options.truth.empty()) return spec != nullptr ? spec->truth : std::nullopt;
    if (linkage::find_column(a, options.truth) < a.columns()) return linkage::TruthColumn{options.truth, {}};
    const size_t colon = options.truth.find(':');
    if (colon == std::string::npos || linkage::find_column(a, options.truth.substr(0, colon)) == a.columns())
        return std::nullopt;
    return linkage::TruthColumn{options.truth.substr(0, colon), options.truth.substr(colon + 1)};
}

linkage::Spec spec_of(const LinkOptions& options, const tables::Table& a, const tables::Table* b) {
    if (options.spec.empty()) {
        const auto truth = truth_column(options, a, nullptr);
        return linkage::propose(a, b, truth ? std::vector{truth->column} : std::vector<std::string>{});
    }
    std::vector<Finding> findings;
    linkage::Spec spec = linkage::read_spec(options.spec, findings);
    if (findings.empty()) return spec;
    print_findings(findings);
    throw Error(ErrorKind::invalid_input, "linkage.spec_invalid", options.spec);
}

double seconds_since(std::chrono::steady_clock::time_point from) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

void print_costs(const linkage::Outcome& outcome, double reading, double all) {
    std::string stages = "read " + number(reading, 2);
    for (const auto& [name, seconds] : outcome.seconds) stages += ", " + name + " " + number(seconds, 2);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("time: %.2f s (%s)\npeak memory: %ld MiB\n", all, stages.c_str(), usage.ru_maxrss / 1024);
}

void link_tables(const LinkOptions& options) {
    const auto began = std::chrono::steady_clock::now();
    const tables::Table a = read_table(options.a, options.threads);
    const std::optional<tables::Table> second =
        options.b.empty() ? std::nullopt : std::optional(read_table(options.b, options.threads));
    const tables::Table* b = second ? &*second : nullptr;
    const double reading = seconds_since(began);
    const linkage::Spec spec = spec_of(options, a, b);
    if (!options.propose.empty()) write_file_atomically(options.propose, linkage::to_yaml(spec));
    const linkage::Outcome outcome = linkage::link(a, b, spec, options.threads);
    const bool needs_ids = !options.out.empty() || !options.clusters.empty() || !options.truth.empty();
    const auto ids = needs_ids ? ids_of(a, b, spec.id) : std::vector<std::string>{};
    if (!options.out.empty()) write_file_atomically(options.out, pairs_csv(outcome, spec, ids));
    if (!options.clusters.empty()) write_file_atomically(options.clusters, clusters_csv(outcome, ids));
    const double all = seconds_since(began);
    std::printf("records: %zu\npairs compared: %lld\n", outcome.records,
                static_cast<long long>(outcome.pairs_compared));
    std::printf("threshold: %.4f (%s)\n", outcome.link_at, spec.link_at ? "given" : "from the model");
    std::printf("pairs linked: %lld, clusters of two or more: %lld\n", static_cast<long long>(outcome.linked_pairs),
                static_cast<long long>(outcome.cluster_count));
    if (options.explain) explain(outcome, spec);
    if (const auto column = truth_column(options, a, &spec))
        judge(outcome, linkage::truth_of_column(a, b, *column));
    else if (!options.truth.empty())
        judge(outcome, linkage::truth_of_labels(read_table(options.truth, 1), ids, spec.id));
    print_costs(outcome, reading, all);
}

}  // namespace

void add_link(CLI::App& app, ExitCode&) {
    CLI::App* command = app.add_subcommand("link", "Finds the records that are about one subject, in one table or two");
    auto options = std::make_shared<LinkOptions>();
    command->add_option("A", options->a, "Table, CSV")->required();
    command->add_option("B", options->b, "Second table: links go from one to the other");
    command->add_option("--spec", options->spec,
                        "What to compare (docs/formats/link.md); proposed where it is missing");
    command->add_option("--truth", options->truth, "Column, COLUMN:REGEX or file of labelled pairs to measure against");
    command->add_option("--out", options->out, "Writes the pairs with what each column says");
    command->add_option("--clusters", options->clusters, "Writes each record's cluster");
    command->add_option("--propose", options->propose, "Writes the spec that was used");
    command->add_option("--threads", options->threads, "2 by default")->check(CLI::Range(1, 64));
    command->add_flag("--explain", options->explain, "Prints rules and weights");
    command->callback([options] { link_tables(*options); });
}

}  // namespace yici::cli

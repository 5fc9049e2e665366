#include <algorithm>

#include "engines/quality/row_rules.h"

namespace yici::quality {
namespace {

class SourcesRule final : public RowRule {
  public:
    SourcesRule(size_t column, std::vector<SourceAt> sources) : RowRule({column}), sources_(std::move(sources)) {}
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        for (size_t row = 0; row < cells.rows; ++row) {
            std::string_view first;
            for (const SourceAt& source : sources_) {
                const std::string_view said = cells.at(row, source.column);
                if (said.empty()) continue;  // a source that gives no value contradicts nobody
                if (first.empty()) first = said;
                if (said != first) bits[row] |= bit;
            }
        }
    }

  private:
    std::vector<SourceAt> sources_;
};

}  // namespace

std::string source_column(std::string_view column, std::string_view source) {
    return std::string(column) + "@" + std::string(source);
}

std::vector<SourceAt> sources_in(const std::vector<std::string>& header, const Sources& what) {
    const std::string prefix = source_column(what.column, "");
    std::vector<SourceAt> found;
    for (size_t i = 0; i < header.size(); ++i) {
        if (!header[i].starts_with(prefix)) continue;
        std::string source = header[i].substr(prefix.size());
        const bool wanted = what.between.empty() || std::ranges::find(what.between, source) != what.between.end();
        if (wanted) found.push_back({i, std::move(source)});
    }
    return found;
}

std::unique_ptr<RowRule> make_sources(const Rule& rule, const Sources& what, Binding& binding) {
    std::vector<SourceAt> sources = sources_in(binding.header(), what);
    // One source alone cannot be compared: the rule counts as not checked, which is no fault of the table.
    if (sources.size() < 2) return nullptr;
    const auto column = binding.column(rule, what.column);
    return column ? std::make_unique<SourcesRule>(*column, std::move(sources)) : nullptr;
}

}  // namespace yici::quality

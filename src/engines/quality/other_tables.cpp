#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "engines/quality/row_rules.h"
#include "foundation/tables/read.h"

namespace yici::quality {
namespace {

struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

std::optional<tables::Table> read_other(const Rule& rule, const std::filesystem::path& file, Binding& binding) {
    std::vector<Finding> findings;
    try {
        tables::Table table = tables::read_table(file, findings);
        if (findings.empty()) return table;
        binding.fault(rule, "quality.table_unreadable", findings.front().to_string(Language::en));
    } catch (const Error& error) {
        binding.fault(rule, "quality.table_unreadable", error.detail());
    }
    return std::nullopt;
}

class ReferenceRule final : public RowRule {
  public:
    ReferenceRule(size_t column, bool empty_too, const tables::Table& table, size_t to)
        : RowRule({column}), column_(column), empty_too_(empty_too) {
        for (size_t row = 0; row < table.rows(); ++row) known_.emplace(table.cell(row, to));
    }
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        check_column(cells, column_, empty_too_, bit, bits,
                     [this](std::string_view text) { return known_.find(text) == known_.end(); });
    }

  private:
    size_t column_;
    bool empty_too_;
    std::unordered_set<std::string, Hash, std::equal_to<>> known_;
};

/// Lengths keep ("a", "bc") apart from ("ab", "c").
void append_part(std::string& key, std::string_view part) {
    key += std::to_string(part.size());
    key += ':';
    key += part;
}

std::string key_of(const tables::Cells& cells, size_t row, const std::vector<size_t>& columns) {
    std::string key;
    for (const size_t column : columns) append_part(key, cells.at(row, column));
    return key;
}

class AgreementRule final : public RowRule {
  public:
    AgreementRule(std::vector<size_t> key, std::vector<size_t> columns, tables::Table other, bool empty_too,
                  const std::vector<size_t>& other_key, std::vector<size_t> other_columns)
        : RowRule(columns),
          key_(std::move(key)),
          columns_(std::move(columns)),
          other_(std::move(other)),
          other_columns_(std::move(other_columns)),
          empty_too_(empty_too) {
        for (size_t row = 0; row < other_.rows(); ++row) rows_.emplace(key_of(other_.cells(), row, other_key), row);
    }
    void check(const tables::Cells& cells, uint64_t bit, uint64_t* bits) const override {
        for (size_t row = 0; row < cells.rows; ++row) {
            const auto found = rows_.find(key_of(cells, row, key_));
            if (found == rows_.end()) continue;
            for (size_t i = 0; i < columns_.size(); ++i) {
                const std::string_view ours = cells.at(row, columns_[i]);
                const std::string_view theirs = other_.cell(found->second, other_columns_[i]);
                const bool known = empty_too_ || (!ours.empty() && !theirs.empty());
                if (known && ours != theirs) bits[row] |= bit;
            }
        }
    }

  private:
    std::vector<size_t> key_, columns_;
    tables::Table other_;
    std::vector<size_t> other_columns_;
    bool empty_too_;
    std::unordered_map<std::string, size_t> rows_;
};

}  // namespace

std::unique_ptr<RowRule> make_reference(const Rule& rule, const Reference& what, Binding& binding) {
    const auto column = binding.column(rule, what.column);
    if (!column) return nullptr;
    const auto other = read_other(rule, what.table, binding);
    if (!other) return nullptr;
    const auto to = find_column(other->header(), what.to);
    if (!to) {
        binding.fault(rule, "quality.column_unknown", what.table.filename().string() + ": " + what.to);
        return nullptr;
    }
    return std::make_unique<ReferenceRule>(*column, rule.empty_is_value, *other, *to);
}

std::unique_ptr<RowRule> make_agreement(const Rule& rule, const Agreement& what, Binding& binding) {
    auto key = binding.columns(rule, what.key);
    auto columns = binding.columns(rule, what.columns);
    if (!key || !columns) return nullptr;
    auto other = read_other(rule, what.table, binding);
    if (!other) return nullptr;
    std::vector<size_t> other_key, other_columns;
    for (const auto& [names, places] : {std::pair{&what.key, &other_key}, std::pair{&what.columns, &other_columns}}) {
        for (const std::string& name : *names) {
            const auto place = find_column(other->header(), name);
            if (!place) {
                binding.fault(rule, "quality.column_unknown", what.table.filename().string() + ": " + name);
                return nullptr;
            }
            places->push_back(*place);
        }
    }
    return std::make_unique<AgreementRule>(*std::move(key), *std::move(columns), *std::move(other), rule.empty_is_value,
                                           other_key, std::move(other_columns));
}

}  // namespace yici::quality

#include "engines/quality/row_checks.h"

#include "engines/quality/row_rules.h"

namespace yici::quality {

RowChecks::RowChecks(const std::vector<std::string>& header, const RuleSet& rules, const Clock& clock,
                     std::vector<Finding>& findings) {
    std::vector<std::string> notes;
    Binding binding(header, rules.file, findings, notes);
    for (size_t i = 0; i < rules.rules.size(); ++i) {
        auto made = make_row_rule(rules.rules[i], binding, clock);
        if (made == nullptr) continue;
        if (rules_.size() == kMostRules) {
            binding.fault(rules.rules[i], "quality.too_many_rules", rules.rules[i].id);
            break;
        }
        rules_.push_back(std::move(made));
        places_.push_back(i);
    }
}

RowChecks::~RowChecks() = default;

void RowChecks::check(const tables::Cells& cells, std::vector<uint64_t>& bits) const {
    bits.assign(cells.rows, 0);
    for (size_t i = 0; i < rules_.size(); ++i) rules_[i]->check(cells, uint64_t{1} << i, bits.data());
}

}  // namespace yici::quality

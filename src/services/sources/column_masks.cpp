#include "services/sources/column_masks.h"

#include <algorithm>

#include "engines/codes/codes.h"

namespace yici::sources {

namespace {

constexpr std::string_view kHidden = "***";  // of no length, which would tell something too

std::string masked(std::string_view value, bool known, records::Mask mask) {
    if (value.empty()) return {};
    if (codes::IdNumber::is_valid(value)) return records::mask(records::Mask::id_number, value);
    return known ? records::mask(mask, value) : std::string(kHidden);
}

}  // namespace

ColumnMasks::ColumnMasks(const Source& source) {
    const collection::Plan& plan = *source.plan;
    columns_.resize(plan.columns.size());
    const auto column = [&](const std::string& name) -> Of* {
        const auto found = std::ranges::find(plan.columns, name);
        return found == plan.columns.end() ? nullptr : &columns_[static_cast<size_t>(found - plan.columns.begin())];
    };
    // Of several that speak of a column, one that masks counts.
    const auto say = [&](const std::string& name, records::Mask mask) {
        Of* of = column(name);
        if (of == nullptr) return;
        of->known = true;
        if (mask != records::Mask::none) of->mask = mask;
    };
    const auto say_code = [&](const std::string& name, records::SubjectKind kind) {
        say(name, kind == records::SubjectKind::person ? records::Mask::id_number : records::Mask::none);
    };
    say_code(plan.subject, plan.subject_kind);
    for (const RecordMapping& mapping : source.records) {
        say_code(mapping.subject, mapping.type->subject);
        for (const auto& [field, name] : mapping.fields) say(name, mapping.type->find(field)->mask);
    }
    for (const auto& [name, mask] : source.masks) {
        if (Of* of = column(name)) *of = {true, mask};
    }
}

SeenRow ColumnMasks::seen(collection::QuarantinedRow row) const {
    SeenRow seen;
    seen.readable = row.cells.size() > 1 || columns_.size() == 1;
    for (size_t i = 0; i < row.cells.size(); ++i) {
        const Of of = seen.readable && i < columns_.size() ? columns_[i] : Of();
        std::string shown = masked(row.cells[i], of.known, of.mask);
        seen.masked.push_back(shown != row.cells[i]);
        row.cells[i] = std::move(shown);
    }
    seen.row = std::move(row);
    return seen;
}

SeenRow seen_in_clear(const collection::Plan& plan, collection::QuarantinedRow row) {
    const bool readable = row.cells.size() > 1 || plan.columns.size() == 1;
    std::vector<bool> masked(row.cells.size(), false);
    return {std::move(row), std::move(masked), readable};
}

}  // namespace yici::sources

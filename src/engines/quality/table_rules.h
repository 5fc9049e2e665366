#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engines/quality/check.h"
#include "engines/quality/columns.h"

namespace yici::quality {

/// Finds a rule's columns in a header; what it lacks is a finding, an unlike spelling a note.
class Binding {
  public:
    Binding(const std::vector<std::string>& header, std::string file, std::vector<Finding>& findings,
            std::vector<std::string>& notes)
        : header_(header), file_(std::move(file)), findings_(findings), notes_(notes) {}
    [[nodiscard]] std::optional<size_t> column(const Rule& rule, std::string_view name);
    /// All of them or none.
    [[nodiscard]] std::optional<std::vector<size_t>> columns(const Rule& rule, const std::vector<std::string>& names);
    void fault(const Rule& rule, std::string key, std::string detail);
    void note(std::string text);
    [[nodiscard]] const std::vector<std::string>& header() const { return header_; }

  private:
    const std::vector<std::string>& header_;
    std::string file_;
    std::vector<Finding>& findings_;
    std::vector<std::string>& notes_;
};

/// Rules that set rows against each other.
[[nodiscard]] Outcome check_dependency(const Rule& rule, const Dependency& what, Columns& columns, Binding& binding);
[[nodiscard]] Outcome check_unique(const Rule& rule, const Unique& what, Columns& columns, Binding& binding);
[[nodiscard]] Outcome check_denial(const Rule& rule, const Denial& what, Columns& columns, Binding& binding);

/// Adds the cells of these columns in every marked row, ascending.
void add_cells(std::vector<CellAt>& cells, const std::vector<uint8_t>& marked, const std::vector<size_t>& columns);
/// Ascending, each once.
void tidy(std::vector<CellAt>& cells);

}  // namespace yici::quality

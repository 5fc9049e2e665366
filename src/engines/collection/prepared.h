#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "engines/collection/intake.h"
#include "engines/quality/row_checks.h"
#include "foundation/tables/scan.h"

namespace yici::collection {

/// Cells as one text, in which U+001F ends a cell; it and U+001E within a cell stand behind U+001E.
void append_cells(std::string& out, const std::vector<std::string_view>& cells);
[[nodiscard]] std::vector<std::string> split_cells(std::string_view text);

/// A row that is ready to be kept, as it lies in memory: one run of bytes, for rows are met again in the order of their
/// keys, each somewhere else.
struct Record {
    struct Head {
        int64_t observed = 0;
        uint32_t key = 0, subject = 0, body = 0;  // lengths; a subject that is the key is left out
        uint16_t removed = 0;
        uint16_t within = 0;  // the key is what the body begins with, and is left out
    };
    Head head;
    std::string_view key, subject, body;

    [[nodiscard]] static Record at(const char* bytes);
};

/// Rows that are ready to be kept, and those that are not, of one block or batch.
struct Prepared {
    struct Refused {
        int64_t line = 0;
        std::string rules, body;
    };
    std::pmr::string bytes;        // records
    std::vector<uint64_t> places;  // where each begins
    std::vector<Refused> refused;
    std::vector<int64_t> violations;
};

/// Checks rows and resolves their keys, subjects and moments. Safe from several threads.
/// Errors: collection.schema_drifted (conflict), collection.plan_invalid (invalid_input).
class Preparer {
  public:
    Preparer(const Plan& plan, const std::vector<std::string>& header, Instant observed, const Clock& clock);

    /// `removed`: ascending; `line` of a row at the source; the records lie in `memory`.
    [[nodiscard]] Prepared prepare(const tables::Cells& cells, const std::vector<uint32_t>& removed,
                                   const std::function<int64_t(size_t)>& line,
                                   std::pmr::memory_resource* memory = std::pmr::get_default_resource()) const;

  private:
    [[nodiscard]] std::optional<int64_t> moment_of(std::string_view text) const;
    [[nodiscard]] bool is_subject(std::string_view text) const;
    [[nodiscard]] bool begins_with_key(const tables::Cells& cells, size_t row) const;
    [[nodiscard]] std::string rule_names(uint64_t bits) const;
    [[nodiscard]] std::string_view fault_of(const tables::Cells& cells, size_t row, bool removed,
                                            int64_t& observed) const;

    const Plan& plan_;
    int64_t observed_;
    std::vector<size_t> columns_, key_;
    std::optional<size_t> subject_, version_;
    std::vector<std::pair<size_t, records::DataType>> types_;
    bool subject_is_key_ = false;
    std::unique_ptr<quality::RowChecks> checks_;
};

}  // namespace yici::collection

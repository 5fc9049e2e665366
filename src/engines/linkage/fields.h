#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/linkage/spec.h"
#include "foundation/base/text.h"
#include "foundation/tables/table.h"

namespace yici::linkage {

/// The distinct values of one column (or of columns that are mistaken for each other), made alike; 0 is "no value".
class Dictionary {
  public:
    Dictionary();
    [[nodiscard]] size_t size() const { return starts_.size() - 1; }
    [[nodiscard]] std::string_view text(uint32_t value) const { return piece(bytes_, starts_, value); }
    [[nodiscard]] bool ascii(uint32_t value) const { return ascii_[value] != 0; }
    /// Names: the value in Latin letters without blanks, "zhangwei"; empty when it is the text itself.
    [[nodiscard]] std::string_view latin(uint32_t value) const { return piece(latin_, latin_starts_, value); }

    /// Addresses: the hashes of all pairs of neighbouring characters, sorted.
    [[nodiscard]] std::span<const uint16_t> grams(uint32_t value) const {
        if (value + 1 >= gram_starts_.size()) return {};
        return std::span(grams_).subspan(gram_starts_[value], gram_starts_[value + 1] - gram_starts_[value]);
    }

    uint32_t add(std::string_view text);
    /// The same for many: out[i * stride] is texts[i]'s number. Memory is asked for ahead, so that large tables wait
    /// less.
    void add_all(std::span<const std::string_view> texts, uint32_t* out, size_t stride);
    /// Room for so many values.
    void reserve(size_t values);
    /// Fills latin() for every value with Han characters.
    void spell();
    /// Fills grams() for every value.
    void cut();

  private:
    static std::string_view piece(const std::string& bytes, const std::vector<uint32_t>& starts, uint32_t value) {
        if (value + 1 >= starts.size()) return {};
        return std::string_view(bytes).substr(starts[value], starts[value + 1] - starts[value]);
    }
    uint32_t add(std::string_view text, uint64_t hash);
    void grow(size_t slots);

    std::string bytes_;
    std::vector<uint32_t> starts_;
    std::vector<uint8_t> ascii_;
    std::vector<uint64_t> slots_;  // upper half: of the hash; lower half: the value, 0 free
    std::string latin_;
    std::vector<uint32_t> latin_starts_;
    std::vector<uint16_t> grams_;
    std::vector<uint32_t> gram_starts_;
};

struct Field {
    std::string column;
    Comparator compare = Comparator::none;
    std::shared_ptr<Dictionary> values;
    std::vector<uint32_t> count;  // records by value
    /// A column whose values stand as they are and whose weights are given needs no dictionary: it is read where it
    /// lies, and only for pairs that meet. Then `values` is empty.
    bool direct = false;
    size_t column_a = 0;
    size_t column_b = 0;
};

/// Its number in the header, blanks around names forgiven; columns() when there is none.
[[nodiscard]] size_t find_column(const tables::Table& table, std::string_view name);

/// Every record of one or two tables with its values, a row beside a row.
class Records {
  public:
    /// Columns that `spec` compares or blocks by. Throws linkage.unknown_column (invalid_input).
    Records(const tables::Table& a, const tables::Table* b, const Spec& spec, size_t threads);
    [[nodiscard]] size_t size() const { return size_; }
    /// Records from here on are of the second table; size() when there is one table.
    [[nodiscard]] size_t boundary() const { return boundary_; }
    [[nodiscard]] bool two_tables() const { return two_tables_; }
    [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
    [[nodiscard]] size_t field_of(std::string_view column) const;
    [[nodiscard]] const uint32_t* row(size_t record) const { return rows_.data() + record * width_; }
    /// The text of a direct field.
    [[nodiscard]] std::string_view direct_text(size_t record, const Field& field) const {
        return trim(record < boundary_ ? a_.at(record, field.column_a) : b_.at(record - boundary_, field.column_b));
    }
    /// The text that keys are made of, direct or not.
    [[nodiscard]] std::string_view text(size_t record, size_t field) const {
        return fields_[field].direct ? direct_text(record, fields_[field])
                                     : fields_[field].values->text(row(record)[field]);
    }
    /// Tells the processor that a record's cells will be read: first where they lie, later what they hold.
    void expect_pieces(size_t record) const;
    void expect_bytes(size_t record) const;

  private:
    void read_column(const tables::Cells& table, size_t column, size_t first, size_t field);

    tables::Cells a_;
    tables::Cells b_;
    size_t size_;
    size_t boundary_;
    bool two_tables_;
    size_t width_ = 0;  // fields with a dictionary; they come first
    std::vector<Field> fields_;
    std::vector<uint32_t> rows_;
};

}  // namespace yici::linkage

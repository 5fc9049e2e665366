#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/mask.h"
#include "foundation/base/error.h"

namespace yici::records {

enum class DataType { text, integer, number, date, flag, code };
enum class SubjectKind { person, legal_entity };

[[nodiscard]] std::optional<DataType> parse_data_type(std::string_view text);
[[nodiscard]] std::optional<SubjectKind> parse_subject_kind(std::string_view text);

struct Field {
    std::string name;
    std::string title;
    std::string title_en;
    DataType data_type = DataType::text;
    std::string authority;  // credit code of the body whose value is golden (一数一源)
    int sensitivity = 2;    // 1 public … 4 secret to all but need
    Mask mask = Mask::none;
};

/// One record type of a pack: records/TYPE.yaml.
struct RecordType {
    std::string type;
    std::string title;
    std::string title_en;
    SubjectKind subject = SubjectKind::person;
    std::vector<Field> fields;

    /// Position of a field, or none.
    [[nodiscard]] std::optional<size_t> position_of(std::string_view field) const;
    [[nodiscard]] const Field* find(std::string_view field) const;
};

class RecordTypes {
  public:
    /// Reads records/*.yaml of a pack; what is wrong goes to `findings` with file and line.
    static RecordTypes load(const std::filesystem::path& folder, std::vector<Finding>& findings);
    explicit RecordTypes(std::vector<RecordType> types = {}) : types_(std::move(types)) {}

    [[nodiscard]] const RecordType* find(std::string_view type) const;
    /// Index into all(); stable as long as this object lives.
    [[nodiscard]] std::optional<size_t> index_of(std::string_view type) const;
    [[nodiscard]] const std::vector<RecordType>& all() const { return types_; }

  private:
    std::vector<RecordType> types_;
};

/// True when `value` is written as its type demands: integers and numbers as JSON writes them, dates YYYY-MM-DD, flags
/// true or false, everything UTF-8. An empty value says "none" and fits every type.
[[nodiscard]] bool fits(DataType type, std::string_view value);

/// The value as JSON: integers, numbers and flags bare, all else as a string; empty gives null.
[[nodiscard]] std::string to_json(DataType type, std::string_view value);

}  // namespace yici::records

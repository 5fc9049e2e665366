#pragma once

#include <cstdint>
#include <filesystem>

namespace yici::bench {

/// A population file of `rows` rows and ten columns, the same for the same seed: one row in nine has quoted cells (an
/// address with a comma, a name with quotes, a line end within), one in two hundred has a fault, of each kind.
/// `departments` gets the department codes that rows refer to.
void write_intake_sample(const std::filesystem::path& file, const std::filesystem::path& departments, int64_t rows,
                         uint64_t seed);

/// The twelve rules of the bench, as a pack would declare them.
inline constexpr const char* kIntakeRules = R"(resource: population
rules:
  - {id: name, complete: [name]}
  - {id: id_pattern, format: {column: id_number, matches: '[1-9]\d{16}[0-9X]'}}
  - {id: id_valid, code: {column: id_number, is: id}}
  - {id: birth_type, type: {column: birth_date, is: date}}
  - {id: birth_range, range: {column: birth_date, from: 1900-01-01, to: 2018-12-31}}
  - {id: id_birth, identity: {id: id_number, birth_date: birth_date}}
  - {id: id_sex, identity: {id: id_number, sex: sex}}
  - {id: sex_code, domain: {column: sex, values: ['1', '2']}}
  - {id: phone, format: {column: phone, matches: '1[3-9]\d{9}'}}
  - {id: department, refers: {column: department, table: departments.csv, to: code}}
  - {id: income, range: {column: income, from: 0, to: 1000000}}
  - {id: updated, type: {column: updated_at, is: instant}}
)";

}  // namespace yici::bench

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engines/records/record_type.h"
#include "foundation/base/error.h"
#include "services/organisations/organisations.h"

namespace yici::credit {

enum class Nature { good, neutral, bad };
[[nodiscard]] std::string_view to_string(Nature nature);

/// A kind of entry. A list's own nature, months and repair stand in its List.
struct Kind {
    std::string code;    // "penalty"
    std::string letter;  // "CF"; empty where the field has none
    std::string name;
    std::string name_en;
    Nature nature = Nature::neutral;
    bool listing = false;
    bool dishonest = false;  // while published, the subject counts as dishonest
    std::string record_type;
    std::vector<std::string> required;
    std::string until_field;     // publication ends on this field's date, when it has one
    int months = 0;              // of publication else
    int repair_after_days = -1;  // civil days after the decision; below 0: cannot be repaired
};

/// A red or black list, with the law or rule that allows it and the bodies that may list.
struct List {
    std::string code;
    std::string name;
    std::string name_en;
    bool black = false;
    std::string basis;
    std::vector<std::string> organs;
    int months = 0;
    int repair_after_days = -1;
};

/// credit.yaml of a pack. Defaults are the project's own.
struct Rules {
    std::string keeper;  // credit code of the body that keeps the registry; empty: this pack keeps none
    int review_days = 10;
    int supplement_days = 10;
    std::vector<Kind> kinds;
    std::vector<List> lists;

    static Rules load(const std::filesystem::path& pack, const records::RecordTypes& types,
                      const organisations::Directory& organisations, std::vector<Finding>& findings);
    [[nodiscard]] const Kind* kind(std::string_view code) const;
    [[nodiscard]] const List* list(std::string_view code) const;
};

}  // namespace yici::credit

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici::documents {

/// 持证主体类型 of GB/T 36903.
enum class HolderKind { person, legal_entity };

/// One 照面 item: what is printed where. `name` is one of holder_name, holder_code, licence_number, issuer_name,
/// issued_on, valid_from, valid_until, or names a value that the licence carries.
struct FaceItem {
    std::string name;
    std::string title;
    double x_mm = 0;
    double y_mm = 0;   // the text's base line
    std::string mask;  // a masking rule's name, or empty
};

struct FaceLayout {
    double width_mm = 210;
    double height_mm = 148;
    std::string background = "#fdf6e3";  // #rrggbb
    double title_y_mm = 24;              // the title's base line
    std::vector<FaceItem> items;
};

/// 证照类型: what docs/formats/pack.md calls licences/*.yaml.
struct LicenceType {
    std::string code;  // 21: credit code of the defining body + 3 digits
    std::string name;
    std::string name_en;
    HolderKind holder = HolderKind::person;
    std::string issuer;      // default issuer's credit code; empty: the matter's department
    int validity_years = 0;  // 0: long-term
    FaceLayout face;
};

/// The licence types of a pack; read once, then never changed.
class LicenceTypes {
  public:
    /// Reads licences/*.yaml of the pack in `folder`. A file with a fault is not among the types.
    static LicenceTypes load(const std::filesystem::path& folder, std::vector<Finding>& findings);
    [[nodiscard]] const LicenceType* find(std::string_view code) const;
    /// By code.
    [[nodiscard]] const std::vector<LicenceType>& all() const { return types_; }

  private:
    std::vector<LicenceType> types_;
};

}  // namespace yici::documents

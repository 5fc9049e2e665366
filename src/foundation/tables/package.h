#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pugixml.hpp>

namespace yici::tables {

/// A ZIP of XML parts from a stranger (ISO/IEC 29500-2). Limits: 10,000 parts; 256 MiB a part and 512 MiB in all as
/// they come out, whatever the directory says; no document type, so no entities; 256 levels of elements. What passes
/// one is tables.workbook_refused (invalid_input).
class Package {
  public:
    /// `bytes` must outlive it; `name` stands for the file in errors.
    Package(std::string_view bytes, std::string name);
    ~Package();
    Package(const Package&) = delete;
    Package& operator=(const Package&) = delete;

    /// The part's bytes; none when there is no such part.
    [[nodiscard]] std::optional<std::string> part(const std::string& path);
    /// The part as XML; an empty document when there is no such part.
    [[nodiscard]] std::unique_ptr<pugi::xml_document> xml(const std::string& path);
    [[noreturn]] void refuse(const std::string& why) const;

  private:
    struct Archive;
    std::unique_ptr<Archive> archive_;
    std::string name_;
    size_t taken_ = 0;
};

/// Parts of a package of our own, by path. The same parts give the same bytes.
using PackageParts = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::string write_package(const PackageParts& parts);

}  // namespace yici::tables

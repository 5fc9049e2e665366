#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace yici::test {

/// 租房提取住房公积金: all of its materials come from the node's own registry.
inline constexpr const char* kRentMatter = "公共服务-00345-001";
/// 残疾人证办理: two materials come from the police's system, one from the node's own registry.
inline constexpr const char* kDisabilityMatter = "公共服务-00511-001";
inline constexpr const char* kHousingFund = "12330100003481399N";
inline constexpr const char* kApplication = "A330100000000000000000345";
inline constexpr const char* kSecret = "0123456789abcdef0123456789abcdef";
inline constexpr const char* kClerk = "window1";
inline constexpr const char* kOtherClerk = "window2";
inline constexpr const char* kApprover = "gongjijin1";

/// A password of the demonstration's staff.
[[nodiscard]] std::string password_of(const std::string& account);

/// Makes a node's data folder: the demonstration's staff, a few made-up persons with all papers that the two matters
/// need, and an application of the housing fund. `database` as in the configuration. The persons' ID numbers.
std::vector<std::string> seed_node(const std::filesystem::path& data, const std::string& database = {});

}  // namespace yici::test

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/resource.h"
#include "engines/records/record_type.h"
#include "foundation/base/error.h"

namespace yici::catalogue {

/// 信息项: one field of a resource.
struct Item {
    std::string name;  // as calls name it
    std::string title;
    std::string title_en;
    std::string type = "C";  // C 字符 N 数值 Y 货币 D 日期 T 日期时间 L 逻辑 M 备注 G 通用 B 双精度 I 整型 F 浮点
    int length = 0;       // 0: not told
    int share_type = 0;   // 0: as the entry
    int sensitivity = 0;  // 1 to 4; 0: not told
    std::string element;  // code in the data-element standard; empty: not mapped

    bool operator==(const Item&) const = default;
};

/// 信息资源目录条目: the core fields of 政务信息资源目录编制指南（试行） (发改高技〔2017〕1272号) with their codes, and
/// the extensions that provinces use. Codes of 0 and empty texts mean "not told".
struct Entry {
    std::string code;  // 信息资源代码
    std::string name;  // 信息资源名称
    std::string name_en;
    std::string provider;  // 提供方代码: credit code
    std::string provider_name;
    std::string abstract;  // 摘要
    std::string abstract_en;
    int format = 7;  // 1 电子文件 2 电子表格 3 数据库 4 图形图像 5 流媒体 6 自描述格式 7 服务接口
    std::string format_type;
    std::vector<Item> items;
    int share_type = 3;           // 1 unconditional, 2 conditional, 3 none
    std::string share_condition;  // for 2; the ground for 3
    int share_method = 1;         // 1 sharing platform, 2 mail or media
    int share_method_type = 3;    // on the platform: 1 database, 2 file, 3 web service
    bool open = false;            // 是否向社会开放
    std::string open_condition;
    int update_cycle = 0;  // 1 实时 2 每日 3 每周 4 每月 5 每季度 6 每年 7 不定期
    std::string issued;    // CCYY-MM-DD
    std::vector<std::string> related;
    // Extensions.
    std::string theme;  // of the EU's data-theme list: "SOCI"
    std::vector<std::string> keywords;
    int sensitivity = 0;  // 1 to 4
    int scenario = 1;     // 1 政务服务 2 公共服务 3 监管 0 其他
    int channel = 1;      // 1 政务外网 2 互联网 3 部门专网
    std::string system;   // the system that holds the data, as the census or the delivery names it
    std::string record_type;

    bool operator==(const Entry&) const = default;
};

/// The code as part of an address: "307001003-000021".
[[nodiscard]] std::string path_of(std::string_view code);

/// 信息资源分类 as the code says it, §3 of the guide: names of 类 and 项, numbers of 目 and 细目; empty where the code
/// has another form.
struct Classification {
    std::string kind;
    std::string category;
    std::string section;
    std::string detail;
};
[[nodiscard]] Classification classification_of(std::string_view code);

/// Faults of the field's rules: what is missing, a code outside its list, a condition that share type 2 or the ground
/// that share type 3 demands. Keys of this room; the detail names the field.
[[nodiscard]] std::vector<Finding> check(const Entry& entry);

/// The name of a code in Chinese or English; the code itself when the list lacks it. `list` is "format",
/// "share_type", "share_method", "share_method_type", "update_cycle", "scenario", "channel", "state" or "item_type".
[[nodiscard]] std::string name_of(std::string_view list, std::string_view code, Language language = Language::zh);
[[nodiscard]] std::string name_of(std::string_view list, int code, Language language = Language::zh);
/// The code of a name, or of the code itself, as people write it in forms; none when the list has neither.
[[nodiscard]] std::optional<std::string> code_of(std::string_view list, std::string_view text);

}  // namespace yici::catalogue

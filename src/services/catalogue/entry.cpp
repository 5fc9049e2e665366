#include "services/catalogue/entry.h"

#include <algorithm>
#include <array>

#include "engines/codes/codes.h"
#include "foundation/base/clock.h"
#include "foundation/base/text.h"

namespace yici::catalogue {

namespace {

struct Code {
    std::string_view list;
    std::string_view code;
    std::string_view zh;
    std::string_view en;
    std::string_view other;  // another name in use
};

/// 编制指南 2017 and the code lists of provincial catalogues.
constexpr std::array kCodes{
    Code{"format", "1", "电子文件", "document", "文件"},
    Code{"format", "2", "电子表格", "spreadsheet", "表格"},
    Code{"format", "3", "数据库", "database", "库表"},
    Code{"format", "4", "图形图像", "image", "图形图像类"},
    Code{"format", "5", "流媒体", "streaming media", "流媒体类"},
    Code{"format", "6", "自描述格式", "self-describing format", "自描述"},
    Code{"format", "7", "服务接口", "service interface", "接口"},
    Code{"share_type", "1", "无条件共享", "shared unconditionally", "无条件"},
    Code{"share_type", "2", "有条件共享", "shared on condition", "受限共享"},
    Code{"share_type", "3", "不予共享", "not shared", "非共享"},
    Code{"share_method", "1", "共享平台方式", "sharing platform", "共享平台"},
    Code{"share_method", "2", "邮件介质方式", "mail or media", "邮件介质"},
    Code{"share_method_type", "1", "数据库", "database", "库表"},
    Code{"share_method_type", "2", "文件", "file", "文件下载"},
    Code{"share_method_type", "3", "服务接口", "web service", "接口"},
    Code{"update_cycle", "1", "实时", "continuously", "即时"},
    Code{"update_cycle", "2", "每日", "daily", "每天"},
    Code{"update_cycle", "3", "每周", "weekly", "周"},
    Code{"update_cycle", "4", "每月", "monthly", "月"},
    Code{"update_cycle", "5", "每季度", "quarterly", "季度"},
    Code{"update_cycle", "6", "每年", "yearly", "年度"},
    Code{"update_cycle", "7", "不定期", "irregularly", "其他"},
    Code{"scenario", "1", "政务服务", "government service", ""},
    Code{"scenario", "2", "公共服务", "public service", ""},
    Code{"scenario", "3", "监管", "supervision", "市场监管"},
    Code{"scenario", "0", "其他", "other", ""},
    Code{"channel", "1", "政务外网", "government network", "电子政务外网"},
    Code{"channel", "2", "互联网", "internet", ""},
    Code{"channel", "3", "部门专网", "department's network", "专网"},
    Code{"state", "0", "草稿", "draft", ""},
    Code{"state", "1", "待审核", "awaiting review", ""},
    Code{"state", "2", "已退回", "refused", ""},
    Code{"state", "3", "已发布", "published", ""},
    Code{"state", "4", "撤销待审核", "withdrawal awaiting review", ""},
    Code{"state", "5", "撤销已退回", "withdrawal refused", ""},
    Code{"state", "6", "已撤销", "withdrawn", ""},
    Code{"state", "7", "已删除", "deleted", ""},
    Code{"item_type", "C", "字符型", "text", "字符"},
    Code{"item_type", "N", "数值型", "number", "数值"},
    Code{"item_type", "Y", "货币型", "money", "货币"},
    Code{"item_type", "D", "日期型", "date", "日期"},
    Code{"item_type", "T", "日期时间型", "date and time", "日期时间"},
    Code{"item_type", "L", "逻辑型", "flag", "逻辑"},
    Code{"item_type", "M", "备注型", "note", "备注"},
    Code{"item_type", "G", "通用型", "general", "通用"},
    Code{"item_type", "B", "双精度型", "double", "双精度"},
    Code{"item_type", "I", "整型", "integer", "整数"},
    Code{"item_type", "F", "浮点型", "float", "浮点"},
};

class Checker {
  public:
    explicit Checker(const Entry& entry) : entry_(entry) {}

    std::vector<Finding> run() {
        need("name", !entry_.name.empty());
        need("provider", !entry_.provider.empty());
        need("abstract", !entry_.abstract.empty());
        need("items", !entry_.items.empty());
        codes::Fault fault;
        if (!entry_.provider.empty() && !codes::CreditCode::parse(entry_.provider, &fault)) {
            say("catalogue.provider_invalid", entry_.provider + ": " + fault.detail);
        }
        listed("format", entry_.format);
        listed("share_type", entry_.share_type);
        listed("share_method", entry_.share_method);
        if (entry_.share_method == 1) listed("share_method_type", entry_.share_method_type);
        if (entry_.update_cycle != 0) listed("update_cycle", entry_.update_cycle);
        listed("scenario", entry_.scenario);
        listed("channel", entry_.channel);
        if (entry_.share_type != 1 && entry_.share_condition.empty()) {
            say(entry_.share_type == 2 ? "catalogue.condition_missing" : "catalogue.ground_missing", entry_.code);
        }
        if (!entry_.issued.empty() && !parse_date(entry_.issued)) say("catalogue.date_invalid", entry_.issued);
        if (entry_.sensitivity < 0 || entry_.sensitivity > 4) {
            say("catalogue.code_unknown", "sensitivity " + std::to_string(entry_.sensitivity));
        }
        if (entry_.open && entry_.share_type == 3) say("catalogue.open_but_not_shared", entry_.code);
        check_items();
        return std::move(findings_);
    }

  private:
    void check_items() {
        std::vector<std::string> seen;
        for (const Item& item : entry_.items) {
            need("items.title", !item.title.empty());
            if (std::ranges::find(seen, item.name) != seen.end()) say("catalogue.item_twice", item.name);
            seen.push_back(item.name);
            if (name_of("item_type", item.type) == item.type) {
                say("catalogue.code_unknown", "items.type " + item.type);
            }
            if (item.share_type < 0 || item.share_type > 3) {
                say("catalogue.code_unknown", "items.share_type " + std::to_string(item.share_type));
            }
        }
    }
    void need(std::string_view field, bool there) {
        if (!there) say("catalogue.field_missing", std::string(field));
    }
    void listed(std::string_view list, int code) {
        const std::string text = std::to_string(code);
        if (name_of(list, text) == text) say("catalogue.code_unknown", std::string(list) + " " + text);
    }
    void say(std::string key, std::string detail) { findings_.push_back({"", 0, std::move(key), std::move(detail)}); }

    const Entry& entry_;
    std::vector<Finding> findings_;
};

}  // namespace

std::string path_of(std::string_view code) {
    std::string path(code);
    std::ranges::replace(path, '/', '-');
    return path;
}

Classification classification_of(std::string_view code) {
    static constexpr std::array<std::string_view, 3> kKinds{"基础信息资源", "主题信息资源", "部门信息资源"};
    static constexpr std::array<std::string_view, 5> kBase{"人口", "法人单位", "自然资源和空间地理", "社会信用",
                                                           "电子证照"};
    static constexpr std::array<std::string_view, 12> kTheme{"公共服务", "健康保障", "社会保障", "食品药品安全",
                                                             "安全生产", "价格监管", "能源安全", "信用体系",
                                                             "城乡建设", "社区治理", "生态环保", "应急维稳"};
    static constexpr std::array<std::string_view, 8> kBody{
        "党中央",         "全国人大常委会",     "国务院",          "全国政协", "最高人民法院",
        "最高人民检察院", "省（区、市）及以下", "计划单列市及以下"};
    const std::string_view front = code.substr(0, code.find('/'));
    const bool digits = std::ranges::all_of(front, [](char c) { return c >= '0' && c <= '9'; });
    if (front.size() < 6 || !digits || front[0] < '1' || front[0] > '3') return {};
    const auto kind = static_cast<size_t>(front[0] - '1');
    const auto number = static_cast<size_t>((front[1] - '0') * 10 + front[2] - '0');
    const auto named = [&](const auto& list) {
        return number >= 1 && number <= list.size() ? std::string(list[number - 1]) : std::string(front.substr(1, 2));
    };
    return {std::string(kKinds[kind]),
            kind == 0   ? named(kBase)
            : kind == 1 ? named(kTheme)
                        : named(kBody),
            std::string(front.substr(3, 3)), std::string(front.substr(6))};
}

std::vector<Finding> check(const Entry& entry) {
    return Checker(entry).run();
}

std::string name_of(std::string_view list, std::string_view code, Language language) {
    for (const Code& one : kCodes) {
        if (one.list == list && one.code == code) return std::string(language == Language::zh ? one.zh : one.en);
    }
    return std::string(code);
}

std::string name_of(std::string_view list, int code, Language language) {
    return name_of(list, std::to_string(code), language);
}

std::optional<std::string> code_of(std::string_view list, std::string_view text) {
    const std::string_view wanted = trim(text);
    for (const Code& one : kCodes) {
        if (one.list != list || wanted.empty()) continue;
        if (one.code == wanted || one.zh == wanted || one.other == wanted || equals_ignoring_case(one.en, wanted)) {
            return std::string(one.code);
        }
    }
    return std::nullopt;
}

}  // namespace yici::catalogue

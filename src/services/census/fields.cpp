#include <algorithm>
#include <array>

#include "foundation/base/text.h"
#include "services/census/system.h"

namespace yici::census {

namespace {

constexpr Option kStates[] = {{"1", "在建", "建设中|正在建设"},
                              {"2", "在用", "使用中|运行中|正常运行|正常|使用|运行|已建"},
                              {"3", "停用", "已停用|停止使用|不再使用"},
                              {"4", "僵尸系统", "僵尸|僵尸信息系统"}};
constexpr Option kFunds[] = {{"1", "中央财政", "中央|国家|国家财政|中央资金"},
                             {"2", "省级财政", "省财政|省级|省|省级资金"},
                             {"3", "市级财政", "市财政|市级|市|市级资金"},
                             {"4", "县级财政", "县财政|区财政|县级|区级|县|区|县区财政|县（市、区）财政"},
                             {"5", "自筹", "单位自筹|自有资金|自筹资金|其他"}};
constexpr Option kScopes[] = {{"1", "全国", "国家|国家级"},
                              {"2", "全省", "省|省级|全省范围"},
                              {"3", "全市", "市|市级|本市"},
                              {"4", "全县", "县|区|县级|区级|全区|本区|本县"},
                              {"5", "乡镇", "镇|街道|乡镇街道"},
                              {"6", "社会公众", "公众|社会|群众|企业和群众"},
                              {"7", "本单位", "单位内部|内部|本部门|部门内部"}};
constexpr Option kNetworks[] = {{"1", "政务内网", "电子政务内网|内网|涉密网"},
                                {"2", "政务外网", "电子政务外网|外网"},
                                {"3", "业务专网", "专网|部门专网"},
                                {"4", "互联网", "公网|因特网|internet"},
                                {"5", "单位局域网", "局域网"}};
constexpr Option kDeployments[] = {{"1", "政务云", "云|云平台|省政务云|市政务云|公有云|上云|已上云"},
                                   {"2", "自建机房", "机房|本地机房|单位机房|自有机房|本地|未上云"},
                                   {"3", "托管", "托管机房|其他"}};
constexpr Option kOrigins[] = {{"1", "上级统建", "统建|统一建设|上级部署|国家统建|省统建|省级统建|市统建"},
                               {"2", "自建", "自行建设|自主建设|本级建设|本单位自建"},
                               {"3", "共建", "联合建设"}};
constexpr Option kDecisions[] = {
    {"1", "保留", "继续使用"}, {"2", "整合", "合并|整合到其他系统"}, {"3", "清理", "关停|清除|下线"}};

constexpr Field kFields[] = {
    {"name", "系统名称", "信息系统名称|系统全称|政务信息系统名称|系统（平台）名称|平台名称"},
    {"abbreviation", "系统简称", "简称"},
    {"unit", "单位名称", "单位全称|填报单位|使用单位|责任单位|单位|主管单位|所属单位|建设单位"},
    {"purpose", "主要功能", "系统功能|功能|功能描述|系统用途|用途|主要用途|功能简介|系统功能简介"},
    {"owner", "业务处室", "业务主管处室|主管处室|责任处室|业务负责处室|使用处室|业务部门"},
    {"builder", "承建单位", "开发单位|开发商|承建商|承建厂商|建设厂商|开发公司"},
    {"state", "系统状态", "使用状态|运行状态|建设状态|状态|使用情况|目前状态", Kind::choice, kStates},
    {"live_on", "上线时间", "投入使用时间|建成时间|上线日期|启用时间|投用时间|建成使用时间|上线运行时间", Kind::date},
    {"approval", "审批文号", "批复文号|立项文号|项目批复文号|审批文件|立项批复文件|批文号"},
    {"approver", "审批部门", "审批单位|批复单位|立项审批部门|项目审批部门|批复部门"},
    {"fund_source", "资金来源", "经费来源|建设资金来源|投资来源", Kind::choice, kFunds, true},
    {"build_fen", "建设经费", "建设资金|建设金额|投资金额|建设投资|项目投资|总投资|投资额|建设费用", Kind::money},
    {"yearly_fen", "年运维经费", "运维经费|年运维费|运维费用|运维资金|年度运维经费|运行维护费|年运维费用", Kind::money},
    {"scope", "使用范围", "应用范围|服务范围|覆盖范围", Kind::choice, kScopes, true},
    {"users", "用户数", "用户数量|使用人数|注册用户数|用户规模|用户量", Kind::count},
    {"frequency", "使用频率", "使用频次|频率|访问频率"},
    {"network", "网络环境", "所在网络|运行网络|网络|部署网络|网络类型|接入网络", Kind::choice, kNetworks, true},
    {"deployment", "部署方式", "部署位置|部署环境|部署情况|是否上云|部署地点", Kind::choice, kDeployments},
    {"database", "数据库", "数据库产品|数据库类型|数据库软件|数据库品牌"},
    {"volume_gb", "数据量", "数据存储量|数据存储总量|数据总量|存储容量|存储量|数据容量", Kind::size},
    {"protection", "等级保护级别", "等保级别|等保等级|安全等级|等级保护定级|等保定级|信息安全等级|安全保护等级",
     Kind::level},
    {"filing", "等保备案号", "备案号|备案编号|等级保护备案号|备案证明编号|公安备案号"},
    {"url", "访问地址", "系统网址|网址|访问网址|URL|系统地址|链接|登录地址"},
    {"matters", "支撑事项", "支撑的政务服务事项|支撑业务事项|涉及事项|对应事项|关联事项"},
    {"resources", "数据资源", "信息资源|信息资源名称|目录编码|信息资源代码|数据资源目录|已编目资源"},
    {"offered", "对外接口", "提供接口|可提供接口|对外提供的接口|对外提供数据"},
    {"needed", "需求接口", "所需接口|需要接口|数据需求|需求数据|需要的数据"},
    {"connected", "是否接入共享平台",
     "接入共享平台|是否已接入共享平台|是否接入数据共享平台|共享平台接入|是否对接共享平台|是否已共享", Kind::flag},
    {"origin", "建设方式", "建设性质|统建自建|建设类型|统建/自建|是否统建", Kind::choice, kOrigins},
    {"decision", "整合意见", "清理整合意见|处理意见|整合清理意见|整合情况", Kind::choice, kDecisions},
    {"remark", "备注", "说明|其他说明"},
};

}  // namespace

std::span<const Field> fields() {
    return kFields;
}

const Field* field(std::string_view key) {
    const auto* found = std::ranges::find(kFields, key, &Field::key);
    return found == std::end(kFields) ? nullptr : found;
}

std::string shown(const Field& field, std::string_view value) {
    if (field.kind != Kind::choice) return std::string(value);
    std::string out;
    for (const std::string_view code : split(value, ';')) {
        const auto option = std::ranges::find(field.options, code, &Option::code);
        out += (out.empty() ? "" : ";") + std::string(option == field.options.end() ? code : option->name);
    }
    return out;
}

const std::string& System::value(std::string_view key) const {
    static const std::string kNone;
    const auto found = values.find(key);
    return found == values.end() ? kNone : found->second;
}

int System::completeness() const {
    const auto filled = std::ranges::count_if(kFields, [&](const Field& one) { return !value(one.key).empty(); });
    return static_cast<int>(filled * 100 / std::ssize(kFields));
}

}  // namespace yici::census

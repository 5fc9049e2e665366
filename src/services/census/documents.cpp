#include "services/census/documents.h"

#include "foundation/tables/write.h"
#include "services/census/cell_values.h"

namespace yici::census {

namespace {

using tables::Offered;
using tables::WrittenSheet;

constexpr int64_t kFenInTenThousandYuan = 1'000'000;

/// 万元 with two decimals, as text: the amounts of the forms have no more.
std::string ten_thousand_yuan(int64_t fen) {
    const std::string cents = std::to_string(fen % kFenInTenThousandYuan / 10'000 + 100);
    return std::to_string(fen / kFenInTenThousandYuan) + "." + cents.substr(1);
}

WrittenSheet figures_of(const Report& report, const std::string& day) {
    WrittenSheet sheet{"总体情况", {{"政务信息系统普查报告", "截至 " + day}}, 1, {36, 24}, {}};
    const auto row = [&](const char* name, tables::Written value) { sheet.rows.push_back({name, std::move(value)}); };
    row("信息系统数", report.systems);
    row("有系统的单位数", report.bodies);
    row("已报送的单位数", report.bodies_submitted);
    row("建设经费（万元）", ten_thousand_yuan(report.build_fen));
    row("年运维经费（万元）", ten_thousand_yuan(report.yearly_fen));
    row("疑似重复（对）", report.duplicates);
    row("疑似僵尸系统", report.zombies);
    row("待单位答复", report.awaiting_answer);
    row("待主管部门决定", report.awaiting_decision);
    row("决定保留", report.kept);
    row("决定整合", report.merged);
    row("决定清理", report.closed);
    return sheet;
}

WrittenSheet groups_of(const Report& report, const std::string& day) {
    WrittenSheet sheet{"分类统计", {{"分类", "类别", "系统数", "截至 " + day}}, 1, {24, 24, 12, 24}, {}};
    for (const auto& [key, counts] : report.groups) {
        const Field* one = field(key);
        const std::string title(one == nullptr ? "单位层级" : one->title);
        const bool several = one != nullptr && one->many;
        for (const auto& [name, count] : counts)
            sheet.rows.push_back({title, name, count, several ? "一个系统可计入几类" : ""});
    }
    return sheet;
}

WrittenSheet bodies_of(const std::vector<Progress>& progress, const std::string& day) {
    WrittenSheet sheet{"各单位",
                       {{"单位名称", "统一社会信用代码", "系统数", "完整率（%）", "报送日期", "截至 " + day}},
                       1,
                       {36, 24, 12, 14, 16, 24},
                       {}};
    for (const Progress& one : progress) {
        sheet.rows.push_back({one.name, one.body, one.systems,
                              one.systems == 0 ? tables::Written("") : tables::Written(int64_t{one.completeness}),
                              one.submitted ? yici::to_string(china_date(*one.submitted)) : ""});
    }
    return sheet;
}

/// Amounts go by the header's unit.
std::string header_of(const Field& one) {
    std::string header = (one.key == "name" ? "*" : "") + std::string(one.title);
    if (one.kind == Kind::money) header += "（万元）";
    if (one.kind == Kind::size) header += "（GB）";
    return header;
}

std::vector<std::string> choices_of(const Field& one) {
    switch (one.kind) {
        case Kind::flag:
            return {"是", "否"};
        case Kind::level:
            return {"未定级", "一级", "二级", "三级", "四级", "五级"};
        case Kind::choice: {
            std::vector<std::string> names;
            for (const Option& option : one.options) names.emplace_back(option.name);
            return names;
        }
        default:
            return {};
    }
}

}  // namespace

std::string report_workbook(const Report& report, const std::vector<Progress>& progress, Date day) {
    const std::string text = yici::to_string(day);
    std::vector<WrittenSheet> sheets{figures_of(report, text), groups_of(report, text)};
    if (!progress.empty()) sheets.push_back(bodies_of(progress, text));
    return tables::write_workbook(sheets);
}

std::string form_workbook() {
    constexpr int kNarrow = 14;
    constexpr int kWide = 24;
    WrittenSheet form{"普查表", {{}}, 1, {}, {}};
    WrittenSheet guide{"填写说明", {{"栏目", "怎样填写"}}, 1, {28, 90}, {}};
    for (const Field& one : fields()) {
        const size_t column = form.rows[0].size();
        form.rows[0].emplace_back(header_of(one));
        form.widths.push_back(one.kind == Kind::text ? kWide : kNarrow);
        if (std::vector<std::string> names = choices_of(one); !names.empty())
            form.offered.push_back({column, std::move(names)});
        guide.rows.push_back({header_of(one), (one.key == "name" ? "必填。" : "") + expected(one)});
    }
    return tables::write_workbook({form, guide});
}

}  // namespace yici::census

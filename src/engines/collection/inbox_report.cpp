#include <algorithm>

#include "engines/collection/inbox.h"

namespace yici::collection {
namespace {

std::string sentence(const std::string& key) {
    return std::string(message(key, Language::zh));
}

std::string china_time(Instant instant) {
    std::string text = to_iso8601(instant + std::chrono::hours(8)).substr(0, 19);
    text[10] = ' ';
    return text;
}

std::string result_of(const Handled& handled) {
    switch (handled.how) {
        case Handled::How::taken:
            return "已归集";
        case Handled::How::repeated:
            return "重复：内容与已归集的文件 " + handled.detail + " 相同，未再次归集";
        case Handled::How::rejected:
            return "已退回：" + sentence(handled.fault) + (handled.detail.empty() ? "" : "（" + handled.detail + "）");
    }
    return "";
}

}  // namespace

std::string why_refused(const std::string& rule, const Plan& plan) {
    for (const quality::Rule& each : plan.rules.rules)
        if (each.id == rule) return "不符合规则 " + rule + "：" + each.text;
    return sentence("collection.row_" + rule);
}

std::string report_of(const Handled& handled, const std::string& digest, const Plan& plan, Instant now,
                      const std::vector<QuarantinedRow>& refused) {
    const Receipt& receipt = handled.receipt;
    std::string text = "文件：" + handled.name + "\n结果：" + result_of(handled) + "\n时间：" + china_time(now) + "\n";
    if (!digest.empty()) text += "摘要（SHA-256）：" + digest + "\n";
    if (handled.how == Handled::How::rejected) return text + "文件已移入 rejected 目录，更正后请重新投递。\n";
    text += "批次：" + std::to_string(receipt.batch) + "\n共 " + std::to_string(receipt.rows) + " 行：新增 " +
            std::to_string(receipt.added) + "，变更 " + std::to_string(receipt.changed) + "，未变 " +
            std::to_string(receipt.unchanged) + "，迟到 " + std::to_string(receipt.late) + "，删除 " +
            std::to_string(receipt.removed) + "，隔离 " + std::to_string(receipt.quarantined) + "\n";
    if (refused.empty()) return text;
    text += "以下各行未入库，已转入隔离区：\n";
    for (const QuarantinedRow& row : refused) {
        text += "第 " + std::to_string(row.line) + " 行：";
        for (size_t i = 0; i < row.rules.size(); ++i) text += (i > 0 ? "；" : "") + why_refused(row.rules[i], plan);
        text += '\n';
    }
    const int64_t more = receipt.quarantined - std::ssize(refused);
    if (more > 0) text += "其余 " + std::to_string(more) + " 行请在平台的隔离区查看。\n";
    return text;
}

}  // namespace yici::collection

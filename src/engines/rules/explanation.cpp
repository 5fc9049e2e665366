#include "engines/rules/explanation.h"

#include <algorithm>
#include <array>
#include <optional>

#include "foundation/base/text.h"

namespace yici::rules {

namespace {

constexpr size_t kLongestValue = 80;  // bytes
constexpr uint64_t kHeaviestValue = 10'000;

/// Texts without quotes and dates without their function, as people write them.
std::string plain(const feel::Value& value) {
    if (const std::string* const text = value.string()) return *text;
    if (const feel::Date* const date = value.date()) return feel::to_string(*date);
    if (const feel::Time* const time = value.time()) return feel::to_string(*time);
    if (const feel::DateTime* const moment = value.date_time()) return feel::to_string(*moment);
    if (const feel::YearsMonths* const months = value.years_months()) return feel::to_string(*months);
    if (const feel::DaysTime* const days = value.days_time()) return feel::to_string(*days);
    if (const feel::List* const list = value.list()) {
        std::string out;
        for (const feel::Value& one : *list) out += (out.empty() ? "" : ", ") + plain(one);
        return "[" + out + "]";
    }
    if (const feel::Context* const context = value.context()) {
        std::string out;
        for (const auto& [name, entry] : context->entries())
            out += (out.empty() ? "" : ", ") + name + " = " + plain(entry);
        return "{" + out + "}";
    }
    return value.to_string();
}

std::string shown(const feel::Value& value, Language language) {
    if (value.is_null()) return language == Language::zh ? "空" : "nothing";
    if (const bool* const flag = value.boolean()) {
        if (language == Language::zh) return *flag ? "是" : "否";
        return *flag ? "yes" : "no";
    }
    if (value.weight() > kHeaviestValue) return "…";
    std::string text = plain(value);
    if (text.size() <= kLongestValue) return text;
    size_t end = kLongestValue;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
    return text.substr(0, end) + "…";
}

struct Sign {
    std::string_view sign, zh, en;
};
constexpr std::array<Sign, 4> kSigns{{{"<=", "不超过 ", "at most "},
                                      {">=", "不低于 ", "at least "},
                                      {"<", "小于 ", "less than "},
                                      {">", "大于 ", "more than "}}};

std::string_view words_of(std::string_view sign, Language language) {
    for (const Sign& known : kSigns) {
        if (known.sign == sign) return language == Language::zh ? known.zh : known.en;
    }
    return sign;
}

/// A constant as it is written, without quotes and without date("…") around it.
std::string bare(std::string_view text) {
    std::string out(trim(text));
    for (const std::string_view head : {"date and time(\"", "date(\"", "time(\"", "duration(\"", "@\"", "\""}) {
        const std::string_view tail = head.ends_with("(\"") ? "\")" : "\"";
        if (out.size() <= head.size() + tail.size() || !out.starts_with(head) || !out.ends_with(tail)) continue;
        const std::string inner = out.substr(head.size(), out.size() - head.size() - tail.size());
        if (inner.find('"') == std::string::npos) return inner;
    }
    return out;
}

std::optional<std::string> spoken_interval(const std::string& cell, Language language) {
    const size_t dots = cell.find("..");
    if (dots == std::string::npos || cell.find(',') != std::string::npos || cell.size() < 5) return std::nullopt;
    const std::string_view opening = cell.front() == '[' ? ">=" : cell.front() == '(' || cell.front() == ']' ? ">" : "";
    const std::string_view closing = cell.back() == ']' ? "<=" : cell.back() == ')' || cell.back() == '[' ? "<" : "";
    if (opening.empty() || closing.empty()) return std::nullopt;
    return std::string(words_of(opening, language)) + bare(cell.substr(1, dots - 1)) +
           (language == Language::zh ? " 且" : " and ") + std::string(words_of(closing, language)) +
           bare(cell.substr(dots + 2, cell.size() - dots - 3));
}

/// A cell as people say it: "< 18", "[18..65)", a constant, several texts; all else stays as it is written.
std::string spoken(const std::string& cell, Language language) {
    const bool zh = language == Language::zh;
    if (cell == "true") return zh ? "是" : "yes";
    if (cell == "false") return zh ? "否" : "no";
    if (cell == "null") return zh ? "空" : "nothing";
    if (const auto interval = spoken_interval(cell, language)) return *interval;
    if (cell.find(',') == std::string::npos) {
        for (const Sign& sign : kSigns) {
            if (cell.starts_with(sign.sign))
                return std::string(zh ? sign.zh : sign.en) + bare(cell.substr(sign.sign.size()));
        }
        return bare(cell);
    }
    std::string out;
    for (const std::string_view part : split(cell, ',')) {
        const std::string_view one = trim(part);
        if (one.size() < 2 || one.front() != '"' || one.back() != '"') return cell;
        out += (out.empty() ? "" : zh ? "或" : " or ") + bare(one);
    }
    return out;
}

class Writer {
  public:
    explicit Writer(Language language) : language_(language), zh_(language == Language::zh) {}

    std::string text;

    void line(const std::string& words) { text += words + "\n"; }

    void inputs(const std::vector<InputTrace>& inputs, std::string_view head) {
        if (inputs.empty()) return;
        std::string words(head);
        for (size_t i = 0; i < inputs.size(); ++i)
            words += (i == 0 ? ""
                      : zh_  ? "，"
                             : ", ") +
                     inputs[i].label + (zh_ ? " 为 " : " is ") + shown(inputs[i].value, language_);
        line(words + (zh_ ? "。" : "."));
    }

    void table(const TableTrace& table) {
        inputs(table.inputs, zh_ ? "  表「" + table.name + "」看到：" : "  Table \"" + table.name + "\" saw: ");
        if (table.refused_input) {
            const std::string& label = table.inputs[*table.refused_input].label;
            line(zh_ ? "  「" + label + "」的值不在这张表规定的范围内，没有作判断。"
                     : "  The value of \"" + label + "\" is none of those that the table allows; it gave no answer.");
            return;
        }
        for (const MatchTrace& match : table.matches) matched(table, match);
        if (table.matches.size() > 1 && table.hit_policy == HitPolicy::unique)
            line(zh_ ? "  这张表只允许一条规则符合，因此没有结果；规则需要修改。"
                     : "  Only one rule of this table may match, so there is no answer; the rules need correction.");
        if (table.matches.empty())
            line(table.by_default ? (zh_ ? "  没有规则符合，按默认结果。" : "  No rule matched; the default was given.")
                                  : (zh_ ? "  没有规则符合。" : "  No rule matched."));
        for (const NearMiss& miss : table.near_misses) missed(table, miss);
    }

  private:
    void matched(const TableTrace& table, const MatchTrace& match) {
        std::string words = zh_ ? "  第 " + std::to_string(match.rule) + " 条规则符合"
                                : "  Rule " + std::to_string(match.rule) + " matched";
        for (size_t i = 0; i < match.conditions.size(); ++i) {
            const auto& [column, cell] = match.conditions[i];
            words += i == 0 ? (zh_ ? "（" : " (") : (zh_ ? "，" : ", ");
            words += table.inputs[column].label + (zh_ ? "：" : ": ") + spoken(cell, language_);
        }
        if (!match.conditions.empty()) words += zh_ ? "）" : ")";
        for (size_t i = 0; i < match.outputs.size(); ++i) {
            words += i == 0 ? (zh_ ? "，得出 " : " and gave ") : (zh_ ? "，" : ", ");
            if (match.outputs.size() > 1) words += match.outputs[i].first + " = ";
            words += shown(match.outputs[i].second, language_);
        }
        words += zh_ ? "。" : ".";
        for (const std::string& annotation : match.annotations) {
            if (!trim(annotation).empty())
                words += (zh_ ? "依据：" : " Note: ") + std::string(trim(annotation)) + (zh_ ? "。" : ".");
        }
        line(words);
    }

    void missed(const TableTrace& table, const NearMiss& miss) {
        std::string outputs;
        for (const auto& [name, output] : miss.outputs)
            outputs += (outputs.empty() ? "" : zh_ ? "，" : ", ") + bare(output);
        const InputTrace& input = table.inputs[miss.column];
        const std::string value = shown(input.value, language_);
        const std::string asked = spoken(miss.cell, language_);
        line(zh_ ? "  第 " + std::to_string(miss.rule) + " 条规则（" + outputs + "）只差一项：要求「" + input.label +
                       "」：" + asked + "，实际为 " + value + "。"
                 : "  Rule " + std::to_string(miss.rule) + " (" + outputs + ") failed at one condition alone: \"" +
                       input.label + "\" must be " + asked + ", and it is " + value + ".");
    }

    Language language_;
    bool zh_;
};

}  // namespace

std::string to_text(const TableTrace& table, Language language) {
    Writer writer(language);
    writer.table(table);
    return writer.text;
}

std::string Explanation::to_text(Language language) const {
    Writer writer(language);
    const bool zh = language == Language::zh;
    for (const DecisionTrace& decision : decisions) {
        const std::string name = decision.question.empty() ? decision.name : decision.name + " — " + decision.question;
        writer.line(zh ? "决策「" + name + "」的结果：" + shown(decision.result, language)
                       : "Decision \"" + name + "\": " + shown(decision.result, language));
        if (decision.tables.empty()) writer.inputs(decision.inputs, zh ? "  根据：" : "  From: ");
        for (const TableTrace& table : decision.tables) writer.table(table);
        for (const auto& [key, detail] : decision.notes) {
            const std::string sentence(message(key, language));
            writer.line("  " + sentence + (detail.empty() ? "" : zh ? "（" + detail + "）" : " (" + detail + ")"));
        }
    }
    return writer.text;
}

}  // namespace yici::rules

#include "services/census/cell_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "foundation/base/clock.h"
#include "foundation/base/text.h"

namespace yici::census {

namespace {

/// Full-width letters, digits and signs as ASCII; blanks gone.
std::string plain(std::string_view text) {
    std::u32string out;
    for (char32_t c : to_code_points(text)) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != 0x3000 && c != 0xA0) out += c;
    }
    return to_utf8(out);
}

std::string without(std::string text, std::string_view what) {
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) text.erase(at, what.size());
    return text;
}

/// A number at the front: 1,200.5; what follows it stays in `rest`.
std::optional<double> leading_number(std::string_view text, std::string_view& rest) {
    std::string digits;
    size_t at = 0;
    while (at < text.size() && (text[at] == ',' || text[at] == '.' || (text[at] >= '0' && text[at] <= '9'))) {
        if (text[at] != ',') digits += text[at];
        ++at;
    }
    double value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (fault != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    rest = text.substr(at);
    return value;
}

std::optional<int> chinese_number(std::u32string_view text) {
    static constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
    const auto digit = [](char32_t c) -> int {
        if (c == U'零' || c == U'○' || c == U'O') return 0;
        const size_t at = kDigits.find(c);
        return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
    };
    int total = 0;
    bool tens = false;
    int last = 0;
    for (const char32_t c : text) {
        if (c == U'十' || c == U'廿' || c == U'卅') {
            if (tens) return std::nullopt;
            total = c == U'廿' ? 20 : c == U'卅' ? 30 : 10 * std::max(1, last);
            tens = true;
            last = 0;
        } else if (const int value = digit(c); value >= 0) {
            last = tens ? value : last * 10 + value;
        } else {
            return std::nullopt;
        }
    }
    return text.empty() ? std::nullopt : std::optional(total + last);
}

std::string two(int value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
}

std::optional<std::string> date_of(int year, int month, int day) {
    if (year < 1949 || year > 2100) return std::nullopt;
    if (month == 0) return std::to_string(year);
    if (month < 1 || month > 12) return std::nullopt;
    const std::string front = std::to_string(year) + "-" + two(month);
    if (day == 0) return front;
    const std::string full = front + "-" + two(day);
    if (!parse_date(full)) return std::nullopt;
    return full;
}

/// Digits of any writing between separators: {2018, 6, 1}.
std::optional<std::vector<int>> numbers_of(const std::string& text) {
    std::vector<int> numbers;
    std::u32string piece;
    const auto finish = [&] {
        if (piece.empty()) return true;
        const bool ascii = std::ranges::all_of(piece, [](char32_t c) { return c >= '0' && c <= '9'; });
        const auto value = ascii ? parse_integer(to_utf8(piece)) : std::nullopt;
        const auto number =
            ascii ? (value && *value < 100'000'000 ? std::optional(static_cast<int>(*value)) : std::nullopt)
                  : chinese_number(piece);
        if (!number) return false;
        numbers.push_back(*number);
        piece.clear();
        return true;
    };
    for (const char32_t c : to_code_points(text)) {
        const bool separator = std::u32string_view(U"年月日号.-/、").find(c) != std::u32string_view::npos;
        if (!separator) {
            piece += c;
        } else if (!finish()) {
            return std::nullopt;
        }
    }
    if (!finish()) return std::nullopt;
    return numbers;
}

std::string fen_of(double yuan) {
    return std::to_string(static_cast<int64_t>(std::llround(yuan * 100)));
}

/// What a unit multiplies yuan with; none: it is no unit of money.
std::optional<double> money_unit(std::string_view unit) {
    static constexpr std::array<std::pair<std::string_view, double>, 8> kUnits{{{"万元", 1e4},
                                                                                {"万", 1e4},
                                                                                {"元", 1},
                                                                                {"千元", 1e3},
                                                                                {"百万元", 1e6},
                                                                                {"亿元", 1e8},
                                                                                {"亿", 1e8},
                                                                                {"人民币", 1}}};
    for (const auto& [name, factor] : kUnits) {
        if (name == unit) return factor;
    }
    return std::nullopt;
}

std::optional<std::string> read_count(std::string_view cell) {
    std::string text = plain(cell);
    for (const char* about : {"约", "大约", "近", "余", "多", "左右", "+", "人", "个", "户", "次", "名"})
        text = without(text, about);
    std::string_view rest;
    const auto number = leading_number(text, rest);
    if (!number || (!rest.empty() && rest != "万" && rest != "千")) return std::nullopt;
    return std::to_string(std::llround(*number * (rest == "万" ? 1e4 : rest == "千" ? 1e3 : 1)));
}

std::optional<std::string> read_size(std::string_view cell, std::string_view unit) {
    const std::string text = to_lower(without(plain(cell), "约"));
    std::string_view rest;
    const auto number = leading_number(text, rest);
    if (!number) return std::nullopt;
    std::string given(rest.empty() ? to_lower(plain(unit)) : std::string(rest));
    static constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
        {{"k", 1e-6}, {"m", 1e-3}, {"g", 1}, {"t", 1e3}, {"p", 1e6}, {"", 1}}};
    if (given.ends_with('b')) given.pop_back();
    for (const auto& [name, factor] : kUnits) {
        if (name != given) continue;
        const int64_t thousandths = std::llround(*number * factor * 1000);
        std::string out = std::to_string(thousandths / 1000);
        if (thousandths % 1000 != 0) {
            std::string tail = std::to_string(1000 + thousandths % 1000).substr(1);
            while (tail.back() == '0') tail.pop_back();
            out += "." + tail;
        }
        return out;
    }
    return std::nullopt;
}

std::optional<std::string> read_level(std::string_view cell) {
    std::string text = plain(cell);
    for (const char* not_yet : {"未定级", "无", "未定", "未备案", "不定级"}) {
        if (text == not_yet) return "0";
    }
    for (const char* noise : {"等保", "第", "级", "(", ")", "S", "A", "G", "已定"}) text = without(text, noise);
    std::optional<int64_t> number = parse_integer(text);
    if (!number) number = chinese_number(to_code_points(text));
    if (!number || *number < 0 || *number > 5) return std::nullopt;
    return std::to_string(*number);
}

bool is_named(const Option& option, std::string_view text) {
    if (text == option.code || text == option.name) return true;
    for (const std::string_view other : split(option.others, '|')) {
        if (!other.empty() && equals_ignoring_case(other, text)) return true;
    }
    return false;
}

/// "√政务外网 □互联网" keeps what is ticked.
std::string ticked_of(const std::string& text) {
    static constexpr std::array<std::string_view, 8> kTicks{"☑", "√", "✓", "✔", "■", "☒", "●", "◆"};
    static constexpr std::array<std::string_view, 4> kEmpty{"□", "☐", "○", "◇"};
    const auto starts = [&](size_t at, const auto& marks) -> size_t {
        for (const std::string_view mark : marks) {
            if (std::string_view(text).substr(at).starts_with(mark)) return mark.size();
        }
        return 0;
    };
    std::string out;
    bool any = false;
    bool taking = false;
    for (size_t at = 0; at < text.size();) {
        if (const size_t tick = starts(at, kTicks); tick > 0) {
            any = taking = true;
            out += out.empty() ? "" : ";";
            at += tick;
        } else if (const size_t empty = starts(at, kEmpty); empty > 0) {
            any = true;
            taking = false;
            at += empty;
        } else {
            if (taking) out += text[at];
            ++at;
        }
    }
    return any ? out : text;
}

std::optional<std::string> read_choice(const Field& field, std::string_view cell) {
    std::string text = ticked_of(plain(cell));
    if (text.empty()) return std::nullopt;
    std::string codes;
    const auto take = [&](std::string_view piece) {
        for (const Option& option : field.options) {
            if (!is_named(option, piece)) continue;
            codes += (codes.empty() ? "" : ";") + std::string(option.code);
            return true;
        }
        return false;
    };
    if (take(text)) return codes;
    if (field.key == "deployment" || field.key == "origin") {  // asked as "是否上云", "是否统建"
        if (const auto flag = read_flag(text)) return *flag == "1" ? "1" : "2";
    }
    for (const char* comma : {"、", "，", ",", "；", "/", "和", "及", "+"}) {
        for (size_t at = text.find(comma); at != std::string::npos; at = text.find(comma)) {
            text.replace(at, std::string_view(comma).size(), ";");
        }
    }
    const auto pieces = split(text, ';');
    if (pieces.size() > 1 && !field.many) return std::nullopt;
    for (const std::string_view piece : pieces) {
        if (!piece.empty() && !take(piece)) return std::nullopt;
    }
    if (codes.empty()) return std::nullopt;
    return codes;
}

}  // namespace

std::optional<std::string> read_date(std::string_view cell) {
    std::string text = plain(cell);
    if (const size_t time = text.find("00:00:00"); time != std::string::npos) text.resize(time);
    if (text.ends_with('T')) text.pop_back();
    const auto numbers = numbers_of(text);
    if (!numbers || numbers->empty() || numbers->size() > 3) return std::nullopt;
    if (numbers->size() > 1) return date_of((*numbers)[0], (*numbers)[1], numbers->size() > 2 ? (*numbers)[2] : 0);
    const int only = numbers->front();
    if (only >= 19'490'101) return date_of(only / 10'000, only / 100 % 100, only % 100);
    if (only >= 194'901) return date_of(only / 100, only % 100, 0);
    if (only >= 18'000 && only < 80'000) {  // days since 1899-12-30, from 1949 on
        const Date day{std::chrono::sys_days(std::chrono::year(1899) / 12 / 30) + std::chrono::days(only)};
        return to_string(day);
    }
    return date_of(only, 0, 0);
}

std::optional<std::string> read_flag(std::string_view cell) {
    static constexpr std::string_view kYes = "|是|√|✓|✔|☑|有|对|y|yes|true|1|已接入|接入|已对接|已共享|已上云|已|";
    static constexpr std::string_view kNo =
        "|否|×|✗|✘|x|无|没有|n|no|false|0|未接入|不接入|未对接|未共享|未上云|未|不是|";
    // A lone tick is a yes; ticks before options choose among them.
    for (const std::string& text : {plain(cell), ticked_of(plain(cell))}) {
        if (text.empty()) continue;
        const std::string wanted = "|" + to_lower(text) + "|";
        if (kYes.find(wanted) != std::string_view::npos) return "1";
        if (kNo.find(wanted) != std::string_view::npos) return "0";
    }
    return std::nullopt;
}

std::optional<std::string> read_money(std::string_view cell, std::string_view unit) {
    std::string text = without(without(without(plain(cell), "约"), "人民币"), "￥");
    text = without(without(std::move(text), "¥"), "(");
    text = without(std::move(text), ")");
    std::string_view rest;
    const auto number = leading_number(text, rest);
    if (!number) return std::nullopt;
    const std::string header = plain(unit);
    const auto factor = money_unit(!rest.empty() ? rest : header.empty() ? std::string_view("万元") : header);
    if (!factor || *number * *factor > 1e13) return std::nullopt;
    return fen_of(*number * *factor);
}

std::optional<std::string> read_value(const Field& field, std::string_view cell, std::string_view unit) {
    const std::string_view text = trim(cell);
    if (text.empty() || text == "/" || text == "-" || text == "—" || text == "——") return std::string();
    const bool nothing = text == "无" || text == "暂无";
    switch (field.kind) {
        case Kind::text:
            return std::string(text);
        case Kind::date:
            return read_date(text);
        case Kind::money:
            return nothing ? "0" : read_money(text, unit);
        case Kind::count:
            return nothing ? "0" : read_count(text);
        case Kind::size:
            return nothing ? "0" : read_size(text, unit);
        case Kind::flag:
            return read_flag(text);
        case Kind::choice:
            return nothing ? std::optional<std::string>("") : read_choice(field, text);
        case Kind::level:
            return read_level(text);
    }
    return std::nullopt;
}

std::string expected(const Field& field) {
    switch (field.kind) {
        case Kind::text:
            return "文字";
        case Kind::date:
            return "日期，如 2018-06-01、2018年6月、二〇一八年六月一日";
        case Kind::money:
            return "金额，如 120万元、1200000元；不写单位按表头，表头也没有按万元";
        case Kind::count:
            return "数量，如 300、约3000人、1.2万";
        case Kind::size:
            return "数据量，如 500GB、2TB";
        case Kind::flag:
            return "是或否（√、×、有、无也可）";
        case Kind::level:
            return "一级至五级，或未定级";
        case Kind::choice: {
            std::string out = field.many ? "下列一项或几项：" : "下列之一：";
            for (size_t i = 0; i < field.options.size(); ++i) {
                out += (i > 0 ? "、" : "") + std::string(field.options[i].name);
            }
            return out;
        }
    }
    return {};
}

}  // namespace yici::census

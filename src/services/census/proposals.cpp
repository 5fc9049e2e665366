#include <algorithm>
#include <set>

#include "foundation/base/text.h"
#include "services/census/system.h"

namespace yici::census {

namespace {

constexpr double kAlike = 0.75;  // Dice over pairs of characters; project convention

std::set<std::u32string> pairs_of(const std::u32string& text) {
    std::set<std::u32string> pairs;
    for (size_t i = 0; i + 1 < text.size(); ++i) pairs.insert(text.substr(i, 2));
    return pairs;
}

double alike(std::string_view a, std::string_view b) {
    const auto left = pairs_of(to_code_points(a));
    const auto right = pairs_of(to_code_points(b));
    if (left.empty() || right.empty()) return a == b && !a.empty() ? 1 : 0;
    const auto common = std::ranges::count_if(left, [&](const auto& pair) { return right.contains(pair); });
    return 2.0 * static_cast<double>(common) / static_cast<double>(left.size() + right.size());
}

/// Scheme, www, trailing slash and case say nothing.
std::string bare_address(std::string_view address) {
    std::string text = to_lower(trim(address));
    for (const std::string_view front : {"https://", "http://", "www."}) {
        if (text.starts_with(front)) text.erase(0, front.size());
    }
    while (text.ends_with('/')) text.pop_back();
    return text;
}

std::vector<std::string> reasons_for_one(const System& a, const System& b) {
    std::vector<std::string> reasons;
    if (a.body == b.body) {
        const std::string left = bare_name(a.name());
        const std::string right = bare_name(b.name());
        const bool same = (!left.empty() && left == right) ||
                          (!a.value("abbreviation").empty() && a.value("abbreviation") == b.name()) ||
                          (!b.value("abbreviation").empty() && b.value("abbreviation") == a.name());
        if (same) {
            reasons.emplace_back("same_name");
        } else if (alike(left, right) >= kAlike) {
            reasons.emplace_back("similar_name");
        }
    }
    const std::string address = bare_address(a.value("url"));
    if (!address.empty() && address == bare_address(b.value("url"))) reasons.emplace_back("same_address");
    if (!a.value("filing").empty() && a.value("filing") == b.value("filing"))
        reasons.emplace_back("same_filing_number");
    return reasons;
}

std::vector<std::string> reasons_for_zombie(const System& system) {
    std::vector<std::string> reasons;
    const std::string& state = system.value("state");
    if (state == "4") reasons.emplace_back("said_zombie");
    if (state == "3" && system.value("decision") != "3") reasons.emplace_back("stopped_not_cleared");
    if (state != "1" && system.value("users") == "0") reasons.emplace_back("no_users");
    for (const char* word : {"几乎不", "很少", "极少", "基本不", "不使用", "未使用", "偶尔", "长期未", "半年以上"}) {
        if (state != "1" && system.value("frequency").find(word) != std::string::npos) {
            reasons.emplace_back("hardly_used");
            break;
        }
    }
    return reasons;
}

}  // namespace

std::string bare_name(std::string_view name) {
    std::u32string out;
    int depth = 0;
    for (char32_t c : to_code_points(name)) {
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == '(' || c == U'〔' || c == U'【') {
            ++depth;
        } else if (c == ')' || c == U'〕' || c == U'】') {
            depth = std::max(0, depth - 1);
        } else if (depth == 0 && c > ' ' && c != U'“' && c != U'”' && c != '"' && c != U'\u3000') {
            out += c;
        }
    }
    std::string text = to_lower(to_utf8(out));
    for (const std::string_view noise :
         {"浙江省",   "杭州市", "西湖区", "信息系统", "信息平台", "管理系统", "管理平台", "服务平台", "服务系统",
          "业务系统", "系统",   "平台",   "软件",     "一期",     "二期",     "三期",     "全省",     "全市",
          "v1.0",     "v2.0",   "v3.0",   "2.0",      "3.0",      "管理",     "信息化",   "信息"}) {
        for (size_t at = text.find(noise); at != std::string::npos; at = text.find(noise)) text.erase(at, noise.size());
    }
    return text.empty() ? to_utf8(out) : text;
}

std::vector<Proposal> proposals(const std::vector<System>& systems) {
    std::vector<Proposal> found;
    for (size_t i = 0; i < systems.size(); ++i) {
        for (size_t j = i + 1; j < systems.size(); ++j) {
            auto reasons = reasons_for_one(systems[i], systems[j]);
            if (reasons.empty()) continue;
            found.push_back({"duplicate",
                             {systems[i].id, systems[j].id},
                             {systems[i].name(), systems[j].name()},
                             systems[i].body,
                             std::move(reasons)});
        }
    }
    for (const System& system : systems) {
        auto reasons = reasons_for_zombie(system);
        if (!reasons.empty())
            found.push_back({"zombie", {system.id}, {system.name()}, system.body, std::move(reasons)});
    }
    return found;
}

}  // namespace yici::census

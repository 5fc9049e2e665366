#include "demo/names.h"

#include <array>

namespace yici::demo {

namespace {

using List = std::span<const std::string_view>;

struct Weighted {
    std::string_view name;
    uint32_t weight;
};

// Weights per ten thousand; the tail is spread over rare surnames.
constexpr std::array kSurnames{
    Weighted{"王", 640}, Weighted{"陈", 620}, Weighted{"张", 520},  Weighted{"李", 480}, Weighted{"徐", 340},
    Weighted{"吴", 330}, Weighted{"周", 320}, Weighted{"朱", 290},  Weighted{"林", 280}, Weighted{"刘", 270},
    Weighted{"沈", 260}, Weighted{"胡", 240}, Weighted{"金", 230},  Weighted{"叶", 220}, Weighted{"郑", 210},
    Weighted{"黄", 205}, Weighted{"杨", 200}, Weighted{"俞", 170},  Weighted{"方", 160}, Weighted{"赵", 155},
    Weighted{"钱", 150}, Weighted{"孙", 150}, Weighted{"何", 145},  Weighted{"潘", 140}, Weighted{"蒋", 135},
    Weighted{"章", 130}, Weighted{"楼", 120}, Weighted{"姚", 118},  Weighted{"罗", 115}, Weighted{"高", 112},
    Weighted{"陆", 110}, Weighted{"余", 108}, Weighted{"汪", 105},  Weighted{"马", 102}, Weighted{"毛", 100},
    Weighted{"谢", 98},  Weighted{"许", 96},  Weighted{"施", 94},   Weighted{"傅", 92},  Weighted{"洪", 90},
    Weighted{"蔡", 88},  Weighted{"丁", 86},  Weighted{"董", 84},   Weighted{"邵", 82},  Weighted{"戴", 80},
    Weighted{"应", 78},  Weighted{"夏", 76},  Weighted{"童", 74},   Weighted{"范", 72},  Weighted{"严", 70},
    Weighted{"倪", 68},  Weighted{"葛", 66},  Weighted{"卢", 64},   Weighted{"韩", 62},  Weighted{"吕", 60},
    Weighted{"来", 30},  Weighted{"诸葛", 8}, Weighted{"欧阳", 10}, Weighted{"祝", 40},  Weighted{"蓝", 25},
    Weighted{"雷", 25},  Weighted{"裘", 20},  Weighted{"竺", 12},   Weighted{"鲍", 30},  Weighted{"项", 35},
};

constexpr uint32_t total_weight() {
    uint32_t total = 0;
    for (const Weighted& surname : kSurnames) total += surname.weight;
    return total;
}

// Whole given names that were in fashion, by the time of birth; beside them names are put together from characters.
constexpr std::array<std::string_view, 16> kOldMen{"阿根", "福根", "金水", "根土", "阿大", "银法", "水根", "关林",
                                                   "柏林", "宝根", "长生", "正元", "阿毛", "德法", "荣根", "志祥"};
constexpr std::array<std::string_view, 16> kOldWomen{"阿花", "秀英", "桂英", "彩娥", "凤英", "玉珍", "金花", "月娥",
                                                     "杏仙", "素珍", "兰英", "阿娥", "水仙", "桂芳", "菊英", "宝珠"};
constexpr std::array<std::string_view, 16> kMiddleMen{"建国", "建华", "国强", "卫东", "国平", "志刚", "建平", "永明",
                                                      "建军", "伟强", "海峰", "国良", "晓东", "利明", "文革", "军"};
constexpr std::array<std::string_view, 16> kMiddleWomen{"丽萍", "美华", "建英", "晓红", "丽娟", "雅琴", "爱华", "小芬",
                                                        "红卫", "惠芳", "亚萍", "卫红", "敏",   "芳",   "丽华", "秀芳"};
constexpr std::array<std::string_view, 16> kNewMen{"伟", "俊杰", "浩",   "宇航", "晨", "杰",   "凯",   "嘉伟",
                                                   "超", "斌",   "佳豪", "鹏",   "磊", "宇轩", "浩然", "一帆"};
constexpr std::array<std::string_view, 16> kNewWomen{"婷",   "静怡", "佳怡", "晓敏", "莹",   "若溪", "雨欣", "倩",
                                                     "佳颖", "丹",   "欣怡", "梦婷", "思思", "嘉禾", "洁",   "诗琪"};
constexpr std::array<std::string_view, 16> kYoungMen{"梓轩", "子睿", "沐宸", "浩宇", "奕辰", "宇泽", "俊熙", "一诺",
                                                     "皓轩", "锦程", "亦辰", "予安", "景行", "知远", "嘉树", "牧之"};
constexpr std::array<std::string_view, 16> kYoungWomen{"梓涵", "欣妍", "一诺", "雨桐", "可馨", "诗涵", "语桐", "依诺",
                                                       "若汐", "沐瑶", "知遥", "清越", "安然", "书瑶", "予希", "念初"};
constexpr std::array<std::string_view, 40> kFirst{"志", "文", "明", "国", "永", "海", "晓", "小", "建", "家",
                                                  "子", "雨", "思", "天", "一", "佳", "嘉", "俊", "立", "新",
                                                  "春", "秋", "云", "玉", "金", "学", "德", "仁", "光", "成",
                                                  "景", "泽", "承", "若", "可", "欣", "诗", "梦", "静", "雅"};
constexpr std::array<std::string_view, 24> kSecondMen{"强", "军", "平", "明", "华", "峰", "林", "波",
                                                      "良", "荣", "祥", "辉", "宇", "泽", "阳", "涛",
                                                      "龙", "飞", "远", "恒", "琪", "杰", "成", "川"};
constexpr std::array<std::string_view, 24> kSecondWomen{"芳", "英", "娟", "萍", "琴", "燕", "红", "霞",
                                                        "敏", "丽", "珍", "怡", "琳", "莹", "瑶", "妍",
                                                        "洁", "雯", "娜", "薇", "婷", "蓉", "华", "君"};
constexpr std::array<std::string_view, 24> kTradeNames{"云栖", "知味", "西泠", "之江", "吴越", "湖滨", "龙井", "运河",
                                                       "清波", "凤起", "武林", "天目", "富春", "曙光", "鼎盛", "和瑞",
                                                       "恒远", "博雅", "万象", "启明", "同泰", "嘉和", "正大", "新安"};
constexpr std::array<std::string_view, 16> kTrades{"数码", "餐饮管理", "建设工程", "丝绸",     "茶业",     "电子商务",
                                                   "运输", "贸易",     "机械",     "物业服务", "医疗器械", "文化传播",
                                                   "食品", "纺织",     "软件",     "汽车服务"};

List fashion(codes::Sex sex, int birth_year) {
    const bool man = sex == codes::Sex::male;
    if (birth_year < 1950) return man ? List(kOldMen) : List(kOldWomen);
    if (birth_year < 1980) return man ? List(kMiddleMen) : List(kMiddleWomen);
    if (birth_year < 2008) return man ? List(kNewMen) : List(kNewWomen);
    return man ? List(kYoungMen) : List(kYoungWomen);
}

}  // namespace

std::string_view pick(SeededRandom& random, std::span<const std::string_view> choices) {
    return choices[random.below(choices.size())];
}

bool chance(SeededRandom& random, uint64_t of, uint64_t in) {
    return random.below(in) < of;
}

std::string_view make_surname(SeededRandom& random) {
    auto place = static_cast<uint32_t>(random.below(total_weight()));
    for (const Weighted& surname : kSurnames) {
        if (place < surname.weight) return surname.name;
        place -= surname.weight;
    }
    return kSurnames.back().name;
}

std::string make_given_name(SeededRandom& random, codes::Sex sex, int birth_year) {
    if (chance(random, 3, 10)) return std::string(pick(random, fashion(sex, birth_year)));
    const List second = sex == codes::Sex::male ? List(kSecondMen) : List(kSecondWomen);
    std::string name;
    if (!chance(random, 2, 10)) name += pick(random, kFirst);
    name += pick(random, second);
    return name;
}

std::string make_mobile(SeededRandom& random) {
    constexpr std::array<std::string_view, 8> kPrefixes{"137", "138", "139", "150", "158", "159", "187", "188"};
    std::string mobile(pick(random, kPrefixes));
    for (int i = 0; i < 8; ++i) mobile += static_cast<char>('0' + random.below(10));
    return mobile;
}

std::string make_company_name(SeededRandom& random, std::string_view place) {
    std::string name(place);
    name += pick(random, kTradeNames);
    if (chance(random, 1, 2)) name += pick(random, kFirst);
    name += pick(random, kTrades);
    name += "有限公司";
    return name;
}

}  // namespace yici::demo

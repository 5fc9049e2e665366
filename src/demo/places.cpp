#include "demo/places.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "demo/names.h"

namespace yici::demo {

namespace {

constexpr std::array<std::string_view, 20> kRoads{
    "文二路",   "文三路", "解放路", "中山中路", "人民路",   "建设路", "环城北路", "学院路", "古墩路", "莫干山路",
    "体育场路", "新华路", "和平街", "延安路",   "江南大道", "府前街", "东浦路",   "桥头路", "滨江路", "石祥路"};

std::string without_suffix(std::string_view name, std::string_view suffix) {
    if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
    return std::string(name);
}

}  // namespace

Places::Places(const codes::Divisions& divisions) {
    using namespace std::chrono_literals;
    std::vector<const codes::Division*> counties;
    // Counties of three moments cover those of today and those that are gone.
    for (const Date day : {Date{2016y / 1 / 1}, Date{2018y / 6 / 1}, Date{2026y / 1 / 1}})
        for (const codes::Division* county : divisions.all("county", day))
            if (std::none_of(counties.begin(), counties.end(), [&](const auto* known) { return known == county; }))
                counties.push_back(county);
    for (const codes::Division* county : counties) {
        const codes::Division* city = divisions.find(county->parent);
        const codes::Division* province = city == nullptr ? nullptr : divisions.find(city->parent);
        if (city == nullptr || province == nullptr) continue;
        Place place{county->code, province->name + city->name + county->name, without_suffix(city->name, "市"), {}};
        for (const codes::Division* town : divisions.children(county->code, 2026y / 1 / 1))
            place.towns.push_back(town->name);
        counties_.push_back({std::move(place), county->valid_from, county->valid_to});
    }
    if (counties_.empty()) throw Error(ErrorKind::invalid_input, "demo.no_divisions");
    outside_ = {
        {"341226", "安徽省阜阳市颍上县", "阜阳", {}},     {"341523", "安徽省六安市舒城县", "六安", {}},
        {"360423", "江西省九江市武宁县", "九江", {}},     {"361128", "江西省上饶市鄱阳县", "上饶", {}},
        {"411524", "河南省信阳市商城县", "信阳", {}},     {"411627", "河南省周口市太康县", "周口", {}},
        {"421127", "湖北省黄冈市黄梅县", "黄冈", {}},     {"431228", "湖南省怀化市芷江侗族自治县", "怀化", {}},
        {"511323", "四川省南充市蓬安县", "南充", {}},     {"522636", "贵州省黔东南苗族侗族自治州丹寨县", "黔东南", {}},
        {"320723", "江苏省连云港市灌云县", "连云港", {}}, {"350781", "福建省南平市邵武市", "南平", {}}};
}

const Places::Place& Places::draw(SeededRandom& random, Date day) const {
    for (;;) {
        const County& county = counties_[random.below(counties_.size())];
        // Where nothing is said about the beginning of a county it is taken to have been there.
        if (county.from && *county.from > day) continue;
        if (county.to && *county.to <= day) continue;
        return county.place;
    }
}

const Places::Place& Places::draw_outside(SeededRandom& random) const {
    return outside_[random.below(outside_.size())];
}

const Places::Place* Places::find(std::string_view code) const {
    for (const County& county : counties_)
        if (county.place.code == code) return &county.place;
    for (const Place& place : outside_)
        if (place.code == code) return &place;
    return nullptr;
}

bool Places::is_gone(std::string_view code) const {
    for (const County& county : counties_)
        if (county.place.code == code) return county.to.has_value();
    return false;
}

std::string Places::make_address(SeededRandom& random, const Place& place) {
    std::string address = place.name;
    if (!place.towns.empty()) address += place.towns[random.below(place.towns.size())];
    address += pick(random, kRoads);
    address += std::to_string(1 + random.below(580)) + "号";
    address += std::to_string(1 + random.below(40)) + "幢";
    address += std::to_string(1 + random.below(4)) + "单元";
    address += std::to_string(1 + random.below(18)) + "0" + std::to_string(1 + random.below(4)) + "室";
    return address;
}

}  // namespace yici::demo

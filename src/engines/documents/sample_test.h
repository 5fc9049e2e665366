#pragma once

#include "engines/codes/codes.h"
#include "engines/documents/face.h"
#include "engines/documents/licence.h"

namespace yici::documents::sample {

inline LicenceType old_age_type() {
    LicenceType type;
    type.code = "11330000000001804D021";
    type.name = "高龄津贴领取证";
    type.name_en = "Old-age Allowance Certificate";
    type.issuer = "11330000000001804D";
    type.face.items = {
        {"holder_name", "持证人", 25, 48, ""},          {"holder_code", "公民身份号码", 25, 58.5, "id_number"},
        {"allowance.standard", "津贴标准", 25, 69, ""}, {"address", "户籍地址", 25, 79.5, ""},
        {"licence_number", "证照编号", 25, 114, ""},    {"valid_from", "有效期自", 25, 123, ""},
        {"valid_until", "有效期至", 25, 132, ""},       {"issuer_name", "发证机关", 109.2, 123, ""},
        {"issued_on", "发证日期", 109.2, 132, ""}};
    return type;
}

/// All made up; the check characters are right.
inline Licence old_age_licence() {
    using namespace std::chrono;
    Licence licence;
    licence.type_code = "11330000000001804D021";
    licence.type_name = licence.name = "高龄津贴领取证";
    licence.issuer_code = "11330000000001804D";
    licence.issuer_name = "杭州市西湖区民政局";
    licence.identifier = codes::make_licence_identifier(licence.type_code, licence.issuer_code, "20180000001", 1);
    licence.number = "杭西民高龄〔2018〕00001号";
    licence.issued_on = licence.valid_from = 2018y / June / 12d;
    licence.holder_name = "王小明";
    licence.holder_code = "330106193801010018";
    licence.division = "330106";
    licence.items = {{"allowance.standard", "津贴标准", "每月人民币 200 元"},
                     {"address", "户籍地址", "浙江省杭州市西湖区文三路 478 号华星时代广场 A 座 3 单元 1201 室"}};
    return licence;
}

inline std::string stars(std::string_view rule, std::string_view value) {
    if (rule != "id_number" || value.size() != 18) return std::string(value);
    return std::string(value.substr(0, 6)) + "********" + std::string(value.substr(14));
}

}  // namespace yici::documents::sample

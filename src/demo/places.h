#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engines/codes/divisions.h"
#include "foundation/base/random.h"

namespace yici::demo {

/// Counties of the pack with their names written out, ready to be drawn from.
class Places {
  public:
    explicit Places(const codes::Divisions& divisions);

    struct Place {
        std::string code;
        std::string name;  // 浙江省杭州市西湖区
        std::string city;  // 杭州
        std::vector<std::string> towns;
    };
    /// A county that existed on `day`.
    [[nodiscard]] const Place& draw(SeededRandom& random, Date day) const;
    /// A county outside the province, for those who came from elsewhere.
    [[nodiscard]] const Place& draw_outside(SeededRandom& random) const;
    /// The county of that code, or none.
    [[nodiscard]] const Place* find(std::string_view code) const;
    /// 浙江省杭州市西湖区文新街道文二路12号3幢2单元301室
    [[nodiscard]] static std::string make_address(SeededRandom& random, const Place& place);
    [[nodiscard]] bool is_gone(std::string_view code) const;

  private:
    struct County {
        Place place;
        std::optional<Date> from;
        std::optional<Date> to;
    };
    std::vector<County> counties_;
    std::vector<Place> outside_;
};

}  // namespace yici::demo

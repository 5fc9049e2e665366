#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engines/codes/codes.h"
#include "foundation/base/random.h"

namespace yici::demo {

/// One of `choices`, evenly.
[[nodiscard]] std::string_view pick(SeededRandom& random, std::span<const std::string_view> choices);
/// True `of` times in `in`.
[[nodiscard]] bool chance(SeededRandom& random, uint64_t of, uint64_t in);

/// A surname; frequencies follow the published order of surnames, with those that are common in Zhejiang moved up.
[[nodiscard]] std::string_view make_surname(SeededRandom& random);
/// A given name of the fashion of the year of birth; popular ones come often, so that homonyms are many.
[[nodiscard]] std::string make_given_name(SeededRandom& random, codes::Sex sex, int birth_year);

/// 130 … 199 with eight more digits; made up, so it may be somebody's: shown masked only.
[[nodiscard]] std::string make_mobile(SeededRandom& random);
/// 杭州云栖数码有限公司
[[nodiscard]] std::string make_company_name(SeededRandom& random, std::string_view place);

}  // namespace yici::demo

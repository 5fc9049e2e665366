#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engines/documents/container.h"
#include "services/licences/licences.h"

namespace yici::licences {

/// The text values of a form's JSON object; numbers as they are written.
[[nodiscard]] std::map<std::string, std::string> form_values(std::string_view form);

[[nodiscard]] std::string to_json(const Licence& licence, const Parts& parts);
[[nodiscard]] std::string to_json(const std::vector<Licence>& licences, const Parts& parts);
/// What anybody with the QR code or the file may know: no code of the holder, the name masked. `state` is the
/// library's, empty when the library does not know the licence.
[[nodiscard]] std::string verification_json(const documents::Verification& verification, std::string_view state);

}  // namespace yici::licences

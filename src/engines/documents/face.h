#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engines/documents/licence.h"
#include "engines/documents/licence_type.h"
#include "foundation/base/text.h"

namespace yici::documents {

/// Hides a value by the rule that a face item names ("id_number"). Without one, such values are printed as stars.
using Masker = std::function<std::string(std::string_view rule, std::string_view value)>;

/// What a face is drawn from; the same input gives the same bytes on the same libraries.
struct FaceContent {
    const LicenceType& type;
    const Licence& licence;
    std::string verification_url;  // goes into the QR code
    Masker mask;
};

/// Vector drawing on a page of the type's size, text selectable.
[[nodiscard]] Bytes face_pdf(const FaceContent& content);
/// The same drawing; 72 to 300 dots per inch, else documents.bad_resolution.
[[nodiscard]] Bytes face_png(const FaceContent& content, int dots_per_inch = 200);

/// The value that an item prints, before masking: dates as 2018年6月12日, no end as 长期; empty when there is none.
[[nodiscard]] std::string face_value(const Licence& licence, std::string_view item_name);

}  // namespace yici::documents

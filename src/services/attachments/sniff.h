#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yici::attachments {

/// A kind of file that is taken.
struct FileType {
    std::string_view name;        // "pdf"
    std::string_view media_type;  // as it is sent
    std::string_view endings;     // ".jpg .jpeg"
};

/// By its name ("pdf"); null when it is not taken.
[[nodiscard]] const FileType* file_type(std::string_view name);

/// The type that the content is, whatever it calls itself: its first bytes, and its structure to its last byte, so that
/// nothing else can hide before or behind it. Null when it is none of those that are taken.
[[nodiscard]] const FileType* sniff(std::string_view content);

/// Why a content of this type is not safe to pass on: "zip bomb", "macros" …; empty when nothing is known against it.
[[nodiscard]] std::string unsafe(const FileType& type, std::string_view content);

/// Whether a file's name and the media type that was declared fit the type; a declaration of nothing fits.
[[nodiscard]] bool agrees(const FileType& type, std::string_view file_name, std::string_view declared);

}  // namespace yici::attachments

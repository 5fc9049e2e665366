#include "services/attachments/sniff.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>

#include "foundation/base/text.h"

namespace yici::attachments {

namespace {

constexpr std::array<FileType, 6> kTypes{{
    {"pdf", "application/pdf", ".pdf"},
    {"ofd", "application/ofd", ".ofd"},
    {"jpeg", "image/jpeg", ".jpg .jpeg"},
    {"png", "image/png", ".png"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
}};

constexpr zip_int64_t kMostParts = 2'000;
constexpr uint64_t kMostUnpacked = uint64_t{200} << 20;
constexpr uint64_t kMostRatio = 200;  // of what comes out to what went in, beyond a first MiB
constexpr std::string_view kZipEnd("PK\x05\x06", 4);

uint32_t big_endian(std::string_view bytes, size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

/// An archive's directory is looked for from the end, so any file before it would be an archive as well.
bool ends_as_zip(std::string_view bytes) {
    constexpr size_t kLongestEnd = 22 + 65'535;
    return bytes.substr(bytes.size() - std::min(bytes.size(), kLongestEnd)).find(kZipEnd) != std::string_view::npos;
}

/// Chunks one after another from the signature to IEND, which ends the file (ISO/IEC 15948).
bool is_png(std::string_view bytes) {
    constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
    if (!bytes.starts_with(kSignature)) return false;
    size_t at = kSignature.size();
    bool first = true;
    while (bytes.size() - at >= 12) {
        const uint64_t length = big_endian(bytes, at);
        const std::string_view kind = bytes.substr(at + 4, 4);
        if (length + 12 > bytes.size() - at || (kind == "IHDR") != first) return false;
        first = false;
        at += length + 12;
        if (kind == "IEND") return at == bytes.size();
    }
    return false;
}

/// Segments up to the image's data, and the end marker as the last two bytes (ISO/IEC 10918-1).
bool is_jpeg(std::string_view bytes) {
    if (!bytes.starts_with("\xFF\xD8\xFF") || !bytes.ends_with("\xFF\xD9")) return false;
    size_t at = 2;
    while (at + 4 <= bytes.size()) {
        if (bytes[at] != '\xFF') return false;
        const auto marker = static_cast<unsigned char>(bytes[at + 1]);
        if (marker == 0xDA) break;
        const size_t length = big_endian(bytes, at) & 0xFFFFU;
        if (length < 2 || at + 2 + length > bytes.size()) return false;
        at += 2 + length;
    }
    return at + 4 <= bytes.size() && !ends_as_zip(bytes);
}

/// ISO 32000: the header is the first thing, the end mark the last but for white space; no archive's directory behind.
bool is_pdf(std::string_view bytes) {
    if (!bytes.starts_with("%PDF-1.") && !bytes.starts_with("%PDF-2.")) return false;
    return trim(bytes).ends_with("%%EOF") && !ends_as_zip(bytes);
}

class Zip {
  public:
    explicit Zip(std::string_view bytes) {
        zip_error_t error;
        zip_error_init(&error);
        if (zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error)) {
            zip_ = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
            if (zip_ == nullptr) zip_source_free(source);
        }
        zip_error_fini(&error);
    }
    ~Zip() {
        if (zip_ != nullptr) zip_discard(zip_);
    }
    Zip(const Zip&) = delete;
    Zip& operator=(const Zip&) = delete;

    [[nodiscard]] bool open() const { return zip_ != nullptr; }
    [[nodiscard]] bool has(const char* name) const { return zip_name_locate(zip_, name, ZIP_FL_NOCASE) >= 0; }
    [[nodiscard]] zip_int64_t size() const { return zip_get_num_entries(zip_, 0); }
    [[nodiscard]] std::string name(zip_int64_t index) const {
        const char* text = zip_get_name(zip_, static_cast<zip_uint64_t>(index), ZIP_FL_ENC_RAW);
        return text != nullptr ? text : "";
    }
    /// What really comes out of a part, read no further than `most`; the directory may lie.
    [[nodiscard]] uint64_t unpacked(zip_int64_t index, uint64_t most) const {
        const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
            zip_fopen_index(zip_, static_cast<zip_uint64_t>(index), 0), &zip_fclose);
        if (!file) return most + 1;
        std::array<char, 65536> buffer{};
        uint64_t total = 0;
        zip_int64_t got = 0;
        while (total <= most && (got = zip_fread(file.get(), buffer.data(), buffer.size())) > 0)
            total += static_cast<uint64_t>(got);
        return got < 0 ? most + 1 : total;
    }

  private:
    zip_t* zip_ = nullptr;
};

/// The end record is the last thing and has no comment: nothing hides before the first or behind the last part.
const FileType* sniff_zip(std::string_view bytes) {
    if (!bytes.starts_with("PK\x03\x04") || bytes.size() < 22) return nullptr;
    if (bytes.substr(bytes.size() - 22, 4) != kZipEnd || bytes.substr(bytes.size() - 2) != std::string_view("\0\0", 2))
        return nullptr;
    const Zip zip(bytes);
    if (!zip.open()) return nullptr;
    if (zip.has("OFD.xml")) return file_type("ofd");
    if (!zip.has("[Content_Types].xml")) return nullptr;
    if (zip.has("word/document.xml")) return file_type("docx");
    return zip.has("xl/workbook.xml") ? file_type("xlsx") : nullptr;
}

std::string unsafe_zip(std::string_view bytes) {
    const Zip zip(bytes);
    if (!zip.open()) return "damaged archive";
    if (zip.size() > kMostParts) return "too many parts";
    uint64_t total = 0;
    const uint64_t most = std::min(kMostUnpacked, (uint64_t{1} << 20) + bytes.size() * kMostRatio);
    for (zip_int64_t i = 0; i < zip.size(); ++i) {
        const std::string name = to_lower(zip.name(i));
        if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos ||
            name.find('\\') != std::string::npos)
            return "a part outside the archive";
        if (name.ends_with("vbaproject.bin")) return "macros";
        for (const char* ending : {".zip", ".exe", ".dll", ".js", ".vbs", ".bat", ".ps1", ".jar", ".7z", ".rar"})
            if (name.ends_with(ending)) return "a part that is a program or an archive";
        total += zip.unpacked(i, most - total);
        if (total > most) return "zip bomb";
    }
    return {};
}

}  // namespace

const FileType* file_type(std::string_view name) {
    const auto* found = std::ranges::find(kTypes, name, &FileType::name);
    return found == kTypes.end() ? nullptr : found;
}

const FileType* sniff(std::string_view content) {
    if (is_pdf(content)) return file_type("pdf");
    if (is_png(content)) return file_type("png");
    if (is_jpeg(content)) return file_type("jpeg");
    return sniff_zip(content);
}

std::string unsafe(const FileType& type, std::string_view content) {
    if (type.name == "ofd" || type.name == "docx" || type.name == "xlsx") return unsafe_zip(content);
    if (type.name != "pdf") return {};
    for (const char* word : {"/JavaScript", "/Launch", "/EmbeddedFile"})
        if (content.find(word) != std::string_view::npos) return std::string("PDF with ") + word;
    return {};
}

bool agrees(const FileType& type, std::string_view file_name, std::string_view declared) {
    const size_t dot = file_name.rfind('.');
    if (dot == std::string_view::npos) return false;
    const std::string ending = to_lower(file_name.substr(dot));
    const auto endings = split(type.endings, ' ');
    if (std::ranges::find(endings, ending) == endings.end()) return false;
    const std::string media = to_lower(trim(declared.substr(0, declared.find(';'))));
    return media.empty() || media == "application/octet-stream" || media == type.media_type ||
           (type.name == "ofd" && media == "application/zip");
}

}  // namespace yici::attachments

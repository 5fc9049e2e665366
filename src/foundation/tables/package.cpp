#include "foundation/tables/package.h"

#include <zip.h>

#include <array>

#include "foundation/base/error.h"

namespace yici::tables {
namespace {

constexpr zip_int64_t kMostParts = 10'000;
constexpr size_t kLargestPart = size_t{256} << 20;
constexpr size_t kLargestPackage = size_t{512} << 20;
constexpr int kDeepest = 256;
constexpr zip_uint16_t kFirstDosDay = 1 << 5 | 1;  // 1980-01-01

/// pugixml walks without recursion; this stops it at a depth that no workbook has.
class DepthWalker : public pugi::xml_tree_walker {
  public:
    bool for_each(pugi::xml_node& /*node*/) override { return depth() < kDeepest; }
};

struct Zip {
    zip_t* zip = nullptr;
    ~Zip() {
        if (zip != nullptr) zip_discard(zip);
    }
};

}  // namespace

struct Package::Archive : Zip {};

Package::Package(std::string_view bytes, std::string name)
    : archive_(std::make_unique<Archive>()), name_(std::move(name)) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source != nullptr) {
        archive_->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
        if (archive_->zip == nullptr) zip_source_free(source);
    }
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (archive_->zip == nullptr) refuse(why);
    if (zip_get_num_entries(archive_->zip, 0) > kMostParts) refuse("too many parts");
}

Package::~Package() = default;

void Package::refuse(const std::string& why) const {
    throw Error(ErrorKind::invalid_input, "tables.workbook_refused", name_ + ": " + why);
}

std::optional<std::string> Package::part(const std::string& path) {
    const zip_int64_t index = zip_name_locate(archive_->zip, path.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return std::nullopt;
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(archive_->zip, static_cast<zip_uint64_t>(index), 0), &zip_fclose);
    if (!file) refuse(path);
    std::string content;
    std::array<char, 65536> buffer{};
    zip_int64_t got = 0;
    while ((got = zip_fread(file.get(), buffer.data(), buffer.size())) > 0) {
        taken_ += static_cast<size_t>(got);
        if (content.size() + static_cast<size_t>(got) > kLargestPart || taken_ > kLargestPackage)
            refuse(path + " is too large");
        content.append(buffer.data(), static_cast<size_t>(got));
    }
    if (got < 0) refuse(path);
    return content;
}

std::unique_ptr<pugi::xml_document> Package::xml(const std::string& path) {
    auto document = std::make_unique<pugi::xml_document>();
    const std::optional<std::string> content = part(path);
    if (!content) return document;
    const unsigned options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol |
                             pugi::parse_ws_pcdata_single | pugi::parse_doctype;
    const auto result = document->load_buffer(content->data(), content->size(), options);
    if (!result) refuse(path + ": " + result.description());
    for (const pugi::xml_node child : document->children())
        if (child.type() == pugi::node_doctype) refuse(path + " has a document type");
    DepthWalker walker;
    if (!document->traverse(walker)) refuse(path + " is too deep");
    return document;
}

std::string write_package(const PackageParts& parts) {
    const auto demand = [](bool done) {
        if (!done) throw Error(ErrorKind::internal, "base.internal", "a workbook could not be written");
    };
    zip_source_t* bytes = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    demand(bytes != nullptr);
    const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> kept(bytes, &zip_source_free);
    Zip archive;
    archive.zip = zip_open_from_source(bytes, ZIP_TRUNCATE, nullptr);
    demand(archive.zip != nullptr);
    zip_source_keep(bytes);  // the archive's own; `kept` has the other
    for (const auto& [path, content] : parts) {
        zip_source_t* part = zip_source_buffer(archive.zip, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(archive.zip, path.c_str(), part, ZIP_FL_ENC_UTF_8);
        demand(index >= 0);
        zip_file_set_dostime(archive.zip, static_cast<zip_uint64_t>(index), 0, kFirstDosDay, 0);
    }
    demand(zip_close(archive.zip) == 0);
    archive.zip = nullptr;
    demand(zip_source_open(bytes) == 0);
    std::string out;
    std::array<char, 65536> buffer{};
    zip_int64_t got = 0;
    while ((got = zip_source_read(bytes, buffer.data(), buffer.size())) > 0)
        out.append(buffer.data(), static_cast<size_t>(got));
    demand(got == 0);
    zip_source_close(bytes);
    return out;
}

}  // namespace yici::tables

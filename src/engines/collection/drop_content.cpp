#include "engines/collection/drop_content.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "foundation/tables/read.h"
#include "foundation/tables/records.h"

namespace yici::collection {
namespace {

/// A CSV is read by blocks, all else as a whole.
constexpr int64_t kLargestCsv = int64_t{4} << 30;
constexpr int64_t kLargestWhole = int64_t{512} << 20;

enum class Kind { csv, workbook, json, lines, xml };

Kind kind_of(std::string_view front, const std::string& records) {
    if (front.starts_with("PK\x03\x04") || front.starts_with("\xD0\xCF\x11\xE0")) return Kind::workbook;
    if (front.starts_with("\xEF\xBB\xBF")) front.remove_prefix(3);
    front = trim(front);
    if (front.starts_with('[')) return Kind::json;
    if (front.starts_with('{')) return records.empty() ? Kind::lines : Kind::json;
    return front.starts_with('<') ? Kind::xml : Kind::csv;
}

tables::Table read_whole(const std::filesystem::path& path, Kind kind, const std::string& name,
                         const tables::RecordsAt& at, std::vector<Finding>& findings) {
    if (kind == Kind::workbook) return tables::read_table(path, findings);
    const std::string text = tables::to_utf8(read_file(path));
    switch (kind) {
        case Kind::json:
            return tables::read_json(text, at, name, findings);
        case Kind::lines:
            return tables::read_ndjson(text, at, name, findings);
        default:
            return tables::read_xml(text, at, name, findings);
    }
}

}  // namespace

DropContent::DropContent(const DropFile& file)
    : fd_(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)), name_(file.name) {
    struct stat found {};
    if (fd_ < 0 || ::fstat(fd_, &found) != 0 || !S_ISREG(found.st_mode)) {
        if (fd_ >= 0) ::close(fd_);
        throw Error(ErrorKind::not_found, "tables.cannot_read", name_);
    }
    opened_ = stamp();
}

DropContent::~DropContent() {
    ::close(fd_);
}

DropContent::Stamp DropContent::stamp() const {
    struct stat found {};
    ::fstat(fd_, &found);
    return {found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

std::filesystem::path DropContent::path() const {
    return "/proc/self/fd/" + std::to_string(fd_);
}

void DropContent::expect_unchanged() const {
    if (stamp() != opened_) throw Error(ErrorKind::unavailable, "collection.file_changing", name_);
}

DropContent::Digests DropContent::digests() const {
    crypto::Hasher sha256(crypto::HashAlgorithm::sha256), sm3(crypto::HashAlgorithm::sm3);
    std::array<uint8_t, 1 << 16> room{};
    for (off_t at = 0;;) {
        const ssize_t got = ::pread(fd_, room.data(), room.size(), at);
        if (got < 0) throw Error(ErrorKind::not_found, "tables.cannot_read", name_);
        if (got == 0) break;
        sha256.update(BytesView(room.data(), static_cast<size_t>(got)));
        sm3.update(BytesView(room.data(), static_cast<size_t>(got)));
        at += got;
    }
    return {to_hex(sha256.finish()), to_hex(sm3.finish())};
}

Receipt DropContent::take(Intake& intake, const Plan& plan, Batch batch, const std::string& records,
                          const std::function<void(int64_t)>& progress, const Alongside& alongside) const {
    std::string front(4096, '\0');
    const ssize_t got = ::pread(fd_, front.data(), front.size(), 0);
    front.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    const bool wide = front.starts_with("\xFF\xFE") || front.starts_with("\xFE\xFF");
    Kind kind = kind_of(front, records);
    if (wide && opened_.size <= kLargestWhole) kind = kind_of(tables::to_utf8(read_file(path())), records);
    if (opened_.size > (kind == Kind::csv && !wide ? kLargestCsv : kLargestWhole))
        throw Error(ErrorKind::too_large, "collection.file_too_large", name_);
    if (kind == Kind::csv) return intake.take_file(plan, batch, path(), progress, alongside);
    std::vector<Finding> findings;
    const tables::Table table = read_whole(path(), kind, name_, {records, plan.columns}, findings);
    for (const Finding& finding : findings) batch.unreadable.push_back({finding.line, "record", ""});
    batch.header = table.header();
    batch.cells = table.cells();
    batch.line = [&](size_t row) { return table.line(row); };
    return intake.take(plan, batch, alongside);
}

}  // namespace yici::collection

#include "engines/collection/inbox.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>

#include "engines/collection/drop_content.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "foundation/base/yaml.h"

namespace yici::collection {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kNotTaken{".part", ".tmp", ".filepart", ".partial", ".done", ".manifest"};
constexpr int64_t kReportedRows = 100'000;

bool may_be_taken(const std::string& name) {
    return !name.starts_with('.') &&
           std::none_of(kNotTaken.begin(), kNotTaken.end(), [&](std::string_view end) { return name.ends_with(end); });
}

Instant instant_of(fs::file_time_type time) {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::file_clock::to_sys(time));
}

/// The moment in a file's name: "births_20180612.csv", "20180612093000-7.xml". Project convention.
std::optional<Instant> moment_in(const std::string& name) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (auto at = name.begin(); (at = std::find_if(at, name.end(), is_digit)) != name.end();) {
        const auto end = std::find_if_not(at, name.end(), is_digit);
        const std::string digits(at, end);
        at = end;
        if (digits.size() != 8 && digits.size() != 14) continue;
        const std::string day = digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
        const std::string time = digits.size() == 8
                                     ? "00:00:00"
                                     : digits.substr(8, 2) + ":" + digits.substr(10, 2) + ":" + digits.substr(12, 2);
        if (const auto moment = parse_instant(std::string(day).append("T").append(time).append("+08:00")))
            return moment;
    }
    return std::nullopt;
}

/// A folder of ours within the department's: made when absent, refused when somebody has put a link there.
fs::path own_folder(const fs::path& inbox, const char* name) {
    fs::path folder = inbox / name;
    std::error_code error;
    fs::create_directory(folder, error);
    if (fs::symlink_status(folder, error).type() != fs::file_type::directory)
        throw Error(ErrorKind::conflict, "collection.folder_unsafe", name);
    return folder;
}

/// A name that is still free in the folder: files of one name may come every day.
fs::path free_name(const fs::path& folder, const std::string& name) {
    fs::path path = folder / name;
    const fs::path plain(name);
    for (int i = 2; fs::exists(fs::symlink_status(path)); ++i)
        path = folder / (plain.stem().string() + "-" + std::to_string(i) + plain.extension().string());
    return path;
}

struct Manifest {
    std::string sha256, sm3;
    int64_t rows = -1;
};

Manifest read_manifest(const DropFile& file) {
    std::vector<Finding> findings;
    const YamlNode root = YamlNode::parse(read_file(file.path.string() + ".manifest"), file.name, findings);
    Manifest manifest{to_lower(root.text_or("sha256", "")), to_lower(root.text_or("sm3", "")),
                      root.integer_or("rows", -1)};
    if (!findings.empty() || (manifest.sha256.empty() && manifest.sm3.empty()))
        throw Error(ErrorKind::invalid_input, "collection.manifest_unclear", file.name);
    return manifest;
}

void check(const Manifest& manifest, const DropContent::Digests& digests) {
    const bool same = (manifest.sha256.empty() || manifest.sha256 == digests.sha256) &&
                      (manifest.sm3.empty() || manifest.sm3 == digests.sm3);
    if (!same) throw Error(ErrorKind::conflict, "collection.manifest_differs", "digest");
}

/// Whether the file itself is to blame; all else may pass and the file waits.
bool is_fault_of_file(const Error& error) {
    if (error.key() == "collection.plan_invalid") return false;
    const bool by_kind = error.kind() == ErrorKind::invalid_input || error.kind() == ErrorKind::too_large ||
                         error.kind() == ErrorKind::rule_violated;
    return by_kind || error.key() == "collection.schema_drifted" || error.key() == "collection.manifest_differs";
}

}  // namespace

std::vector<DropFile> Inbox::ready(int64_t* waiting) const {
    std::error_code error;
    std::vector<DropFile> files;
    int64_t incomplete = 0;
    if (!fs::is_directory(spec_.folder, error))
        throw Error(ErrorKind::unavailable, "collection.folder_missing", spec_.folder.filename().string());
    for (const fs::directory_entry& entry : fs::directory_iterator(spec_.folder)) {
        const std::string name = entry.path().filename().string();
        if (!may_be_taken(name) || ::fnmatch(spec_.files.c_str(), name.c_str(), 0) != 0) continue;
        if (entry.symlink_status(error).type() != fs::file_type::regular) continue;
        DropFile file{entry.path(),
                      name,
                      static_cast<int64_t>(entry.file_size(error)),
                      instant_of(entry.last_write_time(error)),
                      {}};
        if (error) continue;  // it went away while it was looked at
        file.observed = moment_in(name).value_or(file.modified);
        if (is_complete(file)) {
            files.push_back(std::move(file));
        } else {
            ++incomplete;
        }
    }
    std::sort(files.begin(), files.end(), [&](const DropFile& a, const DropFile& b) {
        return spec_.by_time && a.modified != b.modified ? a.modified < b.modified : a.name < b.name;
    });
    if (waiting != nullptr) *waiting = incomplete;
    return files;
}

bool Inbox::is_complete(const DropFile& file) const {
    switch (spec_.complete) {
        case InboxSpec::Complete::settled:
            return clock_.now() - file.modified >= spec_.settle;
        case InboxSpec::Complete::done:
            return fs::exists(file.path.string() + ".done");
        case InboxSpec::Complete::manifest:
            return fs::exists(file.path.string() + ".manifest");
    }
    return false;
}

Handled Inbox::handle(const DropFile& file, Intake& intake, const Plan& plan, const records::Source& source,
                      const std::function<void(int64_t)>& progress, const Alongside& alongside) const {
    (void)own_folder(spec_.folder, "done");
    (void)own_folder(spec_.folder, "rejected");
    Handled handled;
    handled.name = file.name;
    std::string digest;
    try {
        const DropContent content(file);
        const DropContent::Digests digests = content.digests();
        content.expect_unchanged();
        digest = digests.sha256;
        Manifest manifest;
        if (spec_.complete == InboxSpec::Complete::manifest) check(manifest = read_manifest(file), digests);
        if (const auto before = intake.taken(plan.resource, source, digest)) {
            handled.how = Handled::How::repeated;
            handled.receipt = before->receipt;
            handled.detail = before->watermark;
        } else {
            Batch batch;
            batch.source = source;
            batch.observed = file.observed;
            batch.watermark = file.name;
            batch.digest = digest;
            Alongside guarded = alongside;
            guarded.batch = [&](db::Transaction& transaction, const Receipt& receipt) {
                content.expect_unchanged();
                if (manifest.rows >= 0 && manifest.rows != receipt.rows)
                    throw Error(ErrorKind::conflict, "collection.manifest_differs",
                                std::to_string(receipt.rows) + " / " + std::to_string(manifest.rows));
                if (alongside.batch) alongside.batch(transaction, receipt);
            };
            handled.receipt = content.take(intake, plan, batch, spec_.records, progress, guarded);
        }
    } catch (const Error& error) {
        if (!is_fault_of_file(error)) throw;
        handled.how = Handled::How::rejected;
        handled.fault = error.key();
        handled.detail = error.detail();
    }
    std::vector<QuarantinedRow> refused;
    if (handled.how != Handled::How::rejected && handled.receipt.quarantined > 0)
        refused = intake.refused_of(plan.resource, handled.receipt.batch, kReportedRows);
    file_away(file, handled, report_of(handled, digest, plan, clock_.now(), refused));
    return handled;
}

/// The report first, so that no file lies there unexplained; then the file; what belonged to it last.
void Inbox::file_away(const DropFile& file, const Handled& handled, const std::string& report) const {
    const bool rejected = handled.how == Handled::How::rejected;
    const fs::path target = free_name(own_folder(spec_.folder, rejected ? "rejected" : "done"), file.name);
    write_file_atomically(target.string() + ".report.txt", report);
    std::error_code error;
    fs::rename(file.path, target, error);
    if (error) throw Error(ErrorKind::unavailable, "collection.file_stuck", file.name + ": " + error.message());
    for (const char* end : {".done", ".manifest"}) fs::rename(file.path.string() + end, target.string() + end, error);
}

}  // namespace yici::collection

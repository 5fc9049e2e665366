#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engines/collection/intake.h"

namespace yici::collection {

/// A folder into which a department drops files (an SFTP server's looks the same): CSV, XLSX, JSON, NDJSON or XML, told
/// by content. Names that begin with a dot or end in .part, .tmp, .filepart or .partial are on their way and never
/// taken.
struct InboxSpec {
    /// When a file is complete.
    enum class Complete {
        settled,   // nothing has been written for `settle`
        done,      // NAME.done lies beside it
        manifest,  // NAME.manifest lies beside it: sha256 or sm3 of the content, and rows where they are counted
    };
    std::filesystem::path folder;
    std::string files = "*";  // which names, with * and ?
    std::string records;      // JSON, XML: where the records lie, tables/records.h
    Complete complete = Complete::settled;
    std::chrono::seconds settle{10};
    bool by_time = false;  // the oldest first instead of the order of names
};

struct DropFile {
    std::filesystem::path path;
    std::string name;
    int64_t size = 0;
    Instant modified{};
    /// When its content was true: the day (YYYYMMDD) or second (YYYYMMDDHHMMSS, China) in its name, else `modified`.
    Instant observed{};
};

/// What was done with one file.
struct Handled {
    enum class How { taken, repeated, rejected };
    How how = How::taken;
    std::string name;
    std::string fault;  // rejected: the error's key
    std::string detail;
    Receipt receipt;
};

/// Takes files out of a drop folder. Each content is taken once, whatever its name: a batch with its digest. A file
/// that was taken, or taken before, goes to done/, one that cannot be to rejected/, each with NAME.report.txt beside it
/// that says in Chinese what became of it and why each refused row was refused. A kill at any moment, or a disk without
/// room, leaves the file where it is or in its place; nothing is lost. Errors: collection.folder_missing (unavailable),
/// collection.folder_unsafe (conflict; done or rejected is a link).
class Inbox {
  public:
    Inbox(InboxSpec spec, const Clock& clock) : spec_(std::move(spec)), clock_(clock) {}

    /// Complete files, in order; `waiting` tells how many are not complete yet.
    [[nodiscard]] std::vector<DropFile> ready(int64_t* waiting = nullptr) const;
    /// Takes one of them. Throws what is no fault of the file: a database that is away, a full disk, a plan that is
    /// wrong, a file that is being written after all (collection.file_changing, unavailable).
    Handled handle(const DropFile& file, Intake& intake, const Plan& plan, const records::Source& source,
                   const std::function<void(int64_t)>& progress = {}, const Alongside& alongside = {}) const;

  private:
    [[nodiscard]] bool is_complete(const DropFile& file) const;
    void file_away(const DropFile& file, const Handled& handled, const std::string& report) const;

    InboxSpec spec_;
    const Clock& clock_;
};

/// What became of a file, in Chinese, for the department that dropped it.
[[nodiscard]] std::string report_of(const Handled& handled, const std::string& digest, const Plan& plan, Instant now,
                                    const std::vector<QuarantinedRow>& refused);
/// The sentence for a rule of the plan, or for what no row is kept without.
[[nodiscard]] std::string why_refused(const std::string& rule, const Plan& plan);

}  // namespace yici::collection

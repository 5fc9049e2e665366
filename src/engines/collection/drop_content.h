#pragma once

#include <string>

#include "engines/collection/inbox.h"

namespace yici::collection {

/// A dropped file, held open, so that what was looked at is what is read. Never follows a link.
class DropContent {
  public:
    /// Throws tables.cannot_read (not_found).
    explicit DropContent(const DropFile& file);
    ~DropContent();
    DropContent(const DropContent&) = delete;
    DropContent& operator=(const DropContent&) = delete;

    /// SHA-256 and SM3, hex.
    struct Digests {
        std::string sha256, sm3;
    };
    [[nodiscard]] Digests digests() const;
    /// collection.file_changing (unavailable) when it was written since it was opened.
    void expect_unchanged() const;
    /// Reads it as what its content is and takes it in. Errors: those of tables and of Intake,
    /// collection.file_too_large.
    Receipt take(Intake& intake, const Plan& plan, Batch batch, const std::string& records,
                 const std::function<void(int64_t)>& progress, const Alongside& alongside) const;

  private:
    struct Stamp {
        int64_t size = 0, seconds = 0, nanoseconds = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    [[nodiscard]] Stamp stamp() const;
    [[nodiscard]] std::filesystem::path path() const;

    int fd_ = -1;
    std::string name_;
    Stamp opened_;
};

}  // namespace yici::collection

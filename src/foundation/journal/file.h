#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace yici::journal {

/// An open file with positions given by the caller; safe from several threads. Failed writes are journal.disk_full
/// (no room, quota, file size limit) or journal.unwritable; failed reads are journal.unreadable.
class File {
  public:
    enum class Mode { read_only, read_write, create };
    static std::shared_ptr<File> open(const std::filesystem::path& path, Mode mode);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] uint64_t size() const;
    /// How many bytes were there to read; fewer than asked for at the end only.
    size_t read_at(uint64_t offset, std::span<char> into) const;
    void write_at(uint64_t offset, std::string_view bytes);
    /// Reserves room up to `size` bytes, so that later writes below it cannot run out of it.
    void reserve(uint64_t size);
    void truncate(uint64_t size);
    /// fdatasync.
    void sync();

  private:
    File(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    std::filesystem::path path_;
    int descriptor_;
};

/// Makes the names in a folder durable.
void sync_folder(const std::filesystem::path& folder);

}  // namespace yici::journal

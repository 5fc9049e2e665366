#include "foundation/journal/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "foundation/base/error.h"

namespace yici::journal {

namespace {

[[noreturn]] void fail_writing(const std::filesystem::path& path) {
    const int code = errno;
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    throw Error(ErrorKind::unavailable, full ? "journal.disk_full" : "journal.unwritable",
                path.string() + ": " + std::strerror(code));
}

[[noreturn]] void fail_reading(const std::filesystem::path& path) {
    throw Error(ErrorKind::unavailable, "journal.unreadable", path.string() + ": " + std::strerror(errno));
}

}  // namespace

std::shared_ptr<File> File::open(const std::filesystem::path& path, Mode mode) {
    const int flags = mode == Mode::read_only ? O_RDONLY : mode == Mode::read_write ? O_RDWR : O_RDWR | O_CREAT;
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0640);
    if (descriptor < 0) mode == Mode::create ? fail_writing(path) : fail_reading(path);
    return std::shared_ptr<File>(new File(path, descriptor));
}

File::~File() {
    ::close(descriptor_);
}

uint64_t File::size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail_reading(path_);
    return static_cast<uint64_t>(status.st_size);
}

size_t File::read_at(uint64_t offset, std::span<char> into) const {
    size_t done = 0;
    while (done < into.size()) {
        const ssize_t count =
            ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_reading(path_);
        if (count == 0) break;
        done += static_cast<size_t>(count);
    }
    return done;
}

void File::write_at(uint64_t offset, std::string_view bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_writing(path_);
        done += static_cast<size_t>(count);
    }
}

void File::reserve(uint64_t size) {
    const int code = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(size));
    if (code == 0) return;
    errno = code;
    fail_writing(path_);
}

void File::truncate(uint64_t size) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail_writing(path_);
}

void File::sync() {
    if (::fdatasync(descriptor_) != 0) fail_writing(path_);
}

void sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail_writing(folder);
    const int result = ::fsync(descriptor);
    ::close(descriptor);
    if (result != 0) fail_writing(folder);
}

}  // namespace yici::journal

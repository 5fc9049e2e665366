#include "foundation/base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "foundation/base/error.h"

namespace yici {

namespace {

/// Closes a file descriptor when it goes out of scope.
struct Descriptor {
    int value;
    explicit Descriptor(int fd) : value(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
};

[[noreturn]] void fail_to_write(const std::filesystem::path& path, const std::filesystem::path& beside) {
    const std::string reason = std::strerror(errno);
    ::unlink(beside.c_str());
    throw Error(ErrorKind::unavailable, "base.file_unwritable", path.string() + ": " + reason);
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (!file || std::filesystem::is_directory(path) || !(content << file.rdbuf())) {
        if (file && !std::filesystem::is_directory(path) && std::filesystem::file_size(path) == 0) return {};
        throw Error(ErrorKind::not_found, "base.file_unreadable", path.string());
    }
    return std::move(content).str();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
    const std::filesystem::path beside = path.string() + ".partial";
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.value < 0) fail_to_write(path, beside);
    while (!content.empty()) {
        const ssize_t written = ::write(file.value, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail_to_write(path, beside);
        content.remove_prefix(static_cast<size_t>(written));
    }
    if (::fsync(file.value) != 0 || ::rename(beside.c_str(), path.c_str()) != 0) fail_to_write(path, beside);
    const Descriptor folder(::open(path.has_parent_path() ? path.parent_path().c_str() : ".", O_RDONLY | O_CLOEXEC));
    if (folder.value >= 0) ::fsync(folder.value);
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, std::string_view extension) {
    std::vector<std::filesystem::path> files;
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator(folder, absent)) {
        if (entry.is_regular_file() && entry.path().extension() == extension) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace yici

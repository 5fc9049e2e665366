#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "foundation/http/message.h"

namespace yici::http {

/// Files below one folder, kept in memory and read again when size or time of the file changes. A folder is its
/// index.html; "window" is also window.html. Symbolic links that lead out of the folder are not followed.
class StaticFiles {
  public:
    explicit StaticFiles(const std::filesystem::path& root);
    /// The answer to a GET or HEAD; none where there is no such file. `request.path` is normalised.
    [[nodiscard]] std::optional<Response> answer(const Request& request);

  private:
    struct Content {
        std::filesystem::file_time_type time;
        std::string identity;
        std::string gzip;    // empty when it would not be smaller
        std::string brotli;  // empty when there is no .br beside the file
        std::string etag;    // without quotes
        std::string type;
        bool immutable = false;
    };
    [[nodiscard]] std::optional<std::filesystem::path> locate(const std::string& path) const;
    [[nodiscard]] std::shared_ptr<const Content> load(const std::filesystem::path& file);

    std::filesystem::path root_;
    std::mutex mutex_;
    std::map<std::filesystem::path, std::shared_ptr<const Content>> cache_;
};

}  // namespace yici::http

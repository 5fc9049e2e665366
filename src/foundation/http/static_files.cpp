#include "foundation/http/static_files.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <regex>

#include "foundation/base/files.h"
#include "foundation/base/text.h"

namespace yici::http {

namespace fs = std::filesystem;

namespace {

constexpr size_t kWorthPacking = 512;

std::string_view type_of(const std::string& extension) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".pdf", "application/pdf"},
        {".xml", "application/xml"},
        {".wasm", "application/wasm"},
    }};
    for (const auto& [name, type] : kTypes) {
        if (name == extension) return type;
    }
    return "application/octet-stream";
}

bool packs_well(std::string_view type) {
    return type.starts_with("text/") || type.find("json") != std::string_view::npos ||
           type.find("xml") != std::string_view::npos || type == "application/wasm";
}

std::string gzip(const std::string& text) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return done && packed.size() < text.size() ? packed : std::string();
}

/// FNV-1a: tells versions of one file apart, no more.
std::string digest(const std::string& text) {
    uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    std::array<char, 40> out{};
    std::snprintf(out.data(), out.size(), "%016llx-%zx", static_cast<unsigned long long>(hash), text.size());
    return out.data();
}

/// Build tools name files after their content: assets/index-BXx3k9aQ.js
bool is_hashed(const std::string& path) {
    static const std::regex pattern(R"((^|.*/)assets/.*[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$)");
    return std::regex_match(path, pattern);
}

bool inside(const fs::path& file, const fs::path& root) {
    const auto [at, unused] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
    return at == root.end();
}

std::string beside(const fs::path& file, const fs::path& root, std::string_view extension) {
    std::error_code error;
    const fs::path packed = fs::canonical(file.string() + std::string(extension), error);
    return !error && inside(packed, root) && fs::is_regular_file(packed) ? read_file(packed) : std::string();
}

/// Whether Accept-Encoding names the coding without refusing it by q=0.
bool accepts(std::string_view field, std::string_view coding) {
    for (const std::string_view part : split(field, ',')) {
        const size_t semicolon = part.find(';');
        if (!equals_ignoring_case(trim(part.substr(0, semicolon)), coding)) continue;
        if (semicolon == std::string_view::npos) return true;
        const std::string_view weight = trim(part.substr(semicolon + 1));
        return weight.find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

bool matches(std::string_view if_none_match, const std::string& etag) {
    for (const std::string_view part : split(if_none_match, ',')) {
        std::string_view tag = trim(part);
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == "*" || tag == etag) return true;
    }
    return false;
}

}  // namespace

StaticFiles::StaticFiles(const fs::path& root) : root_(fs::weakly_canonical(root)) {}

std::optional<fs::path> StaticFiles::locate(const std::string& path) const {
    const fs::path wanted = root_ / path.substr(1);
    const std::string bare = path.size() > 1 && path.back() == '/' ? path.substr(1, path.size() - 2) : path.substr(1);
    for (const fs::path& candidate : {wanted, wanted / "index.html", root_ / (bare + ".html")}) {
        std::error_code error;
        const fs::path file = fs::canonical(candidate, error);
        if (!error && inside(file, root_) && fs::is_regular_file(file, error)) return file;
    }
    return std::nullopt;
}

std::shared_ptr<const StaticFiles::Content> StaticFiles::load(const fs::path& file) {
    const auto time = fs::last_write_time(file);
    const auto size = fs::file_size(file);
    {
        const std::lock_guard lock(mutex_);
        const auto found = cache_.find(file);
        if (found != cache_.end() && found->second->time == time && found->second->identity.size() == size) {
            return found->second;
        }
    }
    auto content = std::make_shared<Content>();
    content->time = time;
    content->identity = read_file(file);
    content->type = type_of(file.extension().string());
    content->etag = digest(content->identity);
    content->immutable = is_hashed(fs::relative(file, root_).generic_string());
    content->brotli = beside(file, root_, ".br");
    content->gzip = beside(file, root_, ".gz");
    if (content->gzip.empty() && content->identity.size() >= kWorthPacking && packs_well(content->type)) {
        content->gzip = gzip(content->identity);
    }
    const std::lock_guard lock(mutex_);
    cache_[file] = content;
    return content;
}

std::optional<Response> StaticFiles::answer(const Request& request) {
    const auto file = locate(request.path);
    if (!file) return std::nullopt;
    const auto content = load(*file);
    const std::string_view codings = request.headers.find("Accept-Encoding").value_or("");
    std::string_view coding;
    const std::string* body = &content->identity;
    if (!content->brotli.empty() && accepts(codings, "br")) {
        coding = "br";
        body = &content->brotli;
    } else if (!content->gzip.empty() && accepts(codings, "gzip")) {
        coding = "gzip";
        body = &content->gzip;
    }
    std::string etag = "\"" + content->etag;
    if (!coding.empty()) etag += "-" + std::string(coding);
    etag += '"';
    Response response;
    response.headers.add("ETag", etag);
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Cache-Control", content->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (matches(request.headers.find("If-None-Match").value_or(""), etag)) {
        response.status = 304;
        return response;
    }
    response.headers.add("Content-Type", content->type);
    if (!coding.empty()) response.headers.add("Content-Encoding", std::string(coding));
    response.body = *body;
    return response;
}

}  // namespace yici::http

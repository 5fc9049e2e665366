#include "foundation/http/static_files.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

#include "foundation/base/files.h"
#include "foundation/http/test_server.h"
#include "support/temporary_folder.h"

namespace yici::http {

namespace fs = std::filesystem;
using test::body_of;
using test::field_of;
using test::status_of;

namespace {

void write(const fs::path& file, std::string_view content) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
}

std::string gunzip(const std::string& packed) {
    std::string text(1 << 16, '\0');
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    inflate(&stream, Z_FINISH);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

class StaticFilesTest : public ::testing::Test {
  protected:
    StaticFilesTest() {
        write(root() / "index.html", "<h1>portal</h1>");
        write(root() / "window" / "index.html", "<h1>window</h1>");
        write(root() / "hall.html", "<h1>hall</h1>");
        write(root() / "assets" / "index-BXx3k9aQ.js", std::string(4000, 'j'));
        write(root() / "assets" / "packed-12345678.css", "plain");
        write(root() / "assets" / "packed-12345678.css.br", "brotli bytes");
        write(folder_.path() / "secret.txt", "secret");
        fs::create_symlink(folder_.path() / "secret.txt", root() / "link.txt");
        ServerOptions options;
        options.static_root = root();
        Router router;
        router.get("/api/thing", [](const Request&) { return Response::text("thing"); });
        server_ = std::make_unique<TestServer>(std::move(router), options);
    }
    [[nodiscard]] fs::path root() const { return folder_.path() / "www"; }
    [[nodiscard]] std::string get(std::string_view target, std::string_view fields = {}) const {
        return server_->ask("GET", target, fields);
    }

    test::TemporaryFolder folder_;
    std::unique_ptr<TestServer> server_;
};

}  // namespace

TEST_F(StaticFilesTest, ServesPagesFoldersAndRoutes) {
    EXPECT_EQ(body_of(get("/")), "<h1>portal</h1>");
    EXPECT_EQ(body_of(get("/window")), "<h1>window</h1>");
    EXPECT_EQ(body_of(get("/window/")), "<h1>window</h1>");
    EXPECT_EQ(body_of(get("/hall")), "<h1>hall</h1>");
    EXPECT_EQ(body_of(get("/api/thing")), "thing");
    EXPECT_EQ(field_of(get("/"), "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(field_of(get("/"), "Cache-Control"), "no-cache");
    EXPECT_EQ(status_of(get("/assets")), 404);
    EXPECT_EQ(status_of(server_->ask("POST", "/hall")), 404);
    const std::string head = server_->ask("HEAD", "/hall");
    EXPECT_EQ(field_of(head, "Content-Length"), "13");
    EXPECT_EQ(body_of(head), "");
}

TEST_F(StaticFilesTest, LetsNobodyOut) {
    for (const auto target : {"/..%2fsecret.txt", "/%2e%2e/secret.txt", "/../secret.txt", "//etc/passwd", "/a;b",
                              "/..\\secret.txt", "/window/%2e%2e/%2e%2e/secret.txt", "/%c0%ae%c0%ae/secret.txt"}) {
        EXPECT_EQ(status_of(get(target)), 400) << target;
    }
    EXPECT_EQ(status_of(get("/link.txt")), 404);
    EXPECT_EQ(status_of(get("/etc/passwd")), 404);
    EXPECT_EQ(status_of(get("/window/%252e%252e/%252e%252e/secret.txt")), 404);
}

TEST_F(StaticFilesTest, PacksWhatIsWorthIt) {
    const std::string answer = get("/assets/index-BXx3k9aQ.js", "Accept-Encoding: gzip, deflate\r\n");
    EXPECT_EQ(field_of(answer, "Content-Encoding"), "gzip");
    EXPECT_EQ(field_of(answer, "Vary"), "Accept-Encoding");
    EXPECT_EQ(gunzip(body_of(answer)), std::string(4000, 'j'));
    EXPECT_EQ(body_of(get("/assets/index-BXx3k9aQ.js")), std::string(4000, 'j'));
    EXPECT_EQ(body_of(get("/assets/index-BXx3k9aQ.js", "Accept-Encoding: gzip;q=0\r\n")), std::string(4000, 'j'));
    EXPECT_EQ(field_of(get("/hall", "Accept-Encoding: gzip\r\n"), "Content-Encoding"), "");
    const std::string brotli = get("/assets/packed-12345678.css", "Accept-Encoding: gzip, br\r\n");
    EXPECT_EQ(field_of(brotli, "Content-Encoding"), "br");
    EXPECT_EQ(body_of(brotli), "brotli bytes");
    EXPECT_EQ(field_of(brotli, "Content-Type"), "text/css; charset=utf-8");
}

TEST_F(StaticFilesTest, KeepsHashedNamesForEverAndAnswers304) {
    const std::string first = get("/assets/index-BXx3k9aQ.js");
    EXPECT_EQ(field_of(first, "Cache-Control"), "public, max-age=31536000, immutable");
    const std::string etag = field_of(first, "ETag");
    ASSERT_FALSE(etag.empty());
    const std::string second = get("/assets/index-BXx3k9aQ.js", "If-None-Match: \"other\", W/" + etag + "\r\n");
    EXPECT_EQ(status_of(second), 304);
    EXPECT_EQ(body_of(second), "");
    // Another coding is another representation.
    const std::string packed =
        get("/assets/index-BXx3k9aQ.js", "Accept-Encoding: gzip\r\nIf-None-Match: " + etag + "\r\n");
    EXPECT_EQ(status_of(packed), 200);
}

TEST_F(StaticFilesTest, SeesThatAFileWasReplaced) {
    const std::string before = field_of(get("/hall"), "ETag");
    write(root() / "hall.html", "<h1>another hall</h1>");
    const std::string answer = get("/hall", "If-None-Match: " + before + "\r\n");
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(body_of(answer), "<h1>another hall</h1>");
}

}  // namespace yici::http

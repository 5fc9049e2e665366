/// A drop folder and pages of JSON collected while Yici and the other side are killed at moments by chance: everything
/// is taken, nothing twice.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "cli/children.h"
#include "engines/collection/intake.h"
#include "faults/running_node.h"
#include "foundation/base/files.h"
#include "foundation/base/random.h"
#include "support/server_process.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

namespace fs = std::filesystem;

constexpr int kFiles = 60, kRowsOfFile = 40, kPulled = 3000;

/// The department's system: rows 0 … kPulled-1 in pages by cursor, every answer a little late.
constexpr const char* kPeer = R"(
import http.server, json, sys, time, urllib.parse
class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        asked = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        begin, size = int(asked.get('page', ['0'])[0]), int(asked['size'][0])
        end = min(begin + size, 3000)
        time.sleep(0.02)
        rows = [{'id': 'p%05d' % i, 'name': 'name %d' % (i * 7)} for i in range(begin, end)]
        body = json.dumps({'rows': rows, 'next': str(end) if end < 3000 else None}).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *said): pass
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Pages).serve_forever()
)";

constexpr const char* kSources = R"(sources:
  - {source: drops, title: 投递, department: "11330000002481071J", system: peer, kind: folder, folder: peer,
     settle_seconds: 0, every_minutes: 1, intake: {resource: drops, columns: [id, name], key: [id]}}
  - {source: pages, title: 接口, department: "11330000002481071J", system: peer, kind: http, path: /rows, records: rows,
     next: next, page_size: 50, attempts: 2, every_minutes: 1,
     intake: {resource: pages, columns: [id, name], key: [id]}}
)";

class DropAndPull : public ::testing::Test {
  protected:
    DropAndPull() : port_(cli::free_port()) {
        write_file_atomically(folder_.path() / "peer.py", kPeer);
        fs::copy("packs/zhejiang", folder_.path() / "pack", fs::copy_options::recursive);
        fs::remove_all(folder_.path() / "pack/collection");
        fs::create_directory(folder_.path() / "pack/collection");
        write_file_atomically(folder_.path() / "pack/collection/faults.yaml", kSources);
        fs::create_directories(inbox());
        NodeSetting setting{folder_.path(), "", 0};
        setting.more = "pack: " + (folder_.path() / "pack").string() +
                       "\nsystems:\n  names: peer\n  peer:\n    url: http://127.0.0.1:" + std::to_string(port_) + "\n";
        node_ = std::make_unique<RunningNode>(setting);
    }
    ~DropAndPull() override { kill_peer(); }

    fs::path inbox() { return folder_.path() / "inbox/peer"; }
    void start_peer() {
        peer_ = start_program("root", {"/usr/bin/python3", folder_.path() / "peer.py", std::to_string(port_)},
                              folder_.path() / "peer.log");
    }
    void kill_peer() {
        if (peer_ <= 0) return;
        ::kill(peer_, SIGKILL);
        ::waitpid(peer_, nullptr, 0);
        peer_ = -1;
    }
    /// As an SFTP client would: under another name until it is whole. Every tenth comes a second time.
    void drop(int file) {
        std::string content = "id,name\n";
        for (int row = 0; row < kRowsOfFile; ++row) content += row_of(file * kRowsOfFile + row) + "\n";
        const std::string name = std::to_string(1000 + file) + ".csv";
        std::ofstream(inbox() / (name + ".part")) << content;
        fs::rename(inbox() / (name + ".part"), inbox() / name);
        if (file % 10 != 0) return;
        std::ofstream(inbox() / ("again" + name + ".part")) << content;
        fs::rename(inbox() / ("again" + name + ".part"), inbox() / ("again" + name));
    }
    static std::string row_of(int number) { return "d" + std::to_string(number) + ",name " + std::to_string(number); }
    size_t files_in(const fs::path& folder) {
        size_t count = 0;
        for (const auto& entry : fs::directory_iterator(folder)) count += entry.path().extension() == ".csv" ? 1 : 0;
        return count;
    }
    std::unique_ptr<db::Database> open() { return db::open("sqlite:" + (folder_.path() / "yici.db").string()); }
    int64_t kept(const std::string& resource) {
        const auto database = open();
        return collection::Intake(*database, clock_).count(resource);
    }

    TemporaryFolder folder_;
    uint16_t port_;
    pid_t peer_ = -1;
    SystemClock clock_;
    std::unique_ptr<RunningNode> node_;
};

void expect_taken_once(db::Database& database, const Clock& clock, const std::string& resource, int64_t rows) {
    collection::Intake intake(database, clock);
    EXPECT_EQ(intake.count(resource), rows);
    int64_t added = 0;
    for (const collection::BatchEntry& batch : intake.batches(resource, 10'000)) {
        added += batch.receipt.added;
        EXPECT_EQ(batch.receipt.changed + batch.receipt.late + batch.receipt.quarantined, 0) << batch.watermark;
    }
    EXPECT_EQ(added, rows) << "nothing twice";
}

TEST_F(DropAndPull, EverythingIsTakenAndNothingTwiceThroughKillsOfEitherSide) {
    const char* given = std::getenv("YICI_FAULT_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    std::cout << "YICI_FAULT_SEED=" << seed << std::endl;
    SeededRandom random(seed);
    int dropped = 0;
    start_peer();
    for (int round = 0; round < 10; ++round) {
        node_->spawn();
        if (random.below(3) != 0) node_->await_ready();  // else killed while it starts
        for (int file = 0; file < kFiles / 10; ++file) {
            drop(dropped++);
            std::this_thread::sleep_for(std::chrono::milliseconds(random.below(60)));
        }
        if (random.below(2) == 0) {
            kill_peer();
            start_peer();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(random.below(400)));
        node_->kill();
    }
    // The last one is left alone until both are through; files that its first pass did not see wait a minute for the
    // next.
    node_->start();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(4);
    while ((files_in(inbox()) > 0 || kept("pages") < kPulled) && std::chrono::steady_clock::now() < give_up)
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_EQ(node_->stop(), 0);
    const auto database = open();
    expect_taken_once(*database, clock_, "drops", kFiles * kRowsOfFile);
    expect_taken_once(*database, clock_, "pages", kPulled);
    collection::Intake intake(*database, clock_);
    collection::Plan plan;
    plan.columns = {"id", "name"};
    plan.key = {"id"};
    for (int row = 0; row < kFiles * kRowsOfFile; ++row) {
        plan.resource = "drops";
        const auto found = intake.row(plan, {"d" + std::to_string(row)});
        ASSERT_TRUE(found) << row;
        EXPECT_EQ(found->cells[0] + "," + found->cells[1], row_of(row));
    }
    EXPECT_EQ(files_in(inbox() / "done"), size_t{kFiles} + kFiles / 10);
    EXPECT_EQ(files_in(inbox() / "rejected"), 0u);
    EXPECT_EQ(std::ssize(intake.batches("drops", 10'000)), kFiles) << "a batch for each content";
}

}  // namespace
}  // namespace yici::test

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "foundation/journal/journal.h"

using namespace yici;

namespace {

double seconds_of(const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<std::string> make_entries(int count, size_t bytes) {
    std::vector<std::string> entries;
    for (int i = 0; i < count; ++i) {
        const journal::Entry entry{"call.answered", "app-1", std::string(64, 'a'), std::to_string(i), "{}"};
        std::string text = journal::canonical(entry, Instant{std::chrono::microseconds(i)});
        text.resize(std::max(text.size(), bytes), ' ');
        entries.push_back(std::move(text));
    }
    return entries;
}

/// A journal of its own in a fresh folder.
struct Setting {
    explicit Setting(const std::filesystem::path& folder, uint64_t segment_bytes = 64ULL << 20) : path(folder) {
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path);
        database = db::open("sqlite:" + (path / "bench.db").string());
        options.segment_bytes = segment_bytes;
        journal = journal::Journal::open(path / "journal", *database, *key, clock, options);
    }
    ~Setting() {
        journal.reset();
        database.reset();
        std::filesystem::remove_all(path);
    }
    std::filesystem::path path;
    SystemClock clock;
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    journal::Journal::Options options;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<journal::Journal> journal;
};

/// Preallocated, written from the front in each round.
class RawFile {
  public:
    RawFile(const std::filesystem::path& path, size_t bytes)
        : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT, 0600)) {
        if (descriptor_ < 0 || ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes)) != 0) {
            throw std::runtime_error("no room for the control file");
        }
    }
    ~RawFile() { ::close(descriptor_); }
    RawFile(const RawFile&) = delete;
    RawFile& operator=(const RawFile&) = delete;
    void append(const std::string& bytes) {
        const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), at_);
        if (written != static_cast<ssize_t>(bytes.size()) || ::fdatasync(descriptor_) != 0) {
            throw std::runtime_error("the control file cannot be written");
        }
        at_ += written;
    }

  private:
    int descriptor_;
    off_t at_ = 0;
};

void append_and_wait(journal::Journal& journal, std::vector<std::string> entries) {
    std::promise<void> done;
    auto answer = done.get_future();
    journal.append_durable(std::move(entries), [&](uint64_t, const std::exception_ptr& failure) {
        failure ? done.set_exception(failure) : done.set_value();
    });
    answer.get();
}

void print(const char* name, const std::vector<double>& values) {
    std::printf("\"%s\":[", name);
    for (size_t i = 0; i < values.size(); ++i) std::printf("%s%.1f", i == 0 ? "" : ",", values[i]);
    std::printf("]");
}

}  // namespace

/// journal_ratio FOLDER: durable appends, one batch in flight, against write and fdatasync of the same bytes and
/// batches into a preallocated file beside it; rounds alternate. Prints entries a second of each round as JSON. The
/// folder is made and removed; it should lie on the disk that is to be measured.
int main(int count, char** arguments) {
    if (count != 2) return 2;
    constexpr int kRounds = 7;
    constexpr int kBatches = 200;
    constexpr int kBatchEntries = 1024;
    constexpr size_t kEntryBytes = 256;
    const std::filesystem::path folder = arguments[1];
    const auto entries = make_entries(kBatchEntries, kEntryBytes);
    std::string bytes;
    for (const auto& text : entries) bytes += text;
    constexpr double kTotal = double{kBatches} * kBatchEntries;
    Setting setting(folder);
    RawFile raw(folder / "raw", bytes.size() * kBatches * kRounds);
    std::vector<double> ours;
    std::vector<double> peer;
    const auto measure_peer = [&] {
        peer.push_back(kTotal / seconds_of([&] {
                           for (int i = 0; i < kBatches; ++i) raw.append(bytes);
                       }));
    };
    for (int round = 0; round < kRounds; ++round) {
        if (round % 2 == 0) measure_peer();
        std::vector<std::vector<std::string>> copies(kBatches, entries);
        ours.push_back(kTotal / seconds_of([&] {
                           for (auto& copy : copies) append_and_wait(*setting.journal, std::move(copy));
                       }));
        if (round % 2 == 1) measure_peer();
    }
    if (setting.journal->size() != uint64_t{kBatches} * kBatchEntries * kRounds) return 1;
    std::printf("{");
    print("ours", ours);
    std::printf(",");
    print("peer", peer);
    std::printf("}\n");
    return 0;
}

#include "journal_ratio.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>

#include "foundation/journal/journal.h"

namespace yici::bench {

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

/// SM3 of each leaf and of as many nodes, one after the other, through EVP with one context.
void openssl_loop(const std::vector<std::string>& entries) {
    EVP_MD* sm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned char node[65] = {1};
    const unsigned char prefix = 0;
    for (const auto& text : entries) {
        EVP_DigestInit_ex2(context, sm3, nullptr);
        EVP_DigestUpdate(context, &prefix, 1);
        EVP_DigestUpdate(context, text.data(), text.size());
        EVP_DigestFinal_ex(context, digest, nullptr);
        std::copy(digest, digest + 32, node + 1);
        EVP_DigestInit_ex2(context, sm3, nullptr);
        EVP_DigestUpdate(context, node, sizeof node);
        EVP_DigestFinal_ex(context, digest, nullptr);
    }
    EVP_MD_CTX_free(context);
    EVP_MD_free(sm3);
}

}  // namespace

double JournalRatio::ratio() const {
    std::vector<double> ratios;
    for (size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / peer[i]);
    std::sort(ratios.begin(), ratios.end());
    return ratios.empty() ? 0 : ratios[ratios.size() / 2];
}

JournalRatio measure_durable_appends(const std::filesystem::path& folder, int rounds, int batches, int batch_entries,
                                     size_t entry_bytes) {
    const auto entries = make_entries(batch_entries, entry_bytes);
    std::string bytes;
    for (const auto& text : entries) bytes += text;
    const auto total = static_cast<double>(batches) * batch_entries;
    Setting setting(folder);
    RawFile raw(folder / "raw", bytes.size() * static_cast<size_t>(batches * rounds));
    JournalRatio result;
    std::vector<std::vector<std::string>> copies;
    const auto ours = [&] {
        copies.assign(static_cast<size_t>(batches), entries);
        result.ours.push_back(total / seconds_of([&] {
                                  for (auto& copy : copies) append_and_wait(*setting.journal, std::move(copy));
                              }));
    };
    const auto peer = [&] {
        result.peer.push_back(total / seconds_of([&] {
                                  for (int i = 0; i < batches; ++i) raw.append(bytes);
                              }));
    };
    for (int round = 0; round < rounds; ++round) {
        if (round % 2 == 0) peer();
        ours();
        if (round % 2 == 1) peer();
    }
    if (setting.journal->size() != static_cast<uint64_t>(total) * static_cast<uint64_t>(rounds)) {
        throw std::runtime_error("entries are missing");
    }
    return result;
}

JournalRatio measure_verification(const std::filesystem::path& folder, int rounds, int entries, size_t entry_bytes) {
    Setting setting(folder);
    const auto texts = make_entries(entries, entry_bytes);
    setting.journal->append_buffered(texts);
    (void)setting.journal->head(true);
    JournalRatio result;
    for (int round = 0; round < rounds; ++round) {
        result.peer.push_back(entries / seconds_of([&] { openssl_loop(texts); }));
        result.ours.push_back(entries / seconds_of([&] {
                                  const auto found = journal::verify(folder / "journal", setting.key->public_key());
                                  if (!found.reason.empty() || found.entries != static_cast<uint64_t>(entries)) {
                                      throw std::runtime_error("the journal does not verify: " + found.reason);
                                  }
                              }));
    }
    return result;
}

JournalRatio measure_buffered_appends(const std::filesystem::path& folder, int rounds, int batches, int batch_entries,
                                      size_t entry_bytes) {
    constexpr double kGoal = 100'000;
    const auto texts = make_entries(batch_entries, entry_bytes);
    Setting setting(folder);
    JournalRatio result;
    for (int round = 0; round < rounds; ++round) {
        setting.journal->flush();
        const double seconds = seconds_of([&] {
            for (int i = 0; i < batches; ++i) setting.journal->append_buffered(texts);
        });
        result.ours.push_back(static_cast<double>(batches) * batch_entries / seconds);
        result.peer.push_back(kGoal);
    }
    return result;
}

}  // namespace yici::bench

#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "foundation/journal/journal.h"
#include "support/databases.h"
#include "support/temporary_folder.h"

namespace yici::journal::test {

constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2018} / 6 / 12} + std::chrono::hours(8)};

inline Entry entry(std::string about) {
    return {"case.accepted", "window-3", "00ff", std::move(about), R"({"matter":"330000"})"};
}
inline std::string text(const std::string& about) {
    return canonical(entry(about), kStart);
}
inline std::vector<std::string> texts(const std::string& prefix, int count) {
    std::vector<std::string> made;
    made.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) made.push_back(text(prefix + std::to_string(i)));
    return made;
}
/// The "about" of a canonical text.
inline std::string about_of(std::string_view canonical_text) {
    const auto at = canonical_text.find(R"("about":")") + 9;
    return std::string(canonical_text.substr(at, canonical_text.find('"', at) - at));
}

/// A journal with everything that it needs; can be closed, damaged and opened again.
class Workshop {
  public:
    explicit Workshop(Journal::Options with_options = {}) : options(with_options) {
        database = db::open("sqlite:" + (files.path() / "journal.db").string(), {.durable = false});
    }
    Journal& open() {
        journal.reset();
        journal = Journal::open(folder(), *database, *key, clock, options);
        return *journal;
    }
    void close() { journal.reset(); }
    [[nodiscard]] std::filesystem::path folder() const { return files.path() / "journal"; }
    [[nodiscard]] Verification check() const { return verify(folder(), key->public_key()); }
    /// Appends and waits until they are durable.
    uint64_t append(std::vector<std::string> entries) {
        const uint64_t first = journal->append_buffered(entries);
        journal->flush();
        return first;
    }

    yici::test::TemporaryFolder files;
    Journal::Options options;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    ManualClock clock{kStart};
    std::unique_ptr<Journal> journal;
};

/// Segments of a few entries each, and no head but those that are asked for.
inline Journal::Options small_segments() {
    Journal::Options options;
    options.segment_bytes = 2048;
    options.head_interval = std::chrono::hours(1);
    return options;
}

inline crypto::Digest leaf(const std::string& canonical_text) {
    return crypto::sm3(std::string(1, '\0') + canonical_text);
}

}  // namespace yici::journal::test

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/base/random.h"
#include "foundation/crypto/hash.h"
#include "foundation/crypto/keys.h"
#include "foundation/db/database.h"

namespace yici::journal {

/// What was done, as one JSON object in a fixed order of keys. Holds no personal data in clear: a person appears as
/// subject_digest (see Subjects). Build the text with EntryWriter, so that every entry has the same shape.
struct Entry {
    std::string kind;     // "case.accepted", "call.answered", "licence.issued"
    std::string actor;    // account, application or organisation code
    std::string subject;  // hex of the subject's salted digest; empty when nobody is concerned
    std::string about;    // what it is about: a case number, a licence identifier
    std::string data;     // one JSON object of what else there is to say; "{}" at least
};

/// A signed statement of the journal's size and root (RFC 9162 signed tree head, with SM3 and SM2).
struct Head {
    uint64_t size = 0;
    crypto::Digest root{};
    Instant time{};
    std::string key_id;
    Bytes signature;  // over "yici-head-1\n" size "\n" hex(root) "\n" iso time

    [[nodiscard]] std::string to_json() const;
};

struct Stored {
    uint64_t index = 0;
    Instant time{};
    std::string text;  // the entry's canonical JSON: exactly the bytes of its leaf
};

/// The append-only provable log of a node: segments of framed entries beside the database, a Merkle tree over them.
///
/// Two ways in, one order:
/// - append(transaction, entry) writes into the table journal_outbox in the caller's transaction. After the commit the
///   sequencer moves it into the log exactly once, also over a kill at any moment.
/// - append_durable()/append_buffered() go straight to the log, for calls that change no table; append_buffered is
///   visible to readers at once and durable within `flush_interval`, append_durable calls back after fdatasync, many
///   callers sharing one.
class Journal {
  public:
    struct Options {
        std::chrono::milliseconds flush_interval{5};
        std::chrono::milliseconds head_interval{1000};
        uint64_t segment_bytes = 64ULL << 20;
    };
    /// Opens or makes the log in `folder`; a torn last write is cut off (and logged), any other damage is
    /// journal.damaged with segment and entry. Reads journal_outbox of `database` for what was not yet moved.
    static std::unique_ptr<Journal> open(const std::filesystem::path& folder, db::Database& database,
                                         const crypto::PrivateKey& key, const Clock& clock, const Options& options);
    virtual ~Journal() = default;

    virtual void append(db::Transaction& transaction, const Entry& entry) = 0;

    /// `entries` are canonical texts (see canonical()); they get consecutive indices, the first is returned. The
    /// buffered form never waits for the disk; the durable one calls `done` on the journal's thread after fdatasync,
    /// with the error journal.disk_full or journal.unwritable if that failed, after which nothing was acknowledged. The
    /// tree follows a moment later, on the same thread: `done` must not wait for the journal.
    virtual uint64_t append_buffered(std::span<const std::string> entries) = 0;
    virtual void append_durable(std::vector<std::string> entries,
                                std::function<void(uint64_t first, std::exception_ptr failure)> done) = 0;

    /// Waits until everything committed or appended before this call is in the log and durable.
    virtual void flush() = 0;

    [[nodiscard]] virtual uint64_t size() const = 0;
    /// The newest signed head; signs one now when `fresh`.
    [[nodiscard]] virtual Head head(bool fresh = false) = 0;
    /// Entries [first, first+count), fewer at the end.
    [[nodiscard]] virtual std::vector<Stored> read(uint64_t first, size_t count) const = 0;
    [[nodiscard]] virtual std::vector<crypto::Digest> inclusion_proof(uint64_t index, uint64_t size) const = 0;
    [[nodiscard]] virtual std::vector<crypto::Digest> consistency_proof(uint64_t first, uint64_t second) const = 0;

    /// Calls `listener` in order with every entry from `from` on, on a thread of its own, at least once each; a
    /// listener keeps its own place. Registered before start; stops with the journal.
    virtual void listen(uint64_t from, std::function<void(std::span<const Stored>)> listener) = 0;
};

/// The exact bytes of a leaf: {"time":…,"kind":…,"actor":…,"subject":…,"about":…,"data":…}
[[nodiscard]] std::string canonical(const Entry& entry, Instant time);

/// The same in pieces, for who writes many: all before the data; after the data comes one '}'.
void begin_canonical(std::string& out, Instant time, std::string_view kind, std::string_view actor,
                     std::string_view subject, std::string_view about);

/// ["hex",…]
[[nodiscard]] std::string path_json(std::span<const crypto::Digest> path);
/// {"entry":"the leaf's bytes as text","index":…,"size":…,"path":["hex",…],"head":{…}}: what a stranger needs to check
/// that an entry is in the journal. The path is inclusion_proof(entry.index, head.size).
[[nodiscard]] std::string inclusion_json(const Stored& entry, std::span<const crypto::Digest> path, const Head& head);

/// Persons in the journal: each subject has one random salt; entries hold SM3(salt || code) in hex, the clear code and
/// the salt lie in the table journal_subjects and can be erased, after which nobody can tell whom an entry is about.
class Subjects {
  public:
    Subjects(db::Database& database, RandomSource& random);
    /// The digest of a subject's code ("330106199003072511"); made at first use, remembered in memory.
    [[nodiscard]] std::string digest_of(std::string_view code);
    /// The same inside a write that goes on already.
    [[nodiscard]] std::string digest_of(db::Transaction& transaction, std::string_view code);
    [[nodiscard]] std::optional<std::string> code_of(std::string_view digest);
    void erase(std::string_view code);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// What `yici journal verify` found: the first broken entry and why, or nothing.
struct Verification {
    uint64_t entries = 0;
    uint64_t heads = 0;
    std::optional<uint64_t> broken_entry;
    std::string reason;  // an error key; empty when all is well
    std::string detail;
};
/// Reads the whole log from disk, recomputes every leaf and every signed head. Works beside a running node.
[[nodiscard]] Verification verify(const std::filesystem::path& folder, const crypto::PublicKey& key,
                                  const std::function<void(uint64_t done, uint64_t total)>& progress = {});

}  // namespace yici::journal

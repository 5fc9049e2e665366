#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/forms/forms.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/base/random.h"
#include "foundation/base/text.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"

namespace yici::attachments {

/// What a virus scanner said: clean; unscanned, as none is configured; held, as it could not be reached, until it can;
/// infected, found later, and the content is gone.
enum class Scan { clean, unscanned, held, infected };
[[nodiscard]] std::string_view to_string(Scan scan);

/// A file (附件) that somebody uploaded for an application; bound to one case when the case is received.
struct Attachment {
    std::string id;  // 32 hex digits, random
    std::string owner;
    std::string name;
    std::string type;  // of sniff.h: "pdf", "jpeg" …, as its content says
    int64_t size = 0;
    std::string sm3;          // of the content, hex
    std::string case_number;  // empty until it is bound
    Scan scan = Scan::unscanned;
    Instant uploaded_at;
};

struct Upload {
    std::string owner;          // account
    std::string subject;        // a citizen's own code, for the journal; else empty
    std::string name;           // as the owner's machine calls it
    std::string declared_type;  // media type of the request; empty or application/octet-stream says nothing
    std::string content;
    std::string request_key;
};

/// Outcome of one scan: the virus's name, or none.
struct Verdict {
    bool clean = true;
    std::string virus;
};

/// What looks into files. Errors: attachments.scanner_unreachable (unavailable).
class Scanner {
  public:
    virtual ~Scanner() = default;
    [[nodiscard]] virtual Verdict scan(std::string_view content) = 0;
};
/// clamd by its INSTREAM command; `address` is a path of a Unix socket or host:port.
[[nodiscard]] std::unique_ptr<Scanner> clamd(std::string address, std::chrono::milliseconds timeout);

/// What happens to an upload while the scanner is away.
enum class Unreachable { refuse, hold };

/// Project convention.
struct Limits {
    int64_t file_bytes = 20 << 20;
    int64_t case_bytes = 100 << 20;
    int64_t case_files = 50;
    int64_t waiting_files = 50;      // of one owner, not bound to a case
    std::chrono::hours waiting{24};  // then what no case took is dropped
};

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    journal::Subjects& subjects;
    const Clock& clock;
    RandomSource& random;
    Bytes key;                   // 16 bytes: contents lie encrypted (SM4-GCM) in the database, never in a folder
    Scanner* scanner = nullptr;  // null: none is configured
    Unreachable unreachable = Unreachable::refuse;
    Limits limits{};
};

/// One use of an attachment in an answer.
struct Use {
    std::string id;
    std::vector<std::string> accepted;  // types that the field takes
};

/// The files of a node; safe from several threads. Every change and every reading is journaled in its transaction.
/// Errors: attachments.not_found, .empty, .too_large, .bad_name, .unknown_type, .type_disagrees, .unsafe_content,
/// .infected, .scanner_unreachable, .too_many_waiting, .request_key_reused, .held.
class Attachments {
  public:
    explicit Attachments(Parts parts);
    ~Attachments();

    /// Checks and stores a file whole, or leaves nothing; the same request again gives the same attachment.
    [[nodiscard]] Attachment store(const Upload& upload);
    [[nodiscard]] std::optional<Attachment> find(std::string_view id);
    [[nodiscard]] std::vector<Attachment> of_case(std::string_view case_number);

    /// Binds files to the case that names them, in the caller's transaction. The key of what is wrong with the first
    /// that cannot be (attachments.not_found, .wrong_kind, .too_many, .too_large_together) and its place in `uses`.
    struct Fault {
        size_t use;
        std::string key;
    };
    [[nodiscard]] std::optional<Fault> bind(db::Transaction& transaction, const std::vector<Use>& uses,
                                            std::string_view case_number, std::string_view owner);

    /// The content for who may see it, which the caller has checked; journaled. attachments.held while no scanner has
    /// seen it, attachments.infected when one found something.
    [[nodiscard]] std::string read(const Attachment& attachment, const accounts::Account& reader);
    /// The owner takes back what no case has; gone at once. attachments.not_found.
    void remove(std::string_view id, const accounts::Account& owner);

    /// Scans what is held and drops what waited too long; how many were scanned or dropped.
    int tidy();

    /// POST /api/v1/attachments and DELETE /api/v1/attachments/{attachment}. Who handles a case downloads through
    /// cases.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

  private:
    struct Inner;
    std::unique_ptr<Inner> state_;
};

/// Binds the files that an answer to a form names, but for those of the answer that it replaces, which the case has.
/// What is wrong with one is a fault of its field: forms::Refused. Without `attachments` every file is.
struct Answered {
    const forms::Form& form;
    std::string_view answer;
    std::string_view before;  // "{}" when it is the first
};
void bind_files(Attachments* attachments, db::Transaction& transaction, const Answered& answered,
                std::string_view case_number, std::string_view owner);

[[nodiscard]] std::string to_json(const Attachment& attachment);
[[nodiscard]] std::string to_json(const std::vector<Attachment>& attachments);
/// The answer to a download: never shown in the page's own origin, never kept by a cache.
[[nodiscard]] http::Response download(const Attachment& attachment, std::string content);

}  // namespace yici::attachments

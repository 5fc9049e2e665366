#include "services/attachments/attachments.h"

#include <algorithm>
#include <set>

#include "foundation/base/log.h"
#include "foundation/crypto/hash.h"
#include "foundation/db/request_keys.h"
#include "services/attachments/schema_sql.h"
#include "services/attachments/sniff.h"
#include "services/attachments/state.h"
#include "services/attachments/store.h"

namespace yici::attachments {

namespace {

const db::RequestKeys& request_keys() {
    static const db::RequestKeys keys("attachments_requests", "attachment", "attachments.request_key_reused");
    return keys;
}

/// As the journal names them: a citizen's account may be the ID number.
std::string actor_of(const std::string& account, const std::string& subject) {
    return subject.empty() ? account : "applicant";
}

/// A name for people: no path, nothing invisible.
void check_name(const std::string& name) {
    const bool plain = !name.empty() && name.size() <= 200 && is_utf8(name) && name.front() != '.' &&
                       std::ranges::none_of(name, [](char c) {
                           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\';
                       });
    if (!plain) throw Error(ErrorKind::invalid_input, "attachments.bad_name");
}

}  // namespace

std::string_view to_string(Scan scan) {
    switch (scan) {
        case Scan::clean:
            return "clean";
        case Scan::unscanned:
            return "unscanned";
        case Scan::held:
            return "held";
        case Scan::infected:
            return "infected";
    }
    return "";
}

std::string Attachments::Inner::new_id() const {
    Bytes bytes(16);
    parts.random.fill(bytes);
    return to_hex(bytes);
}

void Attachments::Inner::journal(db::Transaction& transaction, std::string kind, const std::string& actor,
                                 const Attachment& one, const std::string& subject) const {
    const std::string digest = subject.empty() ? "" : parts.subjects.digest_of(transaction, subject);
    parts.journal.append(transaction,
                         {std::move(kind), actor, digest, one.case_number.empty() ? one.id : one.case_number,
                          R"({"attachment":")" + one.id + R"(","type":")" + one.type + R"(","sm3":")" + one.sm3 +
                              R"(","scan":")" + std::string(to_string(one.scan)) + "\"}"});
}

Scan Attachments::Inner::scan(std::string_view content) const {
    if (parts.scanner == nullptr) return Scan::unscanned;
    try {
        const Verdict verdict = parts.scanner->scan(content);
        if (verdict.clean) return Scan::clean;
        throw Error(ErrorKind::rule_violated, "attachments.infected", verdict.virus);
    } catch (const Error& error) {
        if (error.key() != "attachments.scanner_unreachable" || parts.unreachable == Unreachable::refuse) throw;
        log::warning("attachments.scanner_unreachable", {{"why", error.detail()}});
        return Scan::held;
    }
}

Attachments::Attachments(Parts parts) : state_(new Inner{std::move(parts)}) {
    state_->parts.database.migrate("attachments", kSchemaSql);
}

Attachments::~Attachments() = default;

Attachment Attachments::store(const Upload& upload) {
    const Limits& limits = state_->parts.limits;
    check_name(upload.name);
    if (upload.content.empty()) throw Error(ErrorKind::invalid_input, "attachments.empty");
    if (std::ssize(upload.content) > limits.file_bytes)
        throw Error(ErrorKind::too_large, "attachments.too_large", std::to_string(limits.file_bytes >> 20) + " MiB");
    const FileType* type = sniff(upload.content);
    if (type == nullptr) throw Error(ErrorKind::rule_violated, "attachments.unknown_type");
    if (!agrees(*type, upload.name, upload.declared_type))
        throw Error(ErrorKind::rule_violated, "attachments.type_disagrees", std::string(type->name));
    if (std::string why = unsafe(*type, upload.content); !why.empty())
        throw Error(ErrorKind::rule_violated, "attachments.unsafe_content", std::move(why));

    Attachment made;
    made.owner = upload.owner;
    made.name = upload.name;
    made.type = type->name;
    made.size = std::ssize(upload.content);
    made.sm3 = to_hex(crypto::sm3(upload.content));
    made.scan = state_->scan(upload.content);
    const std::string fingerprint = made.sm3 + " " + made.name;
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        if (const auto earlier = request_keys().find(transaction, upload.owner, upload.request_key, fingerprint)) {
            if (auto known = load(transaction, *earlier)) return std::move(*known);
        }
        if (count_waiting(transaction, upload.owner) >= limits.waiting_files)
            throw Error(ErrorKind::too_many, "attachments.too_many_waiting", std::to_string(limits.waiting_files));
        Attachment one = made;
        one.id = state_->new_id();
        one.uploaded_at = state_->parts.clock.now();
        insert(transaction, one, upload.subject);
        insert_content(transaction, one, upload.content, state_->parts.key, state_->parts.random);
        request_keys().keep(transaction, upload.owner, upload.request_key, fingerprint, one.id);
        state_->journal(transaction, "attachment.uploaded", actor_of(upload.owner, upload.subject), one,
                        upload.subject);
        return one;
    });
}

std::optional<Attachment> Attachments::find(std::string_view id) {
    return state_->parts.database.read_value([&](db::Transaction& transaction) { return load(transaction, id); });
}

std::vector<Attachment> Attachments::of_case(std::string_view case_number) {
    return state_->parts.database.read_value(
        [&](db::Transaction& transaction) { return load_of_case(transaction, case_number); });
}

std::optional<Attachments::Fault> Attachments::bind(db::Transaction& transaction, const std::vector<Use>& uses,
                                                    std::string_view case_number, std::string_view owner) {
    const Limits& limits = state_->parts.limits;
    std::set<std::string, std::less<>> bound;
    std::vector<std::string> taken;
    int64_t bytes = 0;
    for (const Attachment& earlier : load_of_case(transaction, case_number)) {
        bound.insert(earlier.id);
        bytes += earlier.size;
    }
    for (size_t i = 0; i < uses.size(); ++i) {
        const auto one = load(transaction, uses[i].id);
        // Somebody else's file is no file: nobody learns that it exists.
        const bool free = one && one->owner == owner && (one->case_number.empty() || one->case_number == case_number);
        if (!free) return Fault{i, "attachments.not_found"};
        if (!uses[i].accepted.empty() && std::ranges::find(uses[i].accepted, one->type) == uses[i].accepted.end())
            return Fault{i, "attachments.wrong_kind"};
        if (!bound.insert(one->id).second) continue;
        bytes += one->size;
        if (std::ssize(bound) > limits.case_files) return Fault{i, "attachments.too_many"};
        if (bytes > limits.case_bytes) return Fault{i, "attachments.too_large_together"};
        taken.push_back(one->id);
    }
    for (const std::string& id : taken) bind_to(transaction, id, case_number);
    return std::nullopt;
}

void bind_files(Attachments* attachments, db::Transaction& transaction, const Answered& answered,
                std::string_view case_number, std::string_view owner) {
    auto files = answered.form.attachments(answered.answer);
    const auto known = answered.form.attachments(answered.before);
    std::erase_if(files, [&](const forms::FileReference& one) {
        return std::ranges::count(known, one.attachment, &forms::FileReference::attachment) > 0;
    });
    if (files.empty()) return;
    if (attachments == nullptr || case_number.empty())
        throw forms::Refused({{files[0].pointer, "attachments.not_found", ""}});
    std::vector<Use> uses;
    uses.reserve(files.size());
    for (const forms::FileReference& file : files) uses.push_back({file.attachment, file.accepted});
    if (const auto fault = attachments->bind(transaction, uses, case_number, owner))
        throw forms::Refused({{files[fault->use].pointer, fault->key, ""}});
}

std::string Attachments::read(const Attachment& attachment, const accounts::Account& reader) {
    return state_->parts.database.write_value([&](db::Transaction& transaction) {
        const auto one = load(transaction, attachment.id);
        if (!one) throw Error(ErrorKind::not_found, "attachments.not_found", attachment.id);
        if (one->scan == Scan::held) throw Error(ErrorKind::conflict, "attachments.held", one->id);
        if (one->scan == Scan::infected) throw Error(ErrorKind::rule_violated, "attachments.infected", one->id);
        std::string content = load_content(transaction, one->id, state_->parts.key);
        const auto subject = transaction.query_one("SELECT subject FROM attachments WHERE id = ?", {one->id});
        state_->journal(transaction, "attachment.read", actor_of(reader.id, reader.subject), *one, subject->text(0));
        return content;
    });
}

void Attachments::remove(std::string_view id, const accounts::Account& owner) {
    state_->parts.database.write([&](db::Transaction& transaction) {
        const auto one = load(transaction, id);
        if (!one || one->owner != owner.id || !one->case_number.empty())
            throw Error(ErrorKind::not_found, "attachments.not_found", std::string(id));
        erase(transaction, one->id);
        state_->journal(transaction, "attachment.removed", actor_of(owner.id, owner.subject), *one, owner.subject);
    });
}

void Attachments::Inner::rescan(const Attachment& held) const {
    const std::string content = parts.database.read_value(
        [&](db::Transaction& transaction) { return load_content(transaction, held.id, parts.key); });
    const Verdict verdict = parts.scanner->scan(content);
    parts.database.write([&](db::Transaction& transaction) {
        Attachment one = held;
        one.scan = verdict.clean ? Scan::clean : Scan::infected;
        set_scan(transaction, one.id, one.scan);
        if (!verdict.clean) erase_content(transaction, one.id);
        journal(transaction, "attachment.scanned", "system", one);
    });
}

int Attachments::tidy() {
    const auto& parts = state_->parts;
    int done = 0;
    const auto abandoned = parts.database.read_value([&](db::Transaction& transaction) {
        return load_abandoned(transaction, parts.clock.now() - parts.limits.waiting);
    });
    for (const Attachment& one : abandoned) {
        parts.database.write([&](db::Transaction& transaction) {
            const auto now = load(transaction, one.id);
            if (!now || !now->case_number.empty()) return;  // a case took it meanwhile
            erase(transaction, one.id);
            state_->journal(transaction, "attachment.dropped", "system", one);
            ++done;
        });
    }
    if (parts.scanner == nullptr) return done;
    for (const Attachment& one : parts.database.read_value(load_held)) {
        try {
            state_->rescan(one);
            ++done;
        } catch (const Error& error) {
            if (error.key() == "attachments.scanner_unreachable") return done;  // the next round asks again
            throw;
        }
    }
    return done;
}

}  // namespace yici::attachments

#include "services/attachments/store.h"

#include <algorithm>
#include <array>

#include "foundation/base/instants.h"
#include "foundation/crypto/cipher.h"

namespace yici::attachments {

namespace {

const std::string kColumns = "id, owner, name, type, size, sm3, case_number, scan, uploaded_at";

Scan parse_scan(std::string_view text) {
    for (const Scan scan : {Scan::clean, Scan::held, Scan::infected})
        if (to_string(scan) == text) return scan;
    return Scan::unscanned;
}

Attachment from(const db::Row& row) {
    return {row.text(0),
            row.text(1),
            row.text(2),
            row.text(3),
            row.integer(4),
            row.text(5),
            row.text(6),
            parse_scan(row.text(7)),
            instant_of(row.integer(8))};
}

std::vector<Attachment> all_of(const std::vector<db::Row>& rows) {
    std::vector<Attachment> result;
    result.reserve(rows.size());
    for (const db::Row& row : rows) result.push_back(from(row));
    return result;
}

}  // namespace

void insert(db::Transaction& transaction, const Attachment& one, std::string_view subject) {
    transaction.execute("INSERT INTO attachments (" + kColumns + ", subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        {one.id, one.owner, one.name, one.type, one.size, one.sm3, one.case_number,
                         std::string(to_string(one.scan)), micros(one.uploaded_at), std::string(subject)});
}

void insert_content(db::Transaction& transaction, const Attachment& one, std::string_view content, BytesView key,
                    RandomSource& random) {
    Bytes nonce(12);
    random.fill(nonce);
    crypto::Sealed sealed =
        crypto::seal(crypto::AeadAlgorithm::sm4_gcm, key, nonce, as_bytes(one.id), as_bytes(content));
    transaction.execute("INSERT INTO attachments_contents (id, nonce, tag, content) VALUES (?, ?, ?, ?)",
                        {one.id, nonce, Bytes(sealed.tag.begin(), sealed.tag.end()), std::move(sealed.ciphertext)});
}

std::optional<Attachment> load(db::Transaction& transaction, std::string_view id) {
    const auto row = transaction.query_one("SELECT " + kColumns + " FROM attachments WHERE id = ?", {std::string(id)});
    if (!row) return std::nullopt;
    return from(*row);
}

std::string load_content(db::Transaction& transaction, std::string_view id, BytesView key) {
    const auto row =
        transaction.query_one("SELECT nonce, tag, content FROM attachments_contents WHERE id = ?", {std::string(id)});
    if (!row) throw Error(ErrorKind::not_found, "attachments.not_found", std::string(id));
    crypto::Sealed sealed{row->bytes(2), {}};
    std::copy_n(row->bytes(1).begin(), std::min(row->bytes(1).size(), sealed.tag.size()), sealed.tag.begin());
    return std::string(
        as_text(crypto::unseal(crypto::AeadAlgorithm::sm4_gcm, key, row->bytes(0), as_bytes(id), sealed)));
}

std::vector<Attachment> load_of_case(db::Transaction& transaction, std::string_view case_number) {
    if (case_number.empty()) return {};
    return all_of(transaction.query("SELECT " + kColumns + " FROM attachments WHERE case_number = ? ORDER BY id",
                                    {std::string(case_number)}));
}

std::vector<Attachment> load_held(db::Transaction& transaction) {
    return all_of(
        transaction.query("SELECT " + kColumns + " FROM attachments WHERE scan = 'held' ORDER BY uploaded_at"));
}

std::vector<Attachment> load_abandoned(db::Transaction& transaction, Instant before) {
    return all_of(transaction.query(
        "SELECT " + kColumns + " FROM attachments WHERE case_number = '' AND uploaded_at < ?", {micros(before)}));
}

int64_t count_waiting(db::Transaction& transaction, std::string_view owner) {
    return transaction
        .query("SELECT COUNT(*) FROM attachments WHERE owner = ? AND case_number = ''", {std::string(owner)})[0]
        .integer(0);
}

void bind_to(db::Transaction& transaction, std::string_view id, std::string_view case_number) {
    transaction.execute("UPDATE attachments SET case_number = ? WHERE id = ?",
                        {std::string(case_number), std::string(id)});
}

void set_scan(db::Transaction& transaction, std::string_view id, Scan scan) {
    transaction.execute("UPDATE attachments SET scan = ? WHERE id = ?",
                        {std::string(to_string(scan)), std::string(id)});
}

void erase_content(db::Transaction& transaction, std::string_view id) {
    transaction.execute("DELETE FROM attachments_contents WHERE id = ?", {std::string(id)});
}

void erase(db::Transaction& transaction, std::string_view id) {
    erase_content(transaction, id);
    transaction.execute("DELETE FROM attachments_requests WHERE attachment = ?", {std::string(id)});
    transaction.execute("DELETE FROM attachments WHERE id = ?", {std::string(id)});
}

}  // namespace yici::attachments

#include "services/access_log/access_store.h"

#include <array>

#include "services/access_log/schema_sql.h"

namespace yici::access_log {

namespace {

constexpr size_t kWorthWriting = 8192;
constexpr auto kLongestWait = std::chrono::seconds(1);
constexpr size_t kKindAt = std::string_view(R"({"time":"2018-06-12T08:30:00.000000Z","kind":")").size();
constexpr std::array<std::string_view, 3> kReads{"call.answered\"", "record.viewed\"", "licence.viewed\""};

}  // namespace

std::optional<Bytes> subject_of_read(std::string_view canonical_text) {
    if (canonical_text.size() < kKindAt) return std::nullopt;
    const auto kind = canonical_text.substr(kKindAt);
    bool read = false;
    for (const auto name : kReads) read = read || kind.starts_with(name);
    if (!read) return std::nullopt;
    // An actor's text has its quotes escaped, so this cannot be found inside it.
    constexpr std::string_view kSubject = R"(,"subject":")";
    const auto at = kind.find(kSubject);
    if (at == std::string_view::npos) return std::nullopt;
    const auto value = kind.substr(at + kSubject.size());
    auto digest = from_hex(value.substr(0, value.find('"')));
    if (!digest || digest->size() != sizeof(crypto::Digest)) return std::nullopt;
    return digest;
}

AccessStore::AccessStore(db::Database& database) : database_(database), written_at_(std::chrono::steady_clock::now()) {
    database_.migrate("services/access_log", kSchemaSql);
    written_ = place_ = static_cast<uint64_t>(database_.read_value([](db::Transaction& transaction) {
        return transaction.query_one("SELECT place FROM access_log_place WHERE id = 1")->integer(0);
    }));
}

uint64_t AccessStore::place() const {
    const std::lock_guard lock(mutex_);
    return place_;
}

void AccessStore::take(std::span<const journal::Stored> entries) {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : entries) {
        if (entry.index < place_) continue;  // told again after a failed write
        if (auto subject = subject_of_read(entry.text)) taken_.push_back({std::move(*subject), entry.index});
        place_ = entry.index + 1;
    }
    const bool long_ago = std::chrono::steady_clock::now() - written_at_ >= kLongestWait;
    if (taken_.size() >= kWorthWriting || long_ago) write();
}

void AccessStore::flush() {
    const std::lock_guard lock(mutex_);
    write();
}

void AccessStore::write() {
    written_at_ = std::chrono::steady_clock::now();
    if (place_ == written_) return;
    database_.write([this](db::Transaction& transaction) {
        static const std::vector<std::string> kColumns{"subject", "journal_index"};
        size_t row = 0;
        transaction.bulk_load("access_log_entries", kColumns, [&](std::vector<db::Value>& values) {
            if (row == taken_.size()) return false;
            values = {taken_[row].subject, static_cast<int64_t>(taken_[row].index)};
            ++row;
            return true;
        });
        transaction.execute("UPDATE access_log_place SET place = ? WHERE id = 1", {static_cast<int64_t>(place_)});
    });
    taken_.clear();
    written_ = place_;
}

std::vector<uint64_t> AccessStore::list(const Bytes& subject, int64_t skip, int64_t limit) {
    return database_.read_value([&](db::Transaction& transaction) {
        std::vector<uint64_t> found;
        const auto rows = transaction.query(
            "SELECT journal_index FROM access_log_entries WHERE subject = ? ORDER BY journal_index DESC LIMIT ? OFFSET "
            "?",
            {subject, limit, skip});
        for (const auto& row : rows) found.push_back(static_cast<uint64_t>(row.integer(0)));
        return found;
    });
}

int64_t AccessStore::count(const Bytes& subject) {
    return database_.read_value([&](db::Transaction& transaction) {
        return transaction.query_one("SELECT COUNT(*) FROM access_log_entries WHERE subject = ?", {subject})
            ->integer(0);
    });
}

bool AccessStore::has(const Bytes& subject, uint64_t index) {
    return database_.read_value([&](db::Transaction& transaction) {
        return transaction
            .query_one("SELECT journal_index FROM access_log_entries WHERE subject = ? AND journal_index = ?",
                       {subject, static_cast<int64_t>(index)})
            .has_value();
    });
}

}  // namespace yici::access_log

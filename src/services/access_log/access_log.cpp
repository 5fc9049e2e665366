#include "services/access_log/access_log.h"

#include "services/access_log/access_json.h"
#include "services/access_log/access_store.h"

namespace yici::access_log {

struct AccessLog::State {
    State(db::Database& database, journal::Journal& with_journal, journal::Subjects& with_subjects)
        : store(database), journal(with_journal), subjects(with_subjects) {}

    [[nodiscard]] Bytes digest(std::string_view code) { return *from_hex(subjects.digest_of(code)); }

    AccessStore store;
    journal::Journal& journal;
    journal::Subjects& subjects;
};

AccessLog::AccessLog(db::Database& database, journal::Journal& journal, journal::Subjects& subjects)
    : state_(std::make_shared<State>(database, journal, subjects)) {
    // The state is shared, for the journal's thread may still tell when this object has gone.
    journal.listen(state_->store.place(),
                   [state = state_](std::span<const journal::Stored> entries) { state->store.take(entries); });
}

AccessLog::~AccessLog() = default;

Page AccessLog::list(std::string_view code, int64_t page, int64_t size) {
    const Bytes subject = state_->digest(code);
    state_->store.flush();
    Page found;
    found.total = state_->store.count(subject);
    for (const uint64_t index : state_->store.list(subject, (page - 1) * size, size)) {
        for (const auto& entry : state_->journal.read(index, 1)) found.items.push_back(parse_access(entry));
    }
    return found;
}

std::string AccessLog::proof(std::string_view code, uint64_t index) {
    const Bytes subject = state_->digest(code);
    state_->store.flush();
    if (!state_->store.has(subject, index)) throw Error(ErrorKind::not_found, "access_log.no_such_access");
    journal::Head head = state_->journal.head();
    if (head.size <= index) head = state_->journal.head(true);
    const auto path = state_->journal.inclusion_proof(index, head.size);
    return journal::inclusion_json(state_->journal.read(index, 1).at(0), path, head);
}

}  // namespace yici::access_log

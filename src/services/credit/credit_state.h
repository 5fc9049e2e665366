#pragma once

#include <string>
#include <string_view>

#include "services/credit/credit.h"

namespace yici::credit {

/// What every function of the room works on; the parts come from outside.
struct Credit::Inner {
    explicit Inner(const Parts& given) : parts(given) {}

    Parts parts;

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    [[nodiscard]] Date today() const { return china_date(now()); }

    /// Checks a draft; credit.… for the first that is wrong.
    [[nodiscard]] Entry taken(const Draft& draft, const std::string& organ) const;
    void check_values(const Kind& kind, const Values& values, bool all) const;
    /// A new version of the entry's record, said by the body that made it.
    void say(db::Transaction& transaction, const Entry& entry, const Values& values);
    /// Keeps a new entry with its values and the subject's file.
    void keep(db::Transaction& transaction, Entry& entry, const Values& values);
    /// Weighs the subject's conclusion again: a new version of its record.
    void conclude_again(db::Transaction& transaction, const std::string& subject);
    /// The event and the journal entry of one step on an entry or a repair.
    void record(db::Transaction& transaction, const Entry& entry, std::string_view about, const Actor& by,
                std::string_view action, const std::string& note);
    [[nodiscard]] Entry own(db::Transaction& transaction, std::string_view number, const Actor& by) const;
    void end(db::Transaction& transaction, Entry& entry, Standing standing, const std::string& reason);
    /// Somebody's data were looked at; whoever they are about sees it.
    void journal_reading(db::Transaction& transaction, const std::string& subject, const Actor& by,
                         std::string_view about, const std::string& purpose);
};

/// credit.reason_length.
void check_reason(std::string_view text);
[[nodiscard]] std::string fingerprint_of(std::initializer_list<std::string_view> parts);
[[nodiscard]] bool is_person(std::string_view subject);

}  // namespace yici::credit

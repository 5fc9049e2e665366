#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "engines/records/enumerate.h"
#include "engines/records/record_body.h"

namespace yici::records {

namespace {

/// Takes versions from the newest on: the first word of an organisation about a field is what it says.
class Words {
  public:
    void take(const std::string& organisation, std::string_view body) {
        organisations_.insert(organisation);
        const bool whole = scan_body(body, [&](std::string_view name, std::string_view json) {
            if (!spoken_.emplace(name, organisation).second) return;
            std::string value = from_json_value(json);
            if (!value.empty()) words_.push_back({std::string(name), organisation, std::move(value)});
        });
        if (!whole) throw Error(ErrorKind::internal, "base.internal", "records_versions.body is damaged");
    }
    void give(const std::string& subject, const EachSpoken& each) {
        if (organisations_.size() > 1) each(subject, std::move(words_));
        *this = {};
    }

  private:
    std::set<std::pair<std::string, std::string>> spoken_;
    std::set<std::string> organisations_;
    std::vector<Word> words_;
};

using Groups = std::map<std::string, std::vector<std::string>>;

/// Subjects that are one with others now, each with all of them.
Groups standing_groups(db::Transaction& transaction) {
    std::map<std::string, std::string> into;
    std::set<std::string> all;
    for (const db::Row& row :
         transaction.query("SELECT subject, into_subject FROM records_merges WHERE split_at = 0", {})) {
        into[row.text(0)] = row.text(1);
        all.insert({row.text(0), row.text(1)});
    }
    Groups by_root;
    for (const std::string& subject : all) {
        std::string root = subject;
        for (auto next = into.find(root); next != into.end(); next = into.find(root)) root = next->second;
        by_root[root].push_back(subject);
    }
    Groups groups;
    for (const auto& [root, members] : by_root)
        for (const std::string& subject : members) groups[subject] = members;
    return groups;
}

void give_group(db::Transaction& transaction, const RecordType& type, const std::string& subject,
                const std::vector<std::string>& members, const EachSpoken& each) {
    std::vector<std::tuple<int64_t, int64_t, std::string, std::string>> said;
    for (const std::string& member : members) {
        for (const db::Row& row : transaction.query(
                 "SELECT observed, id, organisation, body FROM records_versions WHERE subject = ? AND type = ?",
                 {member, type.type})) {
            said.emplace_back(row.integer(0), row.integer(1), row.text(2), row.text(3));
        }
    }
    std::ranges::sort(said, std::greater{});
    Words words;
    for (const auto& [observed, id, organisation, body] : said) words.take(organisation, body);
    words.give(subject, each);
}

}  // namespace

void each_spoken_of_by_several(db::Database& database, const RecordType& type, const EachSpoken& each) {
    const std::array<db::Value, 2> parameters{type.type, type.type};
    database.read([&](db::Transaction& transaction) {
        const Groups groups = standing_groups(transaction);
        Words words;
        std::string subject;
        const auto give = [&] {
            if (!groups.contains(subject)) words.give(subject, each);
            words = {};
        };
        transaction.query_each(
            "SELECT subject, organisation, body FROM records_versions WHERE type = ? AND subject IN (SELECT subject "
            "FROM records_versions WHERE type = ? GROUP BY subject HAVING MIN(organisation) <> MAX(organisation)) "
            "ORDER BY subject, observed DESC, id DESC",
            parameters, [&](const db::Row& row) {
                if (row.text(0) != subject) {
                    give();
                    subject = row.text(0);
                }
                words.take(row.text(1), row.text(2));
                return true;
            });
        give();
        for (const auto& [one, members] : groups) give_group(transaction, type, one, members, each);
    });
}

}  // namespace yici::records

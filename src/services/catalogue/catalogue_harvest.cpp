#include <set>

#include "services/catalogue/catalogue_state.h"
#include "services/catalogue/entry_store.h"

namespace yici::catalogue {

namespace {

bool is_there(const Stored& stored) {
    return stored.position.state == State::published;
}

}  // namespace

HarvestCounts Catalogue::harvest(const std::string& source, const std::vector<Incoming>& entries, const Actor& by) {
    if (source.empty()) throw Error(ErrorKind::invalid_input, "catalogue.source_missing");
    std::vector<Stored> touched;
    const HarvestCounts counts = state_->parts.database.write_value([&](db::Transaction& transaction) {
        HarvestCounts result;
        touched.clear();
        std::map<std::string, Stored, std::less<>> known;
        for (Stored& kept : load_source(transaction, source)) known.emplace(kept.entry.code, std::move(kept));
        std::set<std::string_view> came;
        for (const Incoming& incoming : entries) {
            came.insert(incoming.entry.code);
            const auto before = known.find(incoming.entry.code);
            Stored stored = before == known.end() ? Stored{} : before->second;
            const bool there = before != known.end() && is_there(stored);
            if (there && before->second.digest == incoming.digest) {
                ++result.unchanged;
                continue;
            }
            ++(there ? result.changed : result.added);
            stored.source = source;
            if (stored.id.empty()) {
                stored.id = digest_of(source + "\n" + incoming.entry.code).substr(0, 16);
                stored.created = state_->now();
            }
            stored.entry = incoming.entry;
            stored.digest = incoming.digest;
            stored.position = {State::published, Stage::publication, stored.position.version + 1};
            stored.updated = state_->now();
            state_->publish(transaction, stored, by.id);
            touched.push_back(stored);
        }
        for (auto& [code, kept] : known) {
            if (came.contains(code) || !is_there(kept)) continue;
            ++result.removed;
            kept.position.state = State::deleted;
            kept.updated = state_->now();
            save_entry(transaction, kept);
            touched.push_back(kept);
        }
        if (!touched.empty()) {
            std::string data = R"({"added":)" + std::to_string(result.added) + R"(,"changed":)" +
                               std::to_string(result.changed) + R"(,"removed":)" + std::to_string(result.removed) + "}";
            state_->parts.journal.append(transaction, {"catalogue.harvested", by.id, "", source, data});
        }
        return result;
    });
    for (const Stored& stored : touched) state_->show(stored);
    return counts;
}

}  // namespace yici::catalogue

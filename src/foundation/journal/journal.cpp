#include "foundation/journal/journal.h"

#include "foundation/journal/listeners.h"
#include "foundation/journal/schema_sql.h"
#include "foundation/journal/sequencer.h"
#include "foundation/journal/writer.h"

namespace yici::journal {

namespace {

class NodeJournal final : public Journal {
  public:
    NodeJournal(const std::filesystem::path& folder, db::Database& database, const crypto::PrivateKey& key,
                const Clock& clock, const Options& options)
        : clock_(clock), writer_(folder, key, clock, options), sequencer_(database, writer_), listeners_(writer_) {}

    void append(db::Transaction& transaction, const Entry& entry) override {
        sequencer_.append(transaction, canonical(entry, clock_.now()));
    }
    uint64_t append_buffered(std::span<const std::string> entries) override { return writer_.append_buffered(entries); }
    void append_durable(std::vector<std::string> entries,
                        std::function<void(uint64_t first, std::exception_ptr failure)> done) override {
        std::vector<Outgoing> outgoing;
        outgoing.reserve(entries.size());
        for (auto& text : entries) outgoing.push_back({0, std::move(text)});
        writer_.append_durable(outgoing, std::move(done));
    }
    void flush() override {
        sequencer_.flush();
        writer_.flush();
    }
    [[nodiscard]] uint64_t size() const override { return writer_.size(); }
    [[nodiscard]] Head head(bool fresh) override { return writer_.head(fresh); }
    [[nodiscard]] std::vector<Stored> read(uint64_t first, size_t count) const override {
        return writer_.segments().read(first, count);
    }
    [[nodiscard]] std::vector<crypto::Digest> inclusion_proof(uint64_t index, uint64_t size) const override {
        return writer_.inclusion_proof(index, size);
    }
    [[nodiscard]] std::vector<crypto::Digest> consistency_proof(uint64_t first, uint64_t second) const override {
        return writer_.consistency_proof(first, second);
    }
    void listen(uint64_t from, std::function<void(std::span<const Stored>)> listener) override {
        listeners_.add(from, std::move(listener));
    }

  private:
    const Clock& clock_;
    mutable Writer writer_;  // a proof may have to wait for the tree
    Sequencer sequencer_;
    Listeners listeners_;
};

}  // namespace

void begin_canonical(std::string& out, Instant time, std::string_view kind, std::string_view actor,
                     std::string_view subject, std::string_view about) {
    out += R"({"time":")";
    out += to_iso8601(time);
    out += R"(","kind":)";
    append_json_string(out, kind);
    out += R"(,"actor":)";
    append_json_string(out, actor);
    out += R"(,"subject":)";
    append_json_string(out, subject);
    out += R"(,"about":)";
    append_json_string(out, about);
    out += R"(,"data":)";
}

std::string canonical(const Entry& entry, Instant time) {
    std::string text;
    text.reserve(128 + entry.kind.size() + entry.actor.size() + entry.subject.size() + entry.about.size() +
                 entry.data.size());
    begin_canonical(text, time, entry.kind, entry.actor, entry.subject, entry.about);
    text += entry.data.empty() ? "{}" : entry.data;
    text += '}';
    return text;
}

std::string inclusion_json(const Stored& entry, std::span<const crypto::Digest> path, const Head& head) {
    std::string json = R"({"entry":)";
    append_json_string(json, entry.text);
    json += R"(,"index":)" + std::to_string(entry.index) + R"(,"size":)" + std::to_string(head.size) + R"(,"path":)" +
            path_json(path) + R"(,"head":)" + head.to_json() + "}";
    return json;
}

std::string path_json(std::span<const crypto::Digest> path) {
    std::string json = "[";
    for (const auto& digest : path) {
        if (json.size() > 1) json += ',';
        json += '"' + to_hex(digest) + '"';
    }
    return json + "]";
}

std::unique_ptr<Journal> Journal::open(const std::filesystem::path& folder, db::Database& database,
                                       const crypto::PrivateKey& key, const Clock& clock, const Options& options) {
    std::filesystem::create_directories(folder);
    database.migrate("foundation/journal", kSchemaSql);
    return std::make_unique<NodeJournal>(folder, database, key, clock, options);
}

}  // namespace yici::journal

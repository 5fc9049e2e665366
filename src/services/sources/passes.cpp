#include <algorithm>

#include "foundation/base/log.h"
#include "services/sources/changes_json.h"
#include "services/sources/pull.h"
#include "services/sources/record_feed.h"
#include "services/sources/sources_json.h"
#include "services/sources/state.h"

namespace yici::sources {

namespace {

constexpr std::string_view kCentre = "centre";  // the subscriber of every warehouse
constexpr int64_t kChangesAtOnce = 1000;

void add(warehouse::Tally& tally, const collection::Receipt& receipt) {
    if (receipt.repeated) return;
    tally += {receipt.rows, receipt.added, receipt.changed, receipt.removed, receipt.late};
}

/// Changes as rows of one table, as far as they have the columns of the first.
struct Handover {
    tables::Table table;
    std::vector<uint32_t> removed;

    explicit Handover(const std::vector<warehouse::Change>& changes) {
        std::vector<std::string> header;
        for (const warehouse::Change& change : changes) {
            const auto row = parse_row(change.body);
            std::vector<std::string> names;
            std::vector<std::string_view> cells;
            for (const auto& [name, cell] : row) {
                names.push_back(name);
                cells.push_back(cell);
            }
            if (table.rows() == 0) {
                header = names;
                table = tables::Table(header);
            }
            if (names != header) return;
            if (change.gone) removed.push_back(static_cast<uint32_t>(table.rows()));
            table.add_row(change.number, cells);
        }
    }
};

}  // namespace

const collection::Plan& plan_of(const Source& source) {
    if (!source.plan) throw Error(ErrorKind::conflict, "sources.no_intake", source.name);
    return *source.plan;
}

/// One pass over one source.
class Collection::State::Run {
  public:
    Run(State& state, const Source& source, std::string_view actor)
        : state_(state), source_(source), actor_(actor), alongside_(state.alongside(source, actor)) {}

    void go() {
        switch (source_.kind) {
            case Kind::table:
                collect_table();
                if (source_.plan && fault_.empty()) feed();
                break;
            case Kind::folder:
                take_files();
                break;
            case Kind::http:
                Pull(state_.parts.database, state_.client, state_.intake, state_.parts.clock)
                    .run(source_, *state_.system_of(source_), alongside_, [&](const collection::Receipt& receipt) {
                        add(tally_, receipt);
                        return goes_on();
                    });
                break;
        }
    }
    [[nodiscard]] const warehouse::Tally& tally() const { return tally_; }
    [[nodiscard]] const std::string& fault() const { return fault_; }
    [[nodiscard]] const std::string& detail() const { return detail_; }

  private:
    bool goes_on(std::string doing = {}) {
        const std::lock_guard lock(state_.mutex);
        Status& status = state_.known[source_.name];
        status.last = tally_;
        status.doing = std::move(doing);
        return !state_.ending;
    }

    void collect_table() {
        const auto foreign = warehouse::connect(state_.address_of(source_));
        warehouse::TableSource table(*foreign, source_.table);
        const auto progress = [&](const warehouse::Tally& so_far) {
            tally_ = so_far;
            return goes_on();
        };
        // A pass that changes nothing leaves no entry in the journal: a source is looked at every few minutes.
        const auto ended = [&](db::Transaction& transaction, const warehouse::Tally& tally) {
            tally_ = tally;
            if (tally.added == 0 && tally.changed == 0 && tally.gone == 0) return;
            state_.parts.journal.append(transaction,
                                        {"collection.pass_ended", actor_, "", source_.name, tally_json(tally)});
        };
        const warehouse::Pass done =
            warehouse::collect(source_.name, table, state_.house, state_.parts.clock, progress, ended);
        if (done.held.empty()) return;
        fault_ = "sources.held";
        detail_ = done.held;
    }

    /// The warehouse's changes into the centre (数据仓订阅): the intake and the subscription's move are one
    /// transaction.
    void feed() {
        const auto take = [&](db::Transaction& transaction, const std::vector<warehouse::Change>& changes) {
            const Handover handover(changes);
            collection::Batch batch;
            batch.source = source_.provenance();
            batch.observed = state_.parts.clock.now();
            batch.watermark = std::to_string(handover.table.line(handover.table.rows() - 1));
            batch.header = handover.table.header();
            batch.cells = handover.table.cells();
            batch.removed = handover.removed;
            batch.line = [&](size_t row) { return handover.table.line(row); };
            (void)state_.intake.take(transaction, *source_.plan, batch, alongside_);
            return handover.table.rows();
        };
        while (goes_on() && state_.house.deliver(kCentre, source_.name, kChangesAtOnce, take) > 0) {
        }
    }

    void take_files() {
        collection::InboxSpec spec = source_.inbox;
        spec.folder = state_.address_of(source_);
        const collection::Inbox inbox(spec, state_.parts.clock);
        int64_t waiting = 0;
        const std::vector<collection::DropFile> files = inbox.ready(&waiting);
        {
            const std::lock_guard lock(state_.mutex);
            state_.known[source_.name].waiting = waiting;
        }
        for (const collection::DropFile& file : files) {
            if (!goes_on(file.name)) return;
            const collection::Handled handled =
                inbox.handle(file, state_.intake, *source_.plan, source_.provenance(), {}, alongside_);
            if (handled.how == collection::Handled::How::taken) add(tally_, handled.receipt);
            if (handled.how != collection::Handled::How::rejected) continue;
            fault_ = "sources.files_rejected";
            detail_ += (detail_.empty() ? "" : ", ") + file.name;
            log::warning("collection.file_rejected", {{"source", source_.name}, {"error", handled.fault}});
        }
    }

    State& state_;
    const Source& source_;
    std::string actor_;
    collection::Alongside alongside_;
    warehouse::Tally tally_;
    std::string fault_, detail_;
};

collection::Alongside Collection::State::alongside(const Source& source, std::string_view actor) {
    collection::Alongside alongside;
    if (!source.records.empty())
        alongside.row = [&](db::Transaction& transaction, const collection::RowChange& change) {
            feed_records(transaction, parts.records, source, change);
        };
    alongside.batch = [&, by = std::string(actor)](db::Transaction& transaction, const collection::Receipt& receipt) {
        if (receipt.repeated || receipt.unchanged == receipt.rows) return;
        parts.journal.append(transaction, {"collection.batch_taken", by, "", source.name, receipt_json(receipt)});
    };
    return alongside;
}

void Collection::State::pass(const Source& source, std::string_view actor) {
    Run run(*this, source, actor);
    std::string fault, detail;
    try {
        run.go();
        fault = run.fault();
        detail = run.detail();
    } catch (const Error& error) {
        fault = error.key();
        detail = error.detail();
    } catch (const std::exception&) {
        fault = "base.internal";
    }
    if (!fault.empty()) log::warning("collection.pass_failed", {{"source", source.name}, {"error", fault}});
    end(source, fault, detail, run.tally());
}

}  // namespace yici::sources

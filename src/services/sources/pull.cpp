#include "services/sources/pull.h"

#include <algorithm>
#include <thread>

#include "foundation/base/text.h"
#include "foundation/tables/records.h"

namespace yici::sources {

namespace {

constexpr std::chrono::milliseconds kFirstPause{100};

/// Whether a watermark is below another: whole numbers by value, all else as text, as times in ISO order are.
bool below(const std::string& a, std::string_view b) {
    const auto left = parse_integer(a);
    const auto right = parse_integer(b);
    return left && right ? *left < *right : a < b;
}

/// The position behind a page; without `next` the pass has ended.
PullPosition behind(const Source& source, const PullPosition& asked, const std::string& body, const tables::Table& page,
                    bool whole) {
    PullPosition position = asked;
    if (const size_t column = page.column_of(source.http.watermark); column < page.columns())
        for (size_t row = 0; row < page.rows(); ++row)
            if (below(position.highest, page.cell(row, column))) position.highest = page.cell(row, column);
    if (!source.http.next.empty()) {
        position.next = tables::json_text_at(body, source.http.next);
        if (!position.next.empty() && position.next == asked.next)
            throw Error(ErrorKind::unavailable, "sources.peer_refused", "the cursor stands still");
    } else {
        const int64_t number = asked.next.empty() ? 1 : parse_integer(asked.next).value_or(1);
        position.next = whole ? std::to_string(number + 1) : "";
    }
    if ((position.next + position.highest).find('\n') != std::string::npos)
        throw Error(ErrorKind::unavailable, "sources.peer_refused", "a line break in a cursor or watermark");
    if (position.next.empty()) {
        ++position.pass;
        position.since = position.highest;
    }
    return position;
}

}  // namespace

void Pull::run(const Source& source, const exchange::System& system, const collection::Alongside& alongside,
               const Progress& progress) {
    for (bool more = true; more;) {
        const PullPosition asked = position_of(source);
        const std::string body = ask(source, system, asked);
        std::vector<Finding> findings;
        const tables::Table page =
            tables::read_json(body, {source.http.records, source.plan->columns}, source.name, findings);
        const auto met = static_cast<int64_t>(page.rows() + findings.size());
        const PullPosition next = behind(source, asked, body, page, met >= source.http.page_size);
        more = !next.next.empty();
        collection::Receipt receipt;
        if (met == 0) {
            database_.write([&](db::Transaction& transaction) { save(transaction, source, next); });
        } else {
            collection::Batch batch;
            batch.source = source.provenance();
            batch.observed = clock_.now();
            batch.watermark = std::to_string(asked.pass) + " " + asked.since + " " + asked.next;
            batch.header = page.header();
            batch.cells = page.cells();
            batch.line = [&](size_t row) { return page.line(row); };
            for (const Finding& finding : findings) batch.unreadable.push_back({finding.line, "record", ""});
            collection::Alongside with = alongside;
            with.batch = [&](db::Transaction& transaction, const collection::Receipt& taken) {
                save(transaction, source, next);
                if (alongside.batch) alongside.batch(transaction, taken);
            };
            receipt = intake_.take(*source.plan, batch, with);
        }
        if (!progress(receipt)) return;
    }
}

std::string Pull::ask(const Source& source, const exchange::System& system, const PullPosition& position) {
    const HttpSpec& http = source.http;
    http::ClientRequest request;
    request.url = system.url + http.path + (http.path.find('?') == std::string::npos ? "?" : "&") +
                  http.size_parameter + "=" + std::to_string(http.page_size);
    const std::string page = position.next.empty() && http.next.empty() ? "1" : position.next;
    if (!page.empty()) request.url += "&" + http.page_parameter + "=" + percent_encode(page);
    if (!http.since_parameter.empty() && !position.since.empty())
        request.url += "&" + http.since_parameter + "=" + percent_encode(position.since);
    if (!system.app_secret.empty()) request.headers.add("Authorization", "Bearer " + system.app_secret);
    request.total_timeout = http.timeout;
    for (int attempt = 1;; ++attempt) {
        const bool last = attempt >= http.attempts;
        try {
            http::Response answer = client_.send(request);
            if (answer.status == 200) return std::move(answer.body);
            const bool passing = answer.status == 429 || answer.status >= 500;
            if (last || !passing)
                throw Error(ErrorKind::unavailable, "sources.peer_refused", "HTTP " + std::to_string(answer.status));
        } catch (const Error& error) {
            if (last || error.key() == "sources.peer_refused") throw;
        }
        std::this_thread::sleep_for(kFirstPause * (1 << (attempt - 1)));
    }
}

PullPosition Pull::position_of(const Source& source) {
    return database_.read_value([&](db::Transaction& transaction) {
        PullPosition position;
        const auto row =
            transaction.query_one("SELECT position FROM sources_positions WHERE source = ?", {source.name});
        if (!row) return position;
        const std::vector<std::string_view> parts = split(row->text(0), '\n');
        if (parts.size() != 4) return position;
        position.pass = parse_integer(parts[0]).value_or(1);
        position.since = parts[1];
        position.next = parts[2];
        position.highest = parts[3];
        return position;
    });
}

void Pull::save(db::Transaction& transaction, const Source& source, const PullPosition& position) {
    transaction.execute(
        "INSERT INTO sources_positions (source, position) VALUES (?, ?) "
        "ON CONFLICT (source) DO UPDATE SET position = excluded.position",
        {source.name,
         std::to_string(position.pass) + "\n" + position.since + "\n" + position.next + "\n" + position.highest});
}

}  // namespace yici::sources

#include "demo/police.h"

#include <algorithm>
#include <array>
#include <thread>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::demo {

namespace {

constexpr std::string_view kSchema = R"(-- migration 1: the police's register; made-up people
CREATE TABLE population (
    gmsfhm TEXT PRIMARY KEY, xm TEXT NOT NULL, cym TEXT, xb TEXT NOT NULL, csrq TEXT NOT NULL, mz TEXT NOT NULL,
    hjdz TEXT NOT NULL, hjqh TEXT NOT NULL, hyzk TEXT NOT NULL, poxm TEXT, xpbh TEXT, lxdh TEXT, swrq TEXT,
    hh TEXT NOT NULL, hzxm TEXT NOT NULL, yhzgx TEXT NOT NULL, hb TEXT NOT NULL, qrrq TEXT NOT NULL,
    hnrs BIGINT NOT NULL);
)";
constexpr std::array<std::string_view, 13> kPopulation{"gmsfhm", "xm",   "cym",  "xb",   "csrq", "mz",  "hjdz",
                                                       "hjqh",   "hyzk", "poxm", "xpbh", "lxdh", "swrq"};
constexpr std::array<std::string_view, 9> kHousehold{"hh", "xm", "hzxm", "yhzgx", "hb", "hjdz", "poxm", "qrrq", "hnrs"};
constexpr std::array<std::string_view, 19> kAll{"gmsfhm", "xm",    "cym",  "xb",   "csrq", "mz",   "hjdz",
                                                "hjqh",   "hyzk",  "poxm", "xpbh", "lxdh", "swrq", "hh",
                                                "hzxm",   "yhzgx", "hb",   "qrrq", "hnrs"};

db::Value text_or_null(const std::string& text) {
    return text.empty() ? db::Value() : db::Value(text);
}

std::vector<db::Value> row_of(const Person& person) {
    return {person.code,
            person.name,
            text_or_null(person.former_name),
            std::string(person.sex == codes::Sex::male ? "1" : "2"),
            to_string(person.born),
            person.nation,
            person.residence().address,
            person.residence().division,
            person.marital_status,
            person.marriage ? text_or_null(person.marriage->spouse_name) : db::Value(),
            person.photo_number,
            text_or_null(person.mobile),
            person.died ? db::Value(to_string(*person.died)) : db::Value(),
            person.household_number,
            person.household_head,
            person.relation,
            std::string("家庭户"),
            to_string(person.moved_in),
            static_cast<int64_t>(person.household_members)};
}

}  // namespace

Police::Police(db::Database& database, const TicketCheck& tickets, const Disturbances& disturbances, uint64_t seed,
               std::function<void(std::chrono::milliseconds)> wait)
    : database_(database), tickets_(tickets), disturbances_(disturbances), random_(seed), wait_(std::move(wait)) {
    if (!wait_) wait_ = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
}

void Police::prepare(Population& population, const std::function<void(int64_t)>& progress) {
    database_.migrate("police", kSchema);
    if (records() > 0) return;
    database_.write([&](db::Transaction& transaction) {
        int64_t done = 0;
        Population::Item item;
        const std::vector<std::string> columns(kAll.begin(), kAll.end());
        transaction.bulk_load("population", columns, [&](std::vector<db::Value>& row) {
            while (population.next(item)) {
                const auto* person = std::get_if<Person>(&item);
                if (person == nullptr) continue;
                row = row_of(*person);
                if (progress && ++done % 1000 == 0) progress(done);
                return true;
            }
            return false;
        });
    });
}

int64_t Police::records() const {
    return database_.read_value([](db::Transaction& transaction) {
        return transaction.query_one("SELECT count(*) FROM population")->integer(0);
    });
}

void Police::add_routes(http::Router& router) {
    router.get("/population/{subject}", [this](const http::Request& request) { return answer(request, kPopulation); });
    router.get("/households/{subject}", [this](const http::Request& request) { return answer(request, kHousehold); });
}

http::Response Police::answer(const http::Request& request, std::span<const std::string_view> columns) {
    const std::string& subject = request.at("subject");
    tickets_.check(request.headers, subject);
    if (disturbances_.slow_to > std::chrono::milliseconds(0)) {
        std::chrono::milliseconds time = disturbances_.slow_from;
        {
            const std::lock_guard lock(mutex_);
            const auto span = static_cast<uint64_t>((disturbances_.slow_to - disturbances_.slow_from).count());
            time += std::chrono::milliseconds(random_.below(span + 1));
        }
        wait_(time);
    }
    const std::string asked = request.query_parameters().text_or("fields", "");
    const std::vector<std::string_view> only = split(asked, ',');
    std::vector<std::string> chosen;
    for (const std::string_view column : columns)
        if (asked.empty() || std::find(only.begin(), only.end(), column) != only.end()) chosen.emplace_back(column);
    if (chosen.empty()) chosen.emplace_back(columns.front());
    const std::string sql = "SELECT " + join(chosen, ", ") + " FROM population WHERE gmsfhm = ?";
    const std::optional<db::Row> row =
        database_.read_value([&](db::Transaction& transaction) { return transaction.query_one(sql, {subject}); });
    if (!row) throw Error(ErrorKind::not_found, "demo.no_such_record");
    JsonObject json;
    for (size_t i = 0; i < chosen.size(); ++i)
        json.add(chosen[i],
                 chosen[i] == "hnrs" ? db::Value(row->integer(i)) : text_or_null(row->text_or_none(i).value_or("")));
    return http::Response::json(json.text());
}

std::string Police::disturbances() const {
    return JsonObject()
        .add("slow_from_ms", static_cast<int64_t>(disturbances_.slow_from.count()))
        .add("slow_to_ms", static_cast<int64_t>(disturbances_.slow_to.count()))
        .text();
}

}  // namespace yici::demo

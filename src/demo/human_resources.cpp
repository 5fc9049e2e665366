#include "demo/human_resources.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "foundation/base/error.h"

namespace yici::demo {

namespace {

constexpr std::string_view kSchema = R"(-- migration 1: pension insurance; made-up people
CREATE TABLE insurance (
    aac002 TEXT PRIMARY KEY, aac003 TEXT NOT NULL, aac008 TEXT NOT NULL, aab004 TEXT, aab301 TEXT NOT NULL,
    aac049 TEXT NOT NULL, aae201 BIGINT NOT NULL, aae240 BIGINT NOT NULL);
)";
constexpr std::array<const char*, 6> kListed{"aac002", "aac003", "aac008", "aab301", "aac049", "aae201"};
constexpr std::string_view kProvider = "001008002016013";
constexpr std::string_view kInterface = "c4Hx9wQ2Lt7Vb3Kz.htm";
constexpr std::chrono::minutes kRequestSecret{15};
constexpr std::chrono::hours kRefreshSecret{48};
constexpr std::chrono::minutes kSkew{5};  // of requestTime; project convention

/// GET has the parameters in the query, POST as a form.
http::Parameters parameters_of(const http::Request& request) {
    return http::Parameters::parse(request.method == http::Method::post ? request.body : request.query);
}

exchange::Envelope refusal(std::string code, std::string message) {
    exchange::Envelope envelope;
    envelope.code = std::move(code);
    envelope.message = std::move(message);
    return envelope;
}

std::string sentence(const std::string& code) {
    if (code == "01") return "缺少参数";
    if (code == "02") return "appKey 不存在";
    if (code == "03") return "签名错误";
    return "requestTime 与服务器时间相差过大";
}

}  // namespace

HumanResources::HumanResources(db::Database& database, const TicketCheck& tickets, const Disturbances& disturbances,
                               Client client, const Clock& clock, RandomSource& random)
    : database_(database),
      tickets_(tickets),
      disturbances_(disturbances),
      client_(std::move(client)),
      clock_(clock),
      random_(random) {}

void HumanResources::prepare(Population& population, const std::function<void(int64_t)>& progress) {
    database_.migrate("human_resources", kSchema);
    if (records() > 0) return;
    const std::vector<std::string> columns{"aac002", "aac003", "aac008", "aab004",
                                           "aab301", "aac049", "aae201", "aae240"};
    database_.write([&](db::Transaction& transaction) {
        int64_t done = 0;
        Population::Item item;
        transaction.bulk_load("insurance", columns, [&](std::vector<db::Value>& row) {
            while (population.next(item)) {
                const auto* person = std::get_if<Person>(&item);
                if (person == nullptr) continue;
                if (progress && ++done % 1000 == 0) progress(done);
                if (!person->insurance) continue;
                const Insurance& insurance = *person->insurance;
                row = {person->code,
                       person->name,
                       insurance.state,
                       insurance.employer.empty() ? db::Value() : db::Value(insurance.employer),
                       insurance.area,
                       to_string(insurance.first_paid_on),
                       static_cast<int64_t>(insurance.months_paid),
                       insurance.account_fen};
                return true;
            }
            return false;
        });
    });
}

int64_t HumanResources::records() const {
    return database_.read_value([](db::Transaction& transaction) {
        return transaction.query_one("SELECT count(*) FROM insurance")->integer(0);
    });
}

void HumanResources::add_routes(http::Router& router) {
    const auto by_key = [this](const http::Request& request) { return give_secrets(request, true); };
    const auto by_secret = [this](const http::Request& request) { return give_secrets(request, false); };
    const auto data = [this](const http::Request& request) { return share(request); };
    for (const http::Method method : {http::Method::get, http::Method::post}) {
        router.add(method, "/gateway/app/refreshTokenByKey.htm", by_key);
        router.add(method, "/gateway/app/refreshTokenBySec.htm", by_secret);
        router.add(method, "/gateway/api/{provider}/dataSharing/{interface}", data);
    }
    router.get("/collection/insurance", [this](const http::Request& request) { return list(request); });
}

http::Response HumanResources::list(const http::Request& request) const {
    if (request.headers.find("Authorization") != "Bearer " + client_.app_secret)
        throw Error(ErrorKind::unauthenticated, "demo.wrong_secret");
    const http::Parameters query = request.query_parameters();
    const int64_t size = std::clamp<int64_t>(parse_integer(query.text_or("size", "100")).value_or(100), 1, 1000);
    std::string rows, next;
    int64_t count = 0;
    database_.read([&](db::Transaction& transaction) {
        for (const db::Row& row :
             transaction.query("SELECT aac002, aac003, aac008, aab301, aac049, aae201 FROM insurance WHERE aac002 > ? "
                               "ORDER BY aac002 LIMIT ?",
                               {query.text_or("after", ""), size})) {
            JsonObject each;
            for (size_t i = 0; i < 5; ++i) each.add(kListed[i], row.text(i));
            rows += (count++ > 0 ? "," : "") + each.add(kListed[5], row.integer(5)).text();
            next = row.text(0);
        }
    });
    std::string answer = R"({"rows":[)" + rows + "]";
    if (count == size) answer += R"(,"next":")" + next + '"';
    return http::Response::json(answer + "}");
}

std::string HumanResources::check_sign(const http::Parameters& parameters, std::span<const std::string> secrets) const {
    const std::string app_key = parameters.text_or("appKey", "");
    const std::string sign = parameters.text_or("sign", "");
    const std::string time = parameters.text_or("requestTime", "");
    if (app_key.empty() || sign.empty() || time.empty()) return "01";
    if (app_key != client_.app_key) return "02";
    const std::optional<int64_t> milliseconds = parse_integer(time);
    if (!milliseconds || time.size() != 13) return "04";
    const Instant sent{std::chrono::milliseconds(*milliseconds)};
    if (sent > clock_.now() + kSkew || sent < clock_.now() - kSkew) return "04";
    for (const std::string& secret : secrets)
        if (!secret.empty() && exchange::gateway_sign_fits(sign, app_key, secret, time)) return "00";
    return "03";
}

exchange::GatewaySecrets HumanResources::new_secrets() {
    const auto secret = [this] {
        Bytes bytes(16);
        random_.fill(bytes);
        return to_hex(bytes);
    };
    exchange::GatewaySecrets secrets;
    secrets.refresh_secret = secret();
    secrets.refresh_until = clock_.now() + kRefreshSecret;
    secrets.request_secret = secret();
    secrets.request_until = clock_.now() + kRequestSecret;
    return secrets;
}

http::Response HumanResources::give_secrets(const http::Request& request, bool by_key) {
    const http::Parameters parameters = parameters_of(request);
    const std::lock_guard lock(mutex_);
    std::string secret = client_.app_secret;
    if (!by_key) secret = clock_.now() < secrets_.refresh_until ? secrets_.refresh_secret : "";
    const std::string code = check_sign(parameters, std::span(&secret, 1));
    if (code != "00") return http::Response::json(refusal(code, sentence(code)).to_json());
    before_ = std::move(secrets_);
    secrets_ = new_secrets();
    exchange::Envelope envelope;
    envelope.code = "00";
    envelope.message = "成功";
    envelope.datas = secrets_.to_json();
    envelope.data_count = 1;
    return http::Response::json(envelope.to_json());
}

http::Response HumanResources::share(const http::Request& request) {
    const http::Parameters parameters = parameters_of(request);
    std::vector<std::string> secrets;
    {
        const std::lock_guard lock(mutex_);
        for (const exchange::GatewaySecrets* known : {&secrets_, &before_})
            if (clock_.now() < known->request_until) secrets.push_back(known->request_secret);
    }
    const std::string code = check_sign(parameters, secrets);
    if (code != "00") return http::Response::json(refusal(code, sentence(code)).to_json());
    return http::Response::json(share_checked(request, parameters).to_json());
}

exchange::Envelope HumanResources::share_checked(const http::Request& request, const http::Parameters& parameters) {
    if (request.at("provider") != kProvider || request.at("interface") != kInterface)
        throw Error(ErrorKind::not_found, "demo.unknown_interface");
    const std::string subject = parameters.text_or("cardId", "");
    const auto additional = exchange::Additional::parse(parameters.text_or("additional", ""));
    if (subject.empty() || !additional || additional->project_id.empty() || additional->material_name.empty() ||
        additional->power_matters.empty())
        return refusal("01", "缺少 cardId 或 additional");
    tickets_.check(request.headers, subject);
    const int64_t call = ++calls_;
    if (disturbances_.fail_every > 0 && call % disturbances_.fail_every == 0) {
        if (call / disturbances_.fail_every % 2 == 1) throw Error(ErrorKind::unavailable, "demo.busy");
        return refusal("06", "系统繁忙，请稍后再试");
    }
    const std::optional<db::Row> row = database_.read_value([&](db::Transaction& transaction) {
        return transaction.query_one(
            "SELECT aac002, aac003, aac008, aab004, aab301, aac049, aae201, aae240 "
            "FROM insurance WHERE aac002 = ?",
            {subject});
    });
    exchange::Envelope envelope;
    envelope.code = "00";
    envelope.message = "成功";
    envelope.datas = "[]";
    if (!row) return envelope;
    const std::optional<std::string> employer = row->text_or_none(3);
    envelope.data_count = 1;
    envelope.datas = "[" +
                     JsonObject()
                         .add("aac002", row->text(0))
                         .add("aac003", row->text(1))
                         .add("aac008", row->text(2))
                         .add("aab004", employer ? db::Value(*employer) : db::Value())
                         .add("aab301", row->text(4))
                         .add("aac049", row->text(5))
                         .add("aae201", row->integer(6))
                         .add("aae240", row->integer(7))
                         .text() +
                     "]";
    return envelope;
}

std::string HumanResources::disturbances() const {
    return JsonObject()
        .add("fail_every", static_cast<int64_t>(disturbances_.fail_every))
        .add("data_calls", calls_.load())
        .text();
}

}  // namespace yici::demo

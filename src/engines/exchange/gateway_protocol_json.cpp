#include <nlohmann/json.hpp>

#include "engines/exchange/gateway_protocol.h"
#include "foundation/base/error.h"
#include "foundation/base/nesting.h"
#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"

namespace yici::exchange {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Json> parse_object(std::string_view text) {
    if (!nests_within(text)) return std::nullopt;
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

/// Clients write numbers and texts as they like.
std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

std::optional<Instant> instant_of(const Json& object, const char* key) {
    const auto milliseconds = parse_integer(text_of(object, key));
    if (!milliseconds || *milliseconds > 100'000'000'000'000) return std::nullopt;
    return Instant(std::chrono::milliseconds(*milliseconds));
}

int64_t milliseconds_of(Instant instant) {
    return std::chrono::floor<std::chrono::milliseconds>(instant).time_since_epoch().count();
}

}  // namespace

std::string gateway_time(Instant instant) {
    return std::to_string(milliseconds_of(instant));
}

std::string gateway_sign(SignMode mode, std::string_view app_key, std::string_view secret,
                         std::string_view request_time) {
    const std::string key(app_key);
    if (mode == SignMode::md5) return crypto::md5_hex(key + std::string(secret) + std::string(request_time));
    return to_hex(
        crypto::hmac(crypto::HashAlgorithm::sm3, as_bytes(secret), as_bytes(key + std::string(request_time))));
}

bool gateway_sign_fits(std::string_view sign, std::string_view app_key, std::string_view secret,
                       std::string_view request_time) {
    const SignMode mode = sign.size() == 64 ? SignMode::hmac_sm3 : SignMode::md5;
    return crypto::equal(as_bytes(sign), as_bytes(gateway_sign(mode, app_key, secret, request_time)));
}

std::string Additional::to_json() const {
    return Json{{"powerMatters", power_matters},  {"subPowerMatters", sub_power_matters},
                {"accesscardId", access_card_id}, {"materialName", material_name},
                {"sponsorName", sponsor_name},    {"sponsorCode", sponsor_code},
                {"projectId", project_id}}
        .dump();
}

std::optional<Additional> Additional::parse(std::string_view json) {
    const auto object = parse_object(json);
    if (!object) return std::nullopt;
    return Additional{text_of(*object, "powerMatters"), text_of(*object, "subPowerMatters"),
                      text_of(*object, "accesscardId"), text_of(*object, "materialName"),
                      text_of(*object, "sponsorName"),  text_of(*object, "sponsorCode"),
                      text_of(*object, "projectId")};
}

namespace {

std::vector<std::string> disputed_in(const Json& json) {
    std::vector<std::string> fields;
    const auto found = json.find("disputed");
    if (found == json.end() || !found->is_array()) return fields;
    for (const Json& field : *found) {
        if (field.is_string()) fields.push_back(field);
    }
    return fields;
}

}  // namespace

std::vector<std::string> disputed_of(std::string_view answer_body) {
    const auto json = parse_object(answer_body);
    return json ? disputed_in(*json) : std::vector<std::string>();
}

std::string Envelope::to_json() const {
    Json json{{"code", code},   {"msg", message},          {"data", ""},
              {"datas", datas}, {"dataCount", data_count}, {"totalDataCount", data_count},
              {"totalPage", 1}, {"requestId", nullptr},    {"interfaces", nullptr}};
    if (!request_id.empty()) json["requestId"] = request_id;
    if (!disputed.empty()) json["disputed"] = disputed;
    return json.dump();
}

std::optional<Envelope> Envelope::parse(std::string_view text) {
    const auto json = parse_object(text);
    if (!json || !json->contains("code")) return std::nullopt;
    Envelope envelope{text_of(*json, "code"), text_of(*json, "msg"), text_of(*json, "datas"), 0,
                      text_of(*json, "requestId")};
    envelope.disputed = disputed_in(*json);
    envelope.data_count = static_cast<int>(parse_integer(text_of(*json, "dataCount")).value_or(0));
    return envelope;
}

std::string GatewaySecrets::to_json() const {
    return Json{{"refreshSecret", refresh_secret},
                {"refreshSecretEndTime", milliseconds_of(refresh_until)},
                {"requestSecret", request_secret},
                {"requestSecretEndTime", milliseconds_of(request_until)}}
        .dump();
}

std::optional<GatewaySecrets> GatewaySecrets::parse(std::string_view text) {
    const auto json = parse_object(text);
    if (!json) return std::nullopt;
    const auto refresh_until = instant_of(*json, "refreshSecretEndTime");
    const auto request_until = instant_of(*json, "requestSecretEndTime");
    GatewaySecrets secrets{text_of(*json, "refreshSecret"), {}, text_of(*json, "requestSecret"), {}};
    if (!refresh_until || !request_until || secrets.refresh_secret.empty() || secrets.request_secret.empty()) {
        return std::nullopt;
    }
    secrets.refresh_until = *refresh_until;
    secrets.request_until = *request_until;
    return secrets;
}

std::optional<std::string> only_record(std::string_view datas) {
    if (datas.empty()) return std::nullopt;
    if (!nests_within(datas)) {
        throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", "datas nested too deeply");
    }
    const Json json = Json::parse(datas, nullptr, false);
    if (json.is_null()) return std::nullopt;
    if (json.is_object()) return json.empty() ? std::nullopt : std::optional(json.dump());
    if (!json.is_array() || json.size() > 1) {
        throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", "one record in datas");
    }
    if (json.empty()) return std::nullopt;
    return json[0].dump();
}

}  // namespace yici::exchange

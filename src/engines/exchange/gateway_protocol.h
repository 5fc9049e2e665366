#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/clock.h"

namespace yici::exchange {

/// The provincial sharing gateway's protocol, as its clients in the province speak it.
/// sign = md5 hex of appKey + secret + requestTime (Unix milliseconds, 13 digits). The stronger mode (project
/// convention) is the hex HMAC-SM3 under the secret of appKey + requestTime; its 64 characters tell it from MD5's 32.
enum class SignMode { md5, hmac_sm3 };
[[nodiscard]] std::string gateway_sign(SignMode mode, std::string_view app_key, std::string_view secret,
                                       std::string_view request_time);
/// Checks a sign of either mode, in constant time.
[[nodiscard]] bool gateway_sign_fits(std::string_view sign, std::string_view app_key, std::string_view secret,
                                     std::string_view request_time);
[[nodiscard]] std::string gateway_time(Instant instant);

/// The `additional` parameter: what the call serves. Mandatory for us, projectId (the case number) too.
struct Additional {
    std::string power_matters;
    std::string sub_power_matters;
    std::string access_card_id;  // who asks
    std::string material_name;
    std::string sponsor_name;
    std::string sponsor_code;
    std::string project_id;

    [[nodiscard]] std::string to_json() const;
    static std::optional<Additional> parse(std::string_view json);
};

/// {"code":"00","msg":"成功","data":"","datas":…,"dataCount":…}. Codes other than 00 are a project convention:
/// 01 parameters missing, 02 unknown appKey, 03 wrong sign, 04 requestTime too far, 05 refused, 06 provider failed.
struct Envelope {
    std::string code;
    std::string message;
    std::string datas;  // the JSON text inside: an object, an array, or empty
    int data_count = 0;
    std::string request_id;
    std::vector<std::string> disputed{};  // fields in datas whose value somebody disputes; project convention

    [[nodiscard]] std::string to_json() const;
    /// Takes datas as JSON in a string, or bare. None when it is no envelope.
    static std::optional<Envelope> parse(std::string_view json);
};

/// The `disputed` fields of a call's answer; none when it has none.
[[nodiscard]] std::vector<std::string> disputed_of(std::string_view answer_body);

/// What both steps of the token exchange answer, in `datas`.
struct GatewaySecrets {
    std::string refresh_secret;
    Instant refresh_until{};
    std::string request_secret;
    Instant request_until{};

    [[nodiscard]] std::string to_json() const;
    static std::optional<GatewaySecrets> parse(std::string_view json);
};

/// The only record of `datas`: an object, or an array of one; none when there is nothing (null, "", [], {}).
/// More than one is exchange.provider_bad_answer.
[[nodiscard]] std::optional<std::string> only_record(std::string_view datas);

}  // namespace yici::exchange

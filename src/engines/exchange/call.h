#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/exchange/question.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/crypto/hash.h"

namespace yici::exchange {

/// One use of a grant, for one case (调用).
struct Call {
    std::string id;            // the caller's own, unique: at most 64 characters
    std::string application;   // who calls: an application, or "desk" for our own window
    std::string organisation;  // credit code on whose behalf
    std::string grant;         // empty: the organisation's grant for the resource
    std::string resource;
    std::string matter;
    std::string case_number;
    std::string material;
    std::string subject;  // ID number or credit code
    std::vector<std::string> fields;
    std::optional<Question> question;  // instead of fields
    std::string purpose;
    std::string basis;    // legal basis
    std::string officer;  // account of who asks; goes to the provider as accesscardId
    Instant expires{};

    /// One JSON object with fixed order of keys; its SM3 binds the answer to the request.
    [[nodiscard]] std::string canonical() const;
};

enum class Result { ok, yes, no, none, failed, refused };
[[nodiscard]] std::string_view to_string(Result result);

/// Received by the gateway, sent to the provider, answered by the provider, answered by the gateway.
struct CallTimes {
    Instant received{};
    Instant sent{};
    Instant provider_answered{};
    Instant answered{};
};

struct Answer {
    Result result = Result::failed;
    std::vector<std::pair<std::string, std::string>> values;  // asked fields that have a value, as text
    std::string reason;                                       // error key when failed or refused
    ErrorKind kind = ErrorKind::internal;                     // of `reason`
    std::string detail;                                       // never personal data

    std::string body;  // the signed JSON object, see docs/formats/calls.md
    crypto::Digest request_sm3{};
    crypto::Digest answer_sm3{};  // SM3 of body
    std::string signature;        // crypto::BatchSignature as text over answer_sm3
    CallTimes times;
    int attempts = 0;
    int dropped_fields = 0;  // sent by the provider without being asked, thrown away
    std::string system;      // name of the provider's system; "registry" for our own
    std::string provider;    // credit code
};

}  // namespace yici::exchange

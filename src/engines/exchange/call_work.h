#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/call.h"
#include "engines/exchange/call_rules.h"
#include "engines/records/registry_reader.h"

namespace yici::exchange {

/// A call on its way through the gateway. Objects are used again for later calls, so that their texts keep their room.
struct CallWork {
    virtual ~CallWork() = default;

    Call call;
    CheckedCall checked;
    std::string request;        // the bytes whose SM3 is request_sm3
    records::GoldenRow row;     // registry only
    std::string fields_json;    // "name":"陈晓敏","sex":"1"
    std::string disputed_json;  // "birth_date": asked fields whose value somebody disputes
    Result result = Result::failed;
    ErrorKind kind = ErrorKind::internal;
    std::string reason;
    std::string detail;
    std::string system;
    int attempts = 0;
    int dropped_fields = 0;
    CallTimes times;
    std::string times_json;  // as the answer and the journal have them

    std::string body;
    crypto::Digest request_sm3{};
    crypto::Digest answer_sm3{};
    std::string signature;

    /// Makes it ready for the next call.
    virtual void clear();
    void refuse(const Refusal& refusal);
    void fail(ErrorKind why, std::string_view key, std::string_view what = {});
    /// The fields that the provider is asked for: the call's, or the question's.
    [[nodiscard]] std::vector<std::string> asked_fields() const;
};

/// Puts the answer of a provider into the work: the asked fields, or yes or no.
void take_values(CallWork& work, const records::RecordType& type, bool found,
                 const std::vector<std::pair<std::string, std::string>>& values);
/// The same from golden values that were read into work.row.
void take_golden(CallWork& work, const records::RecordType& type);

/// Writes work.body, see docs/formats/calls.md; request_sm3 is there already.
void write_answer_body(CallWork& work);

/// The journal's entry: call.answered or call.refused. The answer's body was written before.
[[nodiscard]] std::string write_journal_entry(const CallWork& work);

}  // namespace yici::exchange

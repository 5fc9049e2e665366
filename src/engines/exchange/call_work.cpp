#include "engines/exchange/call_work.h"

#include <array>
#include <charconv>

#include "engines/records/record_body.h"
#include "foundation/base/instants.h"
#include "foundation/base/text.h"
#include "foundation/journal/journal.h"

namespace yici::exchange {
namespace {

constexpr size_t kAnswerFrame = 512;  // bytes of an answer beside its fields
constexpr size_t kEntryRoom = 1024;

void append_hex(std::string& out, const crypto::Digest& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<char, 2 * sizeof(crypto::Digest)> text;
    for (size_t i = 0; i < bytes.size(); ++i) {
        text[2 * i] = kDigits[bytes[i] >> 4];
        text[2 * i + 1] = kDigits[bytes[i] & 15];
    }
    out.append(text.data(), text.size());
}

void append_number(std::string& out, int64_t number) {
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    out.append(text.data(), end);
}

std::string& write_times(std::string& out, const CallTimes& times) {
    out = '[';
    append_number(out, micros(times.received));
    out += ',';
    append_number(out, micros(times.sent));
    out += ',';
    append_number(out, micros(times.provider_answered));
    out += ',';
    append_number(out, micros(times.answered));
    out += ']';
    return out;
}

void append_text(std::string& out, std::string_view key_with_punctuation, std::string_view value) {
    out += key_with_punctuation;
    append_json_string(out, value);
}

void append_asked(std::string& out, const Call& call) {
    out += ",\"fields\":[";
    if (call.question) {
        if (!call.question->field.empty()) append_json_string(out, call.question->field);
    } else {
        for (size_t i = 0; i < call.fields.size(); ++i) {
            if (i > 0) out += ',';
            append_json_string(out, call.fields[i]);
        }
    }
    out += ']';
    if (call.question) out += ",\"question\":" + call.question->to_json();
}

void append_field(std::string& out, std::string_view name, std::string_view json) {
    if (!out.empty()) out += ',';
    append_json_string(out, name);
    out += ':';
    out += json;
}

void answer_question(CallWork& work, const std::optional<std::string>& value) {
    const bool yes = answers_yes(*work.call.question, value, china_date(work.times.received));
    work.result = yes ? Result::yes : Result::no;
}

}  // namespace

void CallWork::clear() {
    checked = {};
    request.clear();
    fields_json.clear();
    disputed_json.clear();
    result = Result::failed;
    kind = ErrorKind::internal;
    reason.clear();
    detail.clear();
    system.clear();
    attempts = 0;
    dropped_fields = 0;
    times = {};
    times_json.clear();
    body.clear();
    request_sm3 = {};
    answer_sm3 = {};
    signature.clear();
}

void CallWork::refuse(const Refusal& refusal) {
    result = Result::refused;
    kind = refusal.kind;
    reason = refusal.key;
    detail = refusal.detail;
}

void CallWork::fail(ErrorKind why, std::string_view key, std::string_view what) {
    result = Result::failed;
    kind = why;
    reason = key;
    detail = what;
    fields_json.clear();
}

std::vector<std::string> CallWork::asked_fields() const {
    if (!call.question) return call.fields;
    if (call.question->kind == Question::Kind::exists) return {};
    return {call.question->field};
}

void take_values(CallWork& work, const records::RecordType& type, bool found,
                 const std::vector<std::pair<std::string, std::string>>& values) {
    work.fields_json.clear();
    const auto value_of = [&](std::string_view name) -> const std::string* {
        for (const auto& [each, value] : values) {
            if (each == name && !value.empty()) return &value;
        }
        return nullptr;
    };
    if (work.call.question) {
        const std::string* value = found ? value_of(work.call.question->field) : nullptr;
        const bool exists = work.call.question->kind == Question::Kind::exists;
        answer_question(work, exists ? (found ? std::optional<std::string>("") : std::nullopt)
                                     : (value != nullptr ? std::optional<std::string>(*value) : std::nullopt));
        return;
    }
    work.result = found ? Result::ok : Result::none;
    if (!found) return;
    for (const std::string& name : work.call.fields) {
        const std::string* value = value_of(name);
        const records::Field* field = type.find(name);
        if (value != nullptr && field != nullptr) {
            append_field(work.fields_json, name, records::to_json(field->data_type, *value));
        }
    }
}

void take_golden(CallWork& work, const records::RecordType& type) {
    work.fields_json.clear();
    const auto json_of = [&](std::string_view name) -> std::string_view {
        const auto position = type.position_of(name);
        return position && work.row.found ? work.row.values[*position] : std::string_view();
    };
    if (work.call.question) {
        const bool exists = work.call.question->kind == Question::Kind::exists;
        const std::string_view json = exists ? std::string_view() : json_of(work.call.question->field);
        const bool known = exists ? work.row.found : !json.empty();
        answer_question(work, known ? std::optional<std::string>(records::from_json_value(json)) : std::nullopt);
        return;
    }
    work.result = work.row.found ? Result::ok : Result::none;
    for (const std::string& name : work.call.fields) {
        if (const std::string_view json = json_of(name); !json.empty()) append_field(work.fields_json, name, json);
    }
}

void write_answer_body(CallWork& work) {
    std::string& out = work.body;
    out.clear();
    out.reserve(work.fields_json.size() + kAnswerFrame);
    append_text(out, "{\"call\":", work.call.id);
    append_text(out, ",\"result\":", to_string(work.result));
    append_text(out, ",\"case\":", work.call.case_number);
    append_text(out, ",\"resource\":", work.call.resource);
    if (work.checked.resource != nullptr) append_text(out, ",\"provider\":", work.checked.resource->provider);
    if (!work.system.empty()) append_text(out, ",\"system\":", work.system);
    if (work.result == Result::ok) {
        out += ",\"fields\":{";
        out += work.fields_json;
        out += '}';
    }
    if (!work.disputed_json.empty()) {
        out += ",\"disputed\":[";
        out += work.disputed_json;
        out += ']';
    }
    if (!work.reason.empty()) append_text(out, ",\"reason\":", work.reason);
    out += ",\"request\":\"";
    append_hex(out, work.request_sm3);
    out += "\",\"times\":";
    out += write_times(work.times_json, work.times);
    out += '}';
}

std::string write_journal_entry(const CallWork& work) {
    const Call& call = work.call;
    std::string entry;
    entry.reserve(kEntryRoom);
    journal::begin_canonical(
        entry, work.times.answered, work.result == Result::refused ? "call.refused" : "call.answered", call.application,
        work.checked.subject != nullptr ? std::string_view(work.checked.subject->digest) : "", call.case_number);
    append_text(entry, "{\"organisation\":", call.organisation);
    append_text(entry, ",\"matter\":", call.matter);
    append_text(entry, ",\"material\":", call.material);
    append_text(entry, ",\"resource\":", call.resource);
    append_asked(entry, call);
    append_text(entry, ",\"purpose\":", call.purpose);
    append_text(entry, ",\"basis\":", call.basis);
    append_text(entry, ",\"officer\":", call.officer);
    append_text(entry, ",\"result\":", to_string(work.result));
    if (!work.reason.empty()) append_text(entry, ",\"reason\":", work.reason);
    entry += ",\"request\":\"";
    append_hex(entry, work.request_sm3);
    entry += "\",\"answer\":\"";
    append_hex(entry, work.answer_sm3);
    entry += "\",\"times\":";
    entry += work.times_json;
    entry += "}}";
    return entry;
}

}  // namespace yici::exchange

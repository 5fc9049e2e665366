#include "engines/documents/container.h"

#include <algorithm>
#include <array>

#include "engines/codes/codes.h"
#include "engines/documents/strict_json.h"
#include "foundation/crypto/hash.h"

namespace yici::documents {
namespace {

constexpr std::string_view kFormat = "yici-licence-1";
constexpr size_t kLargestFile = size_t{1} << 20;

/// The outer file, taken apart but not yet believed.
struct Parts {
    std::string licence_json;
    std::string face_sm3;
    std::string key_id;
    std::string algorithm;
    std::string public_key;
    Bytes signature;
};

std::optional<Parts> read_parts(BytesView container, std::vector<Finding>& findings) {
    if (container.size() > kLargestFile) {
        findings.push_back({{}, 0, "documents.file_too_large", std::to_string(container.size())});
        return std::nullopt;
    }
    auto json = StrictJson::parse(as_text(container), findings);
    if (!json) return std::nullopt;
    if (json->take("format", findings) != kFormat) findings.push_back({{}, 0, "documents.unknown_format", {}});
    Parts parts;
    parts.licence_json = json->take("licence", findings);
    parts.face_sm3 = json->take("face_sm3", findings);
    parts.key_id = json->take("signer.key_id", findings);
    parts.algorithm = json->take("signer.algorithm", findings);
    parts.public_key = json->take("signer.public_key", findings);
    const auto signature = from_base64(json->take("signature", findings));
    json->reject_rest(findings);
    if (!signature || signature->empty()) findings.push_back({{}, 0, "documents.bad_base64", "signature"});
    if (!findings.empty()) return std::nullopt;
    parts.signature = *signature;
    return parts;
}

Check verdict(std::string name, std::vector<Finding> findings) {
    const Outcome outcome = findings.empty() ? Outcome::passed : Outcome::failed;
    return {std::move(name), outcome, std::move(findings)};
}

Check unknown(std::string name, std::string key) {
    return {std::move(name), Outcome::unknown, {{{}, 0, std::move(key), {}}}};
}

void check_signature(const Parts& parts, const crypto::PublicKey* trusted, std::vector<Check>& checks) {
    std::unique_ptr<crypto::PublicKey> key;
    std::vector<Finding> findings;
    try {
        key = crypto::parse_public_key(parts.public_key);
        if (key->id() != parts.key_id || to_string(key->algorithm()) != parts.algorithm) {
            findings.push_back({{}, 0, "documents.signer_mismatch", {}});
        } else if (!key->verify(as_bytes(parts.licence_json), parts.signature)) {
            findings.push_back({{}, 0, "documents.bad_signature", {}});
        }
    } catch (const Error& error) {
        findings.push_back({{}, 0, error.key(), {}});
    }
    checks.push_back(verdict("signature", std::move(findings)));
    if (trusted == nullptr) {
        checks.push_back(unknown("signer", "documents.no_trusted_key"));
        return;
    }
    findings.clear();
    if (key == nullptr || key->id() != trusted->id()) {
        findings.push_back({{}, 0, "documents.signer_not_trusted", "key " + trusted->id() + " expected"});
    }
    checks.push_back(verdict("signer", std::move(findings)));
}

Check check_identifier(const Licence& licence) {
    if (const auto fault = codes::check_licence_identifier(licence.identifier)) {
        return verdict("identifier", {{{}, 0, fault->reason, fault->detail}});
    }
    const auto parts = parse_identifier(licence.identifier);
    if (!parts || parts->type != licence.type_code || parts->issuer != licence.issuer_code) {
        return verdict("identifier", {{{}, 0, "documents.identifier_mismatch", {}}});
    }
    return verdict("identifier", {});
}

Check check_validity(const Licence& licence, Date on) {
    std::vector<Finding> findings;
    if (licence.valid_until && *licence.valid_until < licence.valid_from) {
        findings.push_back({{}, 0, "documents.wrong_value", "valid_until"});
    }
    if (on < licence.valid_from) {
        findings.push_back({{}, 0, "documents.not_yet_valid", to_string(licence.valid_from)});
    }
    if (licence.valid_until && *licence.valid_until < on) {
        findings.push_back({{}, 0, "documents.expired", to_string(*licence.valid_until)});
    }
    return verdict("validity", std::move(findings));
}

Check check_status(const Licence& licence) {
    if (licence.state != LicenceState::valid) {
        return verdict("status", {{{}, 0, "documents.not_in_force", code_of(licence.state)}});
    }
    return unknown("status", "documents.status_unknown");
}

Check check_face(const Parts& parts, const Licence& licence, std::optional<BytesView> face) {
    if (parts.face_sm3 != licence.face_sm3) return verdict("face", {{{}, 0, "documents.face_mismatch", {}}});
    if (!face) return unknown("face", "documents.no_face");
    if (to_hex(crypto::sm3(*face)) != licence.face_sm3) {
        return verdict("face", {{{}, 0, "documents.face_mismatch", {}}});
    }
    return verdict("face", {});
}

struct CheckTitle {
    std::string_view name;
    std::string_view zh;
    std::string_view en;
};
constexpr std::array kTitles = {
    CheckTitle{"structure", "文件结构", "Structure"},
    CheckTitle{"signature", "签名", "Signature"},
    CheckTitle{"signer", "签发者", "Signer"},
    CheckTitle{"identifier", "证照标识", "Identifier"},
    CheckTitle{"validity", "有效期", "Validity"},
    CheckTitle{"status", "当前状态", "Current status"},
    CheckTitle{"face", "照面", "Face"},
};

}  // namespace

std::string make_container(Licence licence, BytesView face, const crypto::PrivateKey& key) {
    licence.face_sm3 = to_hex(crypto::sm3(face));
    const std::string json = canonical_json(licence);
    const auto& signer = key.public_key();
    std::string out = "{\"format\":\"" + std::string(kFormat) + "\",\n\"licence\":";
    append_json_string(out, json);
    out += ",\n\"face_sm3\":\"" + licence.face_sm3 + "\",\n\"signer\":{\"key_id\":\"" + signer.id() +
           "\",\"algorithm\":\"" + std::string(to_string(signer.algorithm())) + "\",\"public_key\":";
    append_json_string(out, signer.to_pem());
    out += "},\n\"signature\":\"" + to_base64(key.sign(as_bytes(json))) + "\"}\n";
    return out;
}

bool Verification::none_failed() const {
    return std::ranges::none_of(checks, [](const Check& each) { return each.outcome == Outcome::failed; });
}

const Check& Verification::check(std::string_view name) const {
    const auto found = std::ranges::find(checks, name, &Check::name);
    if (found == checks.end()) throw Error(ErrorKind::internal, "base.internal", "no check " + std::string(name));
    return *found;
}

Verification verify_container(BytesView container, const crypto::PublicKey* trusted, Date on,
                              std::optional<BytesView> face) {
    Verification result;
    std::vector<Finding> findings;
    const auto parts = read_parts(container, findings);
    if (parts) result.licence = parse_licence(parts->licence_json, findings);
    result.checks.push_back(verdict("structure", std::move(findings)));
    if (parts) {
        check_signature(*parts, trusted, result.checks);
    } else {
        result.checks.push_back(unknown("signature", "documents.not_looked_at"));
        result.checks.push_back(unknown("signer", "documents.not_looked_at"));
    }
    if (!result.licence) {
        for (const char* name : {"identifier", "validity", "status", "face"}) {
            result.checks.push_back(unknown(name, "documents.not_looked_at"));
        }
        return result;
    }
    result.checks.push_back(check_identifier(*result.licence));
    result.checks.push_back(check_validity(*result.licence, on));
    result.checks.push_back(check_status(*result.licence));
    result.checks.push_back(check_face(*parts, *result.licence, face));
    return result;
}

std::string_view title_of_check(std::string_view name, Language language) {
    const auto found = std::ranges::find(kTitles, name, &CheckTitle::name);
    if (found == kTitles.end()) return name;
    return language == Language::zh ? found->zh : found->en;
}

std::string to_text(const Verification& verification, Language language) {
    const bool zh = language == Language::zh;
    std::string out;
    for (const auto& each : verification.checks) {
        out += each.outcome == Outcome::passed   ? (zh ? "通过" : "passed ")
               : each.outcome == Outcome::failed ? (zh ? "未通过" : "FAILED ")
                                                 : (zh ? "未知" : "unknown");
        out += " " + std::string(title_of_check(each.name, language));
        for (size_t i = 0; i < each.findings.size(); ++i) {
            out += i == 0 ? (zh ? "：" : ": ") : (zh ? "；" : "; ");
            out += message(each.findings[i].key, language);
            if (!each.findings[i].detail.empty()) out += " (" + each.findings[i].detail + ")";
        }
        out += "\n";
    }
    return out;
}

}  // namespace yici::documents

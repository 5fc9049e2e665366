#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/documents/licence_type.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"

namespace yici::documents {

/// Life-cycle state and operation, two digits each, as the national platform's licence systems use them
/// (domain.md §5.3).
enum class LicenceState { valid = 1, withheld, revoked, cancelled, lapsed, moving_away, withdrawn, other = 99 };
enum class LicenceOperation {
    issue = 1,
    renew,
    withhold,
    lapse,
    cancel,
    hand_back,
    other,
    move_in,
    change,
    stay,  // 取消转出
};
/// "01" … "99"
[[nodiscard]] std::string code_of(LicenceState state);
[[nodiscard]] std::string code_of(LicenceOperation operation);
[[nodiscard]] std::optional<LicenceState> parse_state(std::string_view code);
[[nodiscard]] std::optional<LicenceOperation> parse_operation(std::string_view code);
[[nodiscard]] std::string_view title(LicenceState state, Language language);
[[nodiscard]] std::string_view title(LicenceOperation operation, Language language);
/// Whether an operation may take a licence from one state to another (project convention; the sources name the codes
/// but no table of transitions). `from` is none for a licence that begins.
[[nodiscard]] bool is_allowed(std::optional<LicenceState> from, LicenceOperation operation, LicenceState to);
/// 02, 08 and 09 must name the licence that came before (关联证照标识).
[[nodiscard]] bool needs_previous(LicenceOperation operation);

/// The parts of 电子证照标识 (GB/T 36904-2018).
struct IdentifierParts {
    std::string type;    // 21
    std::string issuer;  // mostly 18
    std::string serial;
    int version = 1;
};
/// None unless shape and check character are right.
[[nodiscard]] std::optional<IdentifierParts> parse_identifier(std::string_view identifier);
/// The identifier of the next issue of the same licence: version + 1. documents.bad_identifier when it is none, or the
/// version is 999.
[[nodiscard]] std::string next_version(std::string_view identifier);

/// A value that the face or a reader of the file needs beside the metadata.
struct LicenceItem {
    std::string name;
    std::string title;
    std::string value;
    bool operator==(const LicenceItem&) const = default;
};

/// Metadata of GB/T 36903 as domain.md §5.2 lists them.
struct Licence {
    std::string identifier;  // 证照标识
    std::string number;      // 证照编号
    std::string name;        // 证照名称
    std::string type_code;
    std::string type_name;
    std::string issuer_code;
    std::string issuer_name;
    Date issued_on{};
    Date valid_from{};
    std::optional<Date> valid_until;  // last day; none: long-term, which the file says in words
    std::string holder_name;
    HolderKind holder_kind = HolderKind::person;
    std::string holder_code;
    std::string holder_code_kind = "111";  // GB/T 36903 annex A: 001 credit code, 099, 111 ID number, 999
    std::string division;                  // 证照所属管辖属地编码
    std::string previous;                  // 关联证照标识, or empty
    LicenceState state = LicenceState::valid;
    LicenceOperation operation = LicenceOperation::issue;
    std::vector<LicenceItem> items;
    std::string face_sm3;  // hex of SM3 over the drawn PDF
    bool operator==(const Licence&) const = default;
};

/// One line of JSON with every field in fixed order, all values text: the bytes that are signed.
[[nodiscard]] std::string canonical_json(const Licence& licence);
/// Reads what canonical_json wrote; unknown, missing, doubled or wrong fields are findings, and then there is none.
[[nodiscard]] std::optional<Licence> parse_licence(std::string_view json, std::vector<Finding>& findings);

}  // namespace yici::documents

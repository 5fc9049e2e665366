#include "engines/documents/licence.h"

#include <algorithm>
#include <array>

#include "engines/codes/codes.h"
#include "foundation/base/text.h"

namespace yici::documents {
namespace {

constexpr std::string_view kRoot = "1.2.156.3005.2.";

template <class Value>
struct Named {
    Value value;
    std::string_view zh;
    std::string_view en;
};

constexpr auto kStates = std::to_array<Named<LicenceState>>({
    {LicenceState::valid, "有效", "valid"},
    {LicenceState::withheld, "暂扣", "withheld"},
    {LicenceState::revoked, "撤销", "revoked"},
    {LicenceState::cancelled, "注销", "cancelled"},
    {LicenceState::lapsed, "失效", "lapsed"},
    {LicenceState::moving_away, "办理转出", "moving away"},
    {LicenceState::withdrawn, "吊销", "withdrawn as a penalty"},
    {LicenceState::other, "其他", "other"},
});
constexpr auto kOperations = std::to_array<Named<LicenceOperation>>({
    {LicenceOperation::issue, "新发", "issue"},
    {LicenceOperation::renew, "延续", "renew"},
    {LicenceOperation::withhold, "暂扣", "withhold"},
    {LicenceOperation::lapse, "过期失效", "lapse"},
    {LicenceOperation::cancel, "注销", "cancel"},
    {LicenceOperation::hand_back, "暂扣发还", "hand back"},
    {LicenceOperation::other, "其他", "other"},
    {LicenceOperation::move_in, "转入", "move in"},
    {LicenceOperation::change, "变更", "change"},
    {LicenceOperation::stay, "取消转出", "stay"},
});

std::string two_digits(int number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

template <class Table>
auto find_code(const Table& table, std::string_view code) -> std::optional<decltype(table[0].value)> {
    for (const auto& entry : table) {
        if (two_digits(static_cast<int>(entry.value)) == code) return entry.value;
    }
    return std::nullopt;
}

template <class Table, class Value>
std::string_view find_title(const Table& table, Value value, Language language) {
    const auto found = std::ranges::find(table, value, [](const auto& entry) { return entry.value; });
    return language == Language::zh ? found->zh : found->en;
}

}  // namespace

std::string code_of(LicenceState state) {
    return two_digits(static_cast<int>(state));
}
std::string code_of(LicenceOperation operation) {
    return two_digits(static_cast<int>(operation));
}
std::optional<LicenceState> parse_state(std::string_view code) {
    return find_code(kStates, code);
}
std::optional<LicenceOperation> parse_operation(std::string_view code) {
    return find_code(kOperations, code);
}
std::string_view title(LicenceState state, Language language) {
    return find_title(kStates, state, language);
}
std::string_view title(LicenceOperation operation, Language language) {
    return find_title(kOperations, operation, language);
}

bool is_allowed(std::optional<LicenceState> from, LicenceOperation operation, LicenceState to) {
    using enum LicenceState;
    const bool in_force = from == valid || from == withheld;
    switch (operation) {
        case LicenceOperation::issue:
        case LicenceOperation::move_in:
            return !from && to == valid;
        case LicenceOperation::renew:
        case LicenceOperation::change:
            return (!from && to == valid) || (in_force && to == lapsed);
        case LicenceOperation::withhold:
            return from == valid && to == withheld;
        case LicenceOperation::hand_back:
            return from == withheld && to == valid;
        case LicenceOperation::lapse:
            return in_force && to == lapsed;
        case LicenceOperation::cancel:
            return in_force && (to == cancelled || to == revoked || to == withdrawn || to == moving_away);
        case LicenceOperation::stay:
            return from == moving_away && to == valid;
        case LicenceOperation::other:
            return from.has_value() && to == LicenceState::other;
    }
    return false;
}

bool needs_previous(LicenceOperation operation) {
    return operation == LicenceOperation::renew || operation == LicenceOperation::move_in ||
           operation == LicenceOperation::change;
}

std::optional<IdentifierParts> parse_identifier(std::string_view identifier) {
    if (!identifier.starts_with(kRoot) || codes::check_licence_identifier(identifier)) return std::nullopt;
    const auto parts = split(identifier.substr(kRoot.size()), '.');
    if (parts.size() != 5) return std::nullopt;
    const auto version = parse_integer(parts[3]);
    if (!version) return std::nullopt;
    return IdentifierParts{std::string(parts[0]), std::string(parts[1]), std::string(parts[2]),
                           static_cast<int>(*version)};
}

std::string next_version(std::string_view identifier) {
    const auto parts = parse_identifier(identifier);
    if (!parts || parts->version >= 999) {
        throw Error(ErrorKind::invalid_input, "documents.bad_identifier", std::string(identifier));
    }
    return codes::make_licence_identifier(parts->type, parts->issuer, parts->serial, parts->version + 1);
}

}  // namespace yici::documents

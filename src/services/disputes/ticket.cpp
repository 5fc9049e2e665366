#include "services/disputes/ticket.h"

#include <array>
#include <utility>

namespace yici::disputes {

namespace {

constexpr std::array<std::pair<SourceKind, std::string_view>, 4> kKinds{{{SourceKind::quality, "quality"},
                                                                         {SourceKind::clerk, "clerk"},
                                                                         {SourceKind::caller, "caller"},
                                                                         {SourceKind::citizen, "citizen"}}};
constexpr std::array<std::pair<Outcome, std::string_view>, 3> kOutcomes{
    {{Outcome::open, "open"}, {Outcome::corrected, "corrected"}, {Outcome::refused, "refused"}}};

template <typename Names, typename Value>
std::string_view text_of(const Names& names, Value value) {
    for (const auto& [one, text] : names) {
        if (one == value) return text;
    }
    return {};
}

}  // namespace

std::string_view to_string(SourceKind kind) {
    return text_of(kKinds, kind);
}

std::optional<SourceKind> parse_source_kind(std::string_view text) {
    for (const auto& [kind, name] : kKinds) {
        if (name == text) return kind;
    }
    return std::nullopt;
}

std::string_view to_string(Outcome outcome) {
    return text_of(kOutcomes, outcome);
}

std::optional<Outcome> parse_outcome(std::string_view text) {
    for (const auto& [outcome, name] : kOutcomes) {
        if (name == text) return outcome;
    }
    return std::nullopt;
}

std::string record_of(const Ticket& ticket, const std::string& code) {
    return ticket.item.empty() ? code : code + "/" + ticket.item;
}

std::string disputed_type(std::string_view type, std::string_view item) {
    return item.empty() ? std::string(type) : std::string(type) + "/" + std::string(item);
}

codes::Light light_of(const Ticket& ticket, Date today) {
    return ticket.outcome == Outcome::open ? codes::light_of(today, ticket.limit) : codes::Light::none;
}

}  // namespace yici::disputes

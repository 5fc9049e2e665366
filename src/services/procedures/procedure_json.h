#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engines/process/engine.h"
#include "services/procedures/procedures.h"

namespace yici::procedures {

/// A request's body: an object, or procedures.bad_request (invalid_input).
class Body {
  public:
    explicit Body(std::string_view text);
    /// "" when absent; something else than text is procedures.bad_request.
    [[nodiscard]] std::string text(std::string_view name) const;
    /// As FEEL values; {} when absent.
    [[nodiscard]] feel::Context values(std::string_view name) const;
    [[nodiscard]] int64_t number(std::string_view name) const;
    /// {"old":"new"} as pairs.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs(std::string_view name) const;

  private:
    feel::Context content_;
};

[[nodiscard]] std::string to_json(const process::ModelRow& model);
[[nodiscard]] std::string to_json(const process::WorkView& work);
[[nodiscard]] std::string to_json(const process::InstanceView& instance);
[[nodiscard]] std::string to_json(const process::ElementCount& count);
[[nodiscard]] std::string to_json(const Finding& finding);

/// [a,b,…]
template <typename Item>
std::string array_of(const std::vector<Item>& items) {
    std::string json = "[";
    for (const Item& item : items) json += (json.size() > 1 ? "," : "") + to_json(item);
    return json + "]";
}

}  // namespace yici::procedures

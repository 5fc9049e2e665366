#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici {

/// A place in a YAML file that reads itself into typed values and gathers every fault with file and line,
/// so that one pass shows all that is wrong. A fault yields a default value and a Finding, never an exception.
/// After reading a map, call reject_unknown_keys(): a misspelt key is a fault, not silence.
class YamlNode {
  public:
    /// Reads a whole file. Malformed YAML yields a finding base.yaml_invalid and an empty node.
    static YamlNode load(const std::filesystem::path& path, std::vector<Finding>& findings);
    /// The same for text in memory; `name` stands for the file in findings.
    static YamlNode parse(std::string_view text, std::string name, std::vector<Finding>& findings);

    [[nodiscard]] bool present() const;
    [[nodiscard]] bool is_scalar() const;
    [[nodiscard]] int line() const;
    [[nodiscard]] const std::string& file() const;
    [[nodiscard]] bool is_map() const;
    [[nodiscard]] bool is_sequence() const;
    /// A scalar in quotes: text whatever it looks like.
    [[nodiscard]] bool is_quoted() const;

    /// The value of a key of a map; an absent one gives a node that is not present().
    [[nodiscard]] YamlNode operator[](std::string_view key) const;
    /// The entries of a sequence; empty when absent; a finding when it is no sequence.
    [[nodiscard]] std::vector<YamlNode> items() const;
    /// The keys of a map in file order with their values; a finding when it is no map.
    [[nodiscard]] std::vector<std::pair<std::string, YamlNode>> entries() const;

    /// Required values: absent or wrong type is a finding and the default of the type.
    [[nodiscard]] std::string text(std::string_view key) const;
    [[nodiscard]] int64_t integer(std::string_view key) const;
    /// Optional values: wrong type is a finding and the fallback.
    [[nodiscard]] std::string text_or(std::string_view key, std::string_view fallback) const;
    [[nodiscard]] int64_t integer_or(std::string_view key, int64_t fallback) const;
    [[nodiscard]] double number_or(std::string_view key, double fallback) const;
    [[nodiscard]] bool flag_or(std::string_view key, bool fallback) const;
    /// A sequence of scalars, or one scalar standing for a sequence of one; empty when absent.
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    /// This node itself as text, for sequences of scalars.
    [[nodiscard]] std::string as_text() const;

    /// A finding base.yaml_unknown_key for every key of this map that nobody asked for.
    void reject_unknown_keys() const;
    /// Reports a fault of meaning at this place.
    void fault(std::string key, std::string detail = {}) const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace yici

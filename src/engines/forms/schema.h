#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/forms/forms.h"

namespace re2 {
class RE2;
}

namespace yici::forms {

/// Kinds of JSON values, as bits of Node::kinds. A number without a fraction is an integer too.
enum Kind : unsigned { kNull = 1, kBoolean = 2, kInteger = 4, kNumber = 8, kString = 16, kArray = 32, kObject = 64 };

enum class Format { none, attachment, credit_code, date, division, id_number, licence_number, mobile, money };

/// One schema; others are named by their place in Schema::nodes, kNone where a keyword is absent.
struct Node {
    static constexpr int kNone = -1;

    std::optional<bool> boolean;  // true and false are schemas too
    unsigned kinds = 0;           // of `type`; 0: any
    bool has_allowed = false;     // enum or const; values in canonical text
    bool constant = false;
    std::vector<std::string> allowed;
    std::optional<double> minimum, maximum, exclusive_minimum, exclusive_maximum;
    int64_t multiple_of = 0;
    std::optional<uint64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
    std::string pattern_text;
    std::shared_ptr<const re2::RE2> pattern;
    Format format = Format::none;
    std::vector<std::string> accepted;  // x-accept: types of file
    bool unique = false;
    int items = kNone;
    std::map<std::string, int, std::less<>> properties;
    std::vector<std::string> required;
    int additional = kNone;
    std::map<std::string, std::vector<std::string>, std::less<>> dependent_required;
    std::map<std::string, int, std::less<>> dependent_schemas;
    std::vector<int> all_of, any_of, one_of;
    int none_of = kNone, condition = kNone, then = kNone, otherwise = kNone;
    std::string reference_name;  // of $defs
    int reference = kNone;
};

/// A schema as it is run. Nothing in it refers to itself, so checking ends.
struct Schema {
    std::vector<Node> nodes;  // the first is the root

    /// Reads a schema; every keyword that is not of docs/formats/form.md is a fault, never overlooked. Null with
    /// faults.
    static std::shared_ptr<const Schema> compile(std::string_view text, std::vector<Fault>& faults);
};

/// What is wrong with an answer, sorted by place and key; `files` gets the attachments that it names.
[[nodiscard]] std::vector<Fault> check(const Schema& schema, std::string_view answer,
                                       std::vector<FileReference>* files);

/// Why this pattern is not of the dialect that RE2 and ECMAScript read alike and that no text makes slow; empty: it is.
[[nodiscard]] std::string pattern_fault(std::string_view pattern);

[[nodiscard]] std::optional<Format> parse_format(std::string_view name);
/// Whether a text is of a format; money is a number and not asked here.
[[nodiscard]] bool has_format(Format format, std::string_view text);
/// The fault's key, "forms.bad_date".
[[nodiscard]] std::string_view fault_key(Format format);

/// A name as a part of a JSON pointer, RFC 6901.
[[nodiscard]] std::string pointer_part(std::string_view name);

}  // namespace yici::forms

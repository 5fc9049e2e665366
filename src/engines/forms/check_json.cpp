#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "engines/forms/canonical_json.h"
#include "engines/forms/schema.h"
#include "foundation/base/nesting.h"
#include "foundation/base/text.h"

namespace yici::forms {

using nlohmann::json;

namespace {

constexpr size_t kLargestAnswer = 256 << 10;
constexpr size_t kDeepestAnswer = 16;

std::string plain(double number) {
    return std::trunc(number) == number && std::abs(number) <= kLargestNumber
               ? std::to_string(static_cast<int64_t>(number))
               : json(number).dump();
}

/// One walk over a value with its schema. web/ui/forms/check.ts does the same: tests/forms/cases.json is run by both.
class Checker {
  public:
    Checker(const Schema& schema, std::vector<FileReference>* files) : schema_(schema), files_(files) {}

    /// True when nothing was found wrong.
    bool check(int node, const json& value, const std::string& pointer, std::vector<Fault>& faults) const {
        const size_t before = faults.size();
        walk(schema_.nodes[static_cast<size_t>(node)], value, pointer, faults);
        return faults.size() == before;
    }

  private:
    using Faults = std::vector<Fault>;

    [[nodiscard]] bool fits(int node, const json& value) const {
        Faults ignored;
        return Checker(schema_, nullptr).check(node, value, "", ignored);
    }

    void walk(const Node& node, const json& value, const std::string& pointer, Faults& faults) const {
        if (node.boolean) {
            if (!*node.boolean) faults.push_back({pointer, "forms.not_allowed", ""});
            return;
        }
        if (node.reference != Node::kNone) check(node.reference, value, pointer, faults);
        const unsigned kinds = kinds_of(value);
        // What is of a wrong kind need not be held against anything else.
        if (node.kinds != 0 && (node.kinds & kinds) == 0) {
            faults.push_back({pointer, "forms.wrong_type", ""});
            return;
        }
        if (node.has_allowed && std::ranges::find(node.allowed, canonical(value)) == node.allowed.end())
            faults.push_back({pointer, node.constant ? "forms.not_constant" : "forms.not_listed", ""});
        if ((kinds & kNumber) != 0) number(node, value, kinds, pointer, faults);
        if ((kinds & kString) != 0) text(node, value, pointer, faults);
        if ((kinds & kArray) != 0) list(node, value, pointer, faults);
        if ((kinds & kObject) != 0) object(node, value, pointer, faults);
        combine(node, value, pointer, faults);
    }

    static void number(const Node& node, const json& value, unsigned kinds, const std::string& pointer,
                       Faults& faults) {
        const auto its = value.get<double>();
        const bool whole = (kinds & kInteger) != 0;
        if (whole && std::abs(its) > kLargestNumber) {
            faults.push_back({pointer, "forms.number_unsafe", ""});
            return;
        }
        if (node.minimum && its < *node.minimum) faults.push_back({pointer, "forms.too_small", plain(*node.minimum)});
        if (node.exclusive_minimum && its <= *node.exclusive_minimum)
            faults.push_back({pointer, "forms.not_above", plain(*node.exclusive_minimum)});
        if (node.maximum && its > *node.maximum) faults.push_back({pointer, "forms.too_large", plain(*node.maximum)});
        if (node.exclusive_maximum && its >= *node.exclusive_maximum)
            faults.push_back({pointer, "forms.not_below", plain(*node.exclusive_maximum)});
        if (node.multiple_of != 0 && (!whole || std::fmod(its, static_cast<double>(node.multiple_of)) != 0))
            faults.push_back({pointer, "forms.not_multiple", std::to_string(node.multiple_of)});
        if (node.format == Format::money && (!whole || its < 0)) faults.push_back({pointer, "forms.bad_money", ""});
    }

    void text(const Node& node, const json& value, const std::string& pointer, Faults& faults) const {
        const auto& its = value.get_ref<const std::string&>();
        const uint64_t length = static_cast<uint64_t>(
            std::ranges::count_if(its, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
        if (node.min_length && length < *node.min_length)
            faults.push_back({pointer, "forms.too_short", std::to_string(*node.min_length)});
        if (node.max_length && length > *node.max_length) {
            faults.push_back({pointer, "forms.too_long", std::to_string(*node.max_length)});
        } else if (node.pattern && !re2::RE2::PartialMatch(its, *node.pattern)) {
            faults.push_back({pointer, "forms.no_match", ""});
        }
        if (node.format == Format::none) return;
        if (!has_format(node.format, its)) {
            faults.push_back({pointer, std::string(fault_key(node.format)), ""});
        } else if (node.format == Format::attachment && files_ != nullptr) {
            files_->push_back({pointer, its, node.accepted});
        }
    }

    void list(const Node& node, const json& value, const std::string& pointer, Faults& faults) const {
        const uint64_t size = value.size();
        if (node.min_items && size < *node.min_items)
            faults.push_back({pointer, "forms.too_few", std::to_string(*node.min_items)});
        if (node.max_items && size > *node.max_items) {
            // Its entries are not looked at: the limit is what keeps the work small.
            faults.push_back({pointer, "forms.too_many", std::to_string(*node.max_items)});
            return;
        }
        if (node.unique) {
            std::set<std::string> seen;
            for (const json& item : value) seen.insert(canonical(item));
            if (seen.size() != size) faults.push_back({pointer, "forms.repeated", ""});
        }
        if (node.items == Node::kNone) return;
        for (size_t i = 0; i < size; ++i) check(node.items, value[i], pointer + "/" + std::to_string(i), faults);
    }

    void object(const Node& node, const json& value, const std::string& pointer, Faults& faults) const {
        const auto need = [&](const std::string& name) {
            if (!value.contains(name)) faults.push_back({pointer + "/" + pointer_part(name), "forms.required", ""});
        };
        for (const std::string& name : node.required) need(name);
        for (const auto& [name, needed] : node.dependent_required) {
            if (value.contains(name)) std::ranges::for_each(needed, need);
        }
        if (node.min_properties && value.size() < *node.min_properties)
            faults.push_back({pointer, "forms.too_few_fields", std::to_string(*node.min_properties)});
        if (node.max_properties && value.size() > *node.max_properties)
            faults.push_back({pointer, "forms.too_many_fields", std::to_string(*node.max_properties)});
        for (const auto& [name, its] : value.items()) {
            const std::string place = pointer + "/" + pointer_part(name);
            if (const auto known = node.properties.find(name); known != node.properties.end()) {
                check(known->second, its, place, faults);
            } else if (node.additional != Node::kNone) {
                const Node& additional = schema_.nodes[static_cast<size_t>(node.additional)];
                if (additional.boolean == false) {
                    faults.push_back({place, "forms.unknown_field", ""});
                } else {
                    check(node.additional, its, place, faults);
                }
            }
            if (const auto dependent = node.dependent_schemas.find(name); dependent != node.dependent_schemas.end())
                check(dependent->second, value, pointer, faults);
        }
    }

    void combine(const Node& node, const json& value, const std::string& pointer, Faults& faults) const {
        for (const int one : node.all_of) check(one, value, pointer, faults);
        const auto fitting = [&](const std::vector<int>& list) {
            return std::ranges::count_if(list, [&](int one) { return fits(one, value); });
        };
        if (!node.any_of.empty() && fitting(node.any_of) == 0) faults.push_back({pointer, "forms.no_alternative", ""});
        if (!node.one_of.empty()) {
            const auto fit = fitting(node.one_of);
            if (fit == 0) faults.push_back({pointer, "forms.no_alternative", ""});
            if (fit > 1) faults.push_back({pointer, "forms.many_alternatives", ""});
        }
        if (node.none_of != Node::kNone && fits(node.none_of, value)) faults.push_back({pointer, "forms.excluded", ""});
        if (node.condition == Node::kNone) return;
        const int next = fits(node.condition, value) ? node.then : node.otherwise;
        if (next != Node::kNone) check(next, value, pointer, faults);
    }

    const Schema& schema_;
    std::vector<FileReference>* files_;
};

}  // namespace

std::vector<Fault> check(const Schema& schema, std::string_view answer, std::vector<FileReference>* files) {
    if (answer.size() > kLargestAnswer || !nests_within(answer, kDeepestAnswer))
        return {{"", "forms.answer_too_large", ""}};
    const json value = json::parse(answer, nullptr, /*allow_exceptions=*/false);
    if (value.is_discarded()) return {{"", "forms.not_json", ""}};
    std::vector<Fault> faults;
    Checker(schema, files).check(0, value, "", faults);
    std::ranges::sort(faults, {}, [](const Fault& fault) { return std::tie(fault.pointer, fault.key, fault.detail); });
    faults.erase(std::unique(faults.begin(), faults.end()), faults.end());
    return faults;
}

}  // namespace yici::forms

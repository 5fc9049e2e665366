#include "engines/documents/strict_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace yici::documents {

/// Receives the parser's events; gives up at the first thing that is not allowed.
class FlatReader final : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit FlatReader(StrictJson& out) : out_(out) {}

    bool null() override { return refuse("null"); }
    bool boolean(bool) override { return refuse("true/false"); }
    bool number_integer(number_integer_t) override { return refuse("number"); }
    bool number_unsigned(number_unsigned_t) override { return refuse("number"); }
    bool number_float(number_float_t, const string_t&) override { return refuse("number"); }
    bool binary(binary_t&) override { return refuse("binary"); }
    bool string(string_t& value) override {
        if (levels_.empty()) return refuse("text alone");
        std::string path = next_path();
        if (!paths_.insert(path).second) return refuse(path, "documents.duplicate_field");
        out_.entries_.push_back({std::move(path), std::move(value)});
        return true;
    }
    bool start_object(std::size_t) override { return open(false); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(true); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        // Dots and brackets would let one path stand for two places.
        if (name.empty() || name.find_first_of(".[]") != string_t::npos) return refuse("key " + name.substr(0, 50));
        levels_.back().key = name;
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        return refuse("byte " + std::to_string(position), "documents.not_json");
    }

    std::string fault;
    std::string detail;

  private:
    struct Level {
        std::string path;
        bool list;
        std::string key;
        size_t index = 0;
    };

    bool refuse(std::string what, std::string key = "documents.unexpected_value") {
        fault = std::move(key);
        detail = std::move(what);
        return false;
    }
    std::string next_path() {
        Level& level = levels_.back();
        if (level.list) return level.path + "[" + std::to_string(level.index++) + "]";
        return level.path.empty() ? level.key : level.path + "." + level.key;
    }
    bool open(bool list) {
        if (levels_.size() >= 4) return refuse("nested too deeply");
        if (levels_.empty() && list) return refuse("list at the top");
        std::string path = levels_.empty() ? std::string() : next_path();
        if (!paths_.insert(path).second) return refuse(path, "documents.duplicate_field");
        levels_.push_back({std::move(path), list, {}});
        return true;
    }
    bool close() {
        levels_.pop_back();
        return true;
    }

    StrictJson& out_;
    std::vector<Level> levels_;
    std::set<std::string> paths_;
};

std::optional<StrictJson> StrictJson::parse(std::string_view text, std::vector<Finding>& findings) {
    StrictJson result;
    FlatReader reader(result);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &reader)) {
        findings.push_back({{}, 0, reader.fault, reader.detail});
        return std::nullopt;
    }
    return result;
}

std::string StrictJson::take(std::string_view path, std::vector<Finding>& findings) {
    const auto found = std::ranges::find(entries_, path, &Entry::path);
    if (found == entries_.end()) {
        findings.push_back({{}, 0, "documents.missing_field", std::string(path)});
        return {};
    }
    found->taken = true;
    return found->value;
}

bool StrictJson::has(std::string_view path) const {
    return std::ranges::find(entries_, path, &Entry::path) != entries_.end();
}

void StrictJson::reject_rest(std::vector<Finding>& findings) const {
    for (const auto& entry : entries_) {
        if (!entry.taken) findings.push_back({{}, 0, "documents.unknown_field", entry.path.substr(0, 80)});
    }
}

}  // namespace yici::documents

#include "demo/story.h"

#include "engines/codes/codes.h"
#include "foundation/base/yaml.h"

namespace yici::demo {

namespace {

StoryMember read_member(const YamlNode& node) {
    StoryMember member;
    member.key = node.text("key");
    member.subject = node.text("subject");
    member.code = node.text("code");
    member.name = node.text("name");
    member.spouse = node.text_or("spouse", "");
    member.married_on = node.text_or("married_on", "");
    member.spouse_name_in_civil_affairs = node.text_or("spouse_name_in_civil_affairs", "");
    member.representative = node.text_or("representative", "");
    member.matter = node.text("matter");
    member.note = node.text_or("note", "");
    if (node["records"].present()) {
        for (const auto& [type, fields] : node["records"].entries())
            for (const auto& [field, value] : fields.entries()) member.records[type][field] = value.as_text();
    }
    node.reject_unknown_keys();
    codes::Fault fault;
    const bool valid = member.subject == "person" ? codes::IdNumber::parse(member.code, &fault).has_value()
                                                  : codes::CreditCode::parse(member.code, &fault).has_value();
    if (!valid) node.fault(fault.reason, fault.detail);
    return member;
}

}  // namespace

std::string StoryMember::value_or(std::string_view type, std::string_view field, std::string_view fallback) const {
    const auto found = records.find(type);
    if (found == records.end()) return std::string(fallback);
    const auto value = found->second.find(std::string(field));
    return value == found->second.end() ? std::string(fallback) : value->second;
}

Story Story::load(const std::filesystem::path& file, std::vector<Finding>& findings) {
    Story story;
    const YamlNode root = YamlNode::load(file, findings);
    for (const YamlNode& node : root["story"].items()) story.members_.push_back(read_member(node));
    return story;
}

const StoryMember* Story::find(std::string_view code) const {
    for (const StoryMember& member : members_)
        if (member.code == code) return &member;
    return nullptr;
}

const StoryMember& Story::by_key(std::string_view key) const {
    for (const StoryMember& member : members_)
        if (member.key == key) return member;
    throw Error(ErrorKind::not_found, "demo.no_such_member", std::string(key));
}

}  // namespace yici::demo

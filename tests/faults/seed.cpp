#include "faults/seed.h"

#include "cli/node.h"
#include "demo/story.h"

namespace yici::test {

namespace {

constexpr const char* kPack = "packs/zhejiang";

void give_papers(cli::Node& node, const cli::Policy& policy, const std::string& person) {
    const auto add = [&](const char* type, std::vector<std::pair<std::string, std::string>> values) {
        const std::string source = policy.types.find(type)->fields.front().authority;
        node.records().add({type, person, {source, "registry"}, node.clock().now(), "", std::move(values)});
    };
    add("person", {{"name", "林若溪"}, {"birth_date", "1992-08-17"}, {"address", "浙江省慈溪市解放中街66号"}});
    add("housing_fund",
        {{"account_number", "100020180917"}, {"state", "正常缴存"}, {"balance_fen", "4862300"}, {"months_paid", "38"}});
    add("housing", {{"house_count", "0"}, {"area_m2", "0"}, {"queried_on", "2026-01-01"}});
    add("tenancy", {{"filing_number", "杭租备（西）2026-003518"},
                    {"address", "杭州市西湖区骆家庄西苑一区12幢402室"},
                    {"monthly_rent_fen", "320000"},
                    {"from_on", "2026-01-01"},
                    {"to_on", "2027-12-31"}});
    add("disability", {{"name", "林若溪"},
                       {"kind", "肢体残疾"},
                       {"grade", "三级"},
                       {"assessed_on", "2026-02-18"},
                       {"hospital", "杭州市西溪医院"}});
}

}  // namespace

std::string password_of(const std::string& account) {
    return account + "-yici-2018";
}

std::vector<std::string> seed_node(const std::filesystem::path& data, const std::string& database) {
    const auto policy = cli::Policy::load(kPack);
    cli::Settings settings;
    settings.data = data;
    settings.pack = kPack;
    settings.database = database;
    cli::Node node(settings, *policy);
    std::vector<Finding> findings;
    const std::filesystem::path made_up = std::filesystem::path(kPack) / "demonstration";
    for (const accounts::SeedAccount& seed : accounts::load_seed(made_up / "staff.yaml", findings)) {
        if (seed.account.kind == accounts::Kind::staff) node.accounts().save(seed.account, seed.password);
    }
    std::vector<std::string> persons;
    const demo::Story story = demo::Story::load(made_up / "story.yaml", findings);
    for (const demo::StoryMember& member : story.members()) {
        if (member.subject != "person") continue;
        persons.push_back(member.code);
        give_papers(node, *policy, member.code);
    }
    node.applications().put(kApplication, "公积金业务系统", kHousingFund, kSecret);
    cli::fail_on(findings);
    return persons;
}

}  // namespace yici::test

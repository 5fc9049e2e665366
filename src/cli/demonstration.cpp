#include "cli/demonstration.h"

#include <iostream>
#include <thread>

#include "cli/progress_bar.h"
#include "demo/credit_seed.h"
#include "demo/registry_seed.h"
#include "foundation/base/files.h"
#include "foundation/http/client.h"

namespace yici::cli {

namespace {

// Made up, as everything of the demonstration; the department's own little gateway knows no other client.
constexpr const char* kAppKey = "A330100000000000000000001";
constexpr const char* kAppSecret = "0123456789abcdef0123456789abcdef";
constexpr auto kDepartmentPatience = std::chrono::minutes(5);

}  // namespace

Demonstration::Demonstration(const DemonstrationOptions& options)
    : options_(options), policy_(Policy::load(options.pack)) {
    std::vector<Finding> findings;
    story_ = demo::Story::load(options_.pack / "demonstration/story.yaml", findings);
    accounts_ = accounts::load_seed(options_.pack / "demonstration/staff.yaml", findings);
    fail_on(findings);
    choose_settings();
    node_ = std::make_unique<Node>(settings_, *policy_);
    drop_files();
    start_departments();
    seed_registry();
    seed_credit();
    save_accounts();
    for (const uint16_t port : {police_port_, civil_affairs_port_, human_resources_port_}) {
        wait_for("http://127.0.0.1:" + std::to_string(port) + "/health");
    }
}

Demonstration::~Demonstration() = default;

void Demonstration::choose_settings() {
    police_port_ = free_port();
    civil_affairs_port_ = free_port();
    human_resources_port_ = free_port();
    settings_ = read_settings(Configuration::from_environment(process_environment()), options_.pack);
    settings_.data = options_.data;
    settings_.pack = options_.pack;
    if (!options_.database.empty()) settings_.database = options_.database;
    settings_.http.port = options_.port != 0 ? options_.port : free_port();
    settings_.public_url = "http://localhost:" + std::to_string(settings_.http.port);
    settings_.http.access_log = false;
    if (!options_.web.empty()) settings_.http.static_root = options_.web;

    exchange::System police;
    police.name = "police";
    police.title = "公安人口系统";
    police.url = "http://127.0.0.1:" + std::to_string(police_port_);
    exchange::System civil_affairs;
    civil_affairs.name = "civil_affairs";
    civil_affairs.title = "民政婚姻登记系统";
    civil_affairs.database = "sqlite:" + (options_.data / "civil_affairs/civil_affairs.sqlite").string();
    exchange::System human_resources;
    human_resources.name = "human_resources";
    human_resources.title = "人社社会保险系统";
    human_resources.url = "http://127.0.0.1:" + std::to_string(human_resources_port_);
    human_resources.app_key = kAppKey;
    human_resources.app_secret = kAppSecret;
    settings_.systems = {police, civil_affairs, human_resources};
}

void Demonstration::start_departments() {
    const auto start = [&](const std::string& kind, uint16_t port) {
        departments_.start({"department", kind, "--data", (options_.data / kind).string(), "--pack",
                            options_.pack.string(), "--port", std::to_string(port), "--seed",
                            std::to_string(options_.population.seed), "--persons",
                            std::to_string(options_.population.persons), "--ticket-key",
                            (options_.data / "node.pub").string(), "--app-key", kAppKey, "--app-secret", kAppSecret});
    };
    start("police", police_port_);
    start("civil_affairs", civil_affairs_port_);
    start("human_resources", human_resources_port_);
}

/// What a department has dropped, once; collection moves it on.
void Demonstration::drop_files() {
    const std::filesystem::path dropped = options_.pack / "demonstration/inbox";
    if (std::filesystem::exists(settings_.inbox_folder()) || !std::filesystem::exists(dropped)) return;
    std::filesystem::copy(dropped, settings_.inbox_folder(), std::filesystem::copy_options::recursive);
}

void Demonstration::seed_registry() {
    if (node_->records().count("person") > 0) return;
    demo::Population population(policy_->divisions, story_, options_.population);
    demo::RegistrySeed seed(population, story_, policy_->types, node_->clock().now());
    ProgressBar bar("人口综合库、法人综合库（演示数据，全部编造）",
                    options_.population.persons + options_.population.legal_entities);
    (void)node_->records().bulk_load([&](records::Observation& observation) { return seed.next(observation); },
                                     [&](int64_t done) {
                                         if (!options_.quiet) bar.show(done);
                                     });
    if (!options_.quiet) bar.finish();
}

void Demonstration::seed_credit() {
    if (policy_->credit.kinds.empty() || node_->credit().count() > 0) return;
    demo::Population population(policy_->divisions, story_, options_.population);
    const demo::CreditSeed seed(story_, options_.population.seed, china_date(node_->clock().now()));
    std::vector<std::pair<credit::Draft, std::string>> drafts;
    demo::Population::Item item;
    while (population.next(item)) {
        for (demo::CreditFact& fact : seed.facts_of(item)) {
            drafts.push_back({{fact.subject, fact.kind, std::move(fact.values)}, fact.organ});
        }
    }
    (void)node_->credit().import_made_up(drafts);
}

void Demonstration::save_accounts() {
    for (const accounts::SeedAccount& seed : accounts_) {
        if (!node_->accounts().find(seed.account.id)) node_->accounts().save(seed.account, seed.password);
    }
}

void Demonstration::wait_for(const std::string& url) {
    http::Client client;
    const auto deadline = std::chrono::steady_clock::now() + kDepartmentPatience;
    for (;;) {
        try {
            http::ClientRequest request;
            request.url = url;
            if (client.send(request).status == 200) return;
        } catch (const Error&) {
            departments_.check();
            if (std::chrono::steady_clock::now() > deadline) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

demo::Passwords Demonstration::passwords(const demo::StoryMember& member) const {
    demo::Passwords passwords;
    for (const accounts::SeedAccount& seed : accounts_) {
        const demo::Passwords::Account account{seed.account.id, seed.password};
        if (seed.account.has(accounts::Role::clerk) && passwords.clerk.account.empty()) passwords.clerk = account;
        if (seed.account.has(accounts::Role::approver)) passwords.approvers.emplace(seed.account.organisation, account);
        if (seed.account.has(accounts::Role::steward)) passwords.stewards.emplace(seed.account.organisation, account);
        if (seed.account.subject == member.code) passwords.citizen = account;
    }
    return passwords;
}

}  // namespace yici::cli

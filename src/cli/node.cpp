#include "cli/node.h"

#include <algorithm>
#include <csignal>

#include "cli/node_key.h"
#include "foundation/base/log.h"
#include "services/harvest/harvest.h"
#include "services/proofs/proofs.h"
#include "services/registries/registries.h"

namespace yici::cli {

namespace {

/// A folder that only its owner can read: it holds personal data and keys.
const std::filesystem::path& made(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    return folder;
}

/// What stands for codes on the citizen's page.
access_log::Names names_of(const Policy& policy) {
    access_log::Names names;
    names.organisation = [&policy](std::string_view code) { return policy.organisations.name_of(code); };
    names.matter = [&policy](std::string_view code) {
        const matters::Matter* matter = policy.matters.find(code);
        return matter != nullptr ? matter->name : std::string(code);
    };
    names.material = [&policy](std::string_view matter_code, std::string_view code) {
        if (const matters::Matter* matter = policy.matters.find(matter_code)) {
            for (const matters::Material& material : matter->materials) {
                if (material.code == code) return material.name;
            }
        }
        return std::string(code);
    };
    names.resource = [&policy](std::string_view code) {
        const exchange::Resource* resource = policy.resources.find(code);
        return resource != nullptr ? resource->name : std::string(code);
    };
    names.field = [&policy](std::string_view code, std::string_view field) {
        const exchange::Resource* resource = policy.resources.find(code);
        const records::RecordType* type = resource != nullptr ? policy.types.find(resource->record_type) : nullptr;
        const records::Field* known = type != nullptr ? type->find(field) : nullptr;
        return known != nullptr ? known->title : std::string(field);
    };
    return names;
}

}  // namespace

namespace {

/// Calls that need not wait for the disk are durable well within a second; more often would only cost.
journal::Journal::Options journal_options(exchange::Journaling journaling) {
    journal::Journal::Options options;
    if (journaling == exchange::Journaling::buffered) options.flush_interval = std::chrono::milliseconds(200);
    return options;
}

}  // namespace

struct Node::Parts {
    Parts(const Settings& given, const Policy& rules)
        : settings(given),
          policy(rules),
          keys(open_keys(made(given.data), given.key_passphrase, random)),
          database(db::open(given.database_url())),
          journal(journal::Journal::open(given.data / "journal", *database, *keys.signing, clock,
                                         journal_options(given.gateway.journaling))),
          subjects(*database, random),
          registry(rules.types),
          records(*database, rules.types, clock, &registry),
          stored_registry(records::database_reader(*database, rules.types)),
          grants(*database, clock),
          applications(*database, random, keys.storage),
          accounts(*database, *journal, rules.organisations, clock, random, account_options()),
          decisions({*database, *journal, rules.decisions, clock}),
          licences({*database, *journal, subjects, rules.licences, rules.organisations, *keys.signing, clock, random,
                    given.public_url}),
          scanner(given.clamd.empty() ? nullptr : attachments::clamd(given.clamd, given.clamd_timeout)),
          attachments({*database, *journal, subjects, clock, random, keys.storage, scanner.get(),
                       given.hold_unscanned ? attachments::Unreachable::hold : attachments::Unreachable::refuse}),
          procedures(
              {*database, *journal, rules.calendar, rules.organisations, clock, rules.decisions, rules.matters.forms(),
               [this](const accounts::Account& by, std::string_view number) { (void)cases.shown_to(by, number); },
               &attachments}),
          handling({*database, procedures, accounts, rules.organisations}),
          cases({*database, *journal, subjects, rules.matters, rules.organisations, rules.calendar, licences,
                 live_cases, clock, random, given.public_url, &attachments, &handling}),
          gateway({rules.resources, rules.types, grants, applications, live_cases, reader(), *journal, *keys.signing,
                   clock, random, &disputed_fields},
                  given.systems, given.gateway),
          reviews(*database, *journal, subjects, clock, records),
          access_log(*database, *journal, subjects),
          disputes({*database, *journal, subjects, records, rules.resources, disputed_fields, rules.matters,
                    rules.organisations, rules.calendar, cases, access_log, clock, random, rules.corrections,
                    [this](db::Transaction& transaction, const disputes::Ticket& ticket, const std::string& value) {
                        if (!ticket.item.empty()) credit.take_correction(transaction, ticket.item, ticket.field, value);
                    }}),
          credit({*database, *journal, subjects, records, rules.organisations, rules.calendar, clock, rules.credit,
                  [this](const credit::Objection& objection) { return object(objection); },
                  [this](const credit::Entry& entry, std::string_view type, std::string_view field) {
                      return disputes.is_open(entry.subject, type, entry.number, field);
                  }}),
          quality_runs({*database, *journal, subjects, records, disputes, rules.resources, rules.organisations, clock,
                        rules.quality}),
          one_id({cases, rules.matters, rules.resources, rules.types, rules.masks, gateway, rules.organisations, clock,
                  [this](std::string_view subject, std::string_view type, std::string_view field) {
                      return disputes.is_open(subject, type, field);
                  }},
                 given.gathering_threads),
          requests({*database, *journal, rules.resources, rules.types, grants, rules.matters, rules.organisations,
                    rules.calendar, clock, rules.requests,
                    [this](const exchange::Resource& resource) { return is_connected(resource); },
                    [this](std::string_view resource) { return published_terms(resource); }}),
          collection({*database, *journal, subjects, rules.sources, settings.systems, rules.organisations, clock,
                      records, settings.inbox_folder()}),
          responsibilities({*database, *journal, rules.matters, rules.resources, rules.types, grants, gateway, cases,
                            requests, rules.organisations, rules.calendar, clock, rules.responsibilities,
                            [this](const exchange::Resource& resource) { return is_connected(resource); }}),
          workers(procedures),
          census(*database, *journal, rules.organisations, clock),
          catalogue({*database, *journal, rules.catalogue_rules, rules.matters, rules.organisations, clock,
                     [this] { return cases.counts_by_matter(Date{std::chrono::year(1970) / 1 / 1}); },
                     [this](const catalogue::Entry& entry) { return census.holders_of(entry.code, entry.system); }}),
          harvesting({*database, catalogue, rules.foreign_catalogues, clock}),
          open_data({*database, *journal, rules.open_plans, rules.types, catalogue, clock, random}) {
        handling.attach(cases);
        workers.add(handling::Handling::kDecide, [this](const process::Job& job) { return handling.decide(job); });
        std::vector<Finding> findings;
        procedures.load_pack(given.pack, findings);
        fail_on(findings);
        grants.take_from(rules.resources);
        if (given.registry_in_memory) registry.load(*database);
    }

    /// Whether a call can reach what delivers the resource.
    [[nodiscard]] bool is_connected(const exchange::Resource& resource) const {
        if (resource.delivery.kind == exchange::DeliveryKind::registry) return true;
        return std::ranges::find(settings.systems, resource.delivery.system, &exchange::System::name) !=
               settings.systems.end();
    }
    /// A credit record that its subject calls wrong goes to the body that entered it.
    credit::Opened object(const credit::Objection& objection) {
        const disputes::Disputes::Claim claim{objection.type,    objection.field, objection.reason,
                                              objection.claimed, objection.entry, objection.organ};
        const std::string key = objection.request_key.empty() ? disputes.new_id() : objection.request_key;
        const disputes::Dispute made = disputes.record(objection.subject, claim, key);
        return {made.ticket, made.due};
    }
    /// How the catalogue has published that a resource is shared; none when it has not.
    std::optional<requests::ShareTerms> published_terms(std::string_view resource) {
        const auto stored = catalogue.find(resource);
        if (!stored || !stored->visible() || !stored->published) return std::nullopt;
        requests::ShareTerms terms{stored->published->share_type, stored->published->share_condition, {}};
        for (const catalogue::Item& item : stored->published->items) {
            if (item.share_type != 0) terms.items[item.name] = item.share_type;
        }
        return terms;
    }
    [[nodiscard]] accounts::Options account_options() const {
        accounts::Options options;
        options.secure_cookie = settings.http.tls_certificate.has_value();
        return options;
    }
    [[nodiscard]] const records::RegistryReader& reader() const {
        if (settings.registry_in_memory) return registry;
        return *stored_registry;
    }

    Settings settings;
    const Policy& policy;
    SystemClock clock;
    SystemRandom random;
    NodeKeys keys;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<journal::Journal> journal;
    journal::Subjects subjects;
    records::MemoryRegistry registry;
    records::Records records;
    std::unique_ptr<records::RegistryReader> stored_registry;
    exchange::Grants grants;
    exchange::Applications applications;
    exchange::CaseTable live_cases;
    exchange::DisputedFields disputed_fields;
    accounts::Accounts accounts;
    decisions::Decisions decisions;
    licences::Licences licences;
    std::unique_ptr<attachments::Scanner> scanner;
    attachments::Attachments attachments;
    procedures::Procedures procedures;
    handling::Handling handling;
    cases::Cases cases;
    exchange::Gateway gateway;
    registries::Reviews reviews;
    access_log::AccessLog access_log;
    disputes::Disputes disputes;
    credit::Credit credit;
    quality_runs::QualityRuns quality_runs;
    one_id::OneId one_id;
    requests::Requests requests;
    sources::Collection collection;
    responsibilities::Responsibilities responsibilities;
    procedures::Workers workers;  // ends before what it moves
    census::Census census;
    catalogue::Catalogue catalogue;
    harvest::Schedule harvesting;
    open_data::OpenData open_data;
};

Node::Node(const Settings& settings, const Policy& policy) : parts_(new Parts(settings, policy)) {}

Node::~Node() = default;

http::Router Node::router() {
    Parts& p = *parts_;
    http::Router router;
    router.get("/health", [](const http::Request&) { return http::Response::text("ok\n"); });
    router.get("/metrics", [](const http::Request&) { return http::Response::text(http::metrics_text()); });
    p.accounts.add_routes(router);
    organisations::add_routes(router, p.policy.organisations, p.policy.divisions, p.clock);
    const auto body_name = [&p](std::string_view code) { return p.policy.organisations.name_of(code); };
    const auto provider_name = [&p](std::string_view resource) {
        const exchange::Resource* found = p.policy.resources.find(resource);
        return found != nullptr ? p.policy.organisations.name_of(found->provider) : std::string(resource);
    };
    matters::add_routes(router, p.policy.matters, body_name, provider_name);
    p.decisions.add_routes(router, p.accounts);
    p.licences.add_routes(router, p.accounts);
    p.attachments.add_routes(router, p.accounts);
    p.cases.add_routes(router, p.accounts, [&p](const http::Request& request, const cases::Case& item) {
        return p.one_id.gathering_json(request, item, p.accounts.identify(request));
    });
    p.one_id.add_routes(router, p.accounts);
    p.gateway.add_routes(router);
    p.gateway.add_provincial_routes(router);
    const auto citizen = [&p](const http::Request& request) -> std::optional<std::string> {
        const accounts::Account account = p.accounts.require(request);
        if (account.subject.empty()) return std::nullopt;
        return account.subject;
    };
    const auto is_disputed = [&p](std::string_view subject, std::string_view type, std::string_view field) {
        return p.disputes.is_open(subject, type, field);
    };
    registries::add_routes(router,
                           {p.records, p.reviews, *p.journal, p.subjects, *p.database, p.policy.organisations, p.clock,
                            p.policy.masks, is_disputed},
                           p.accounts);
    access_log::add_routes(router, p.access_log, names_of(p.policy), citizen);
    p.disputes.add_routes(router, p.accounts, p.applications);
    p.credit.add_routes(router, p.accounts);
    p.quality_runs.add_routes(router, p.accounts);
    cockpit::add_routes(router,
                        {p.cases, p.policy.matters, p.policy.resources, p.gateway, *p.journal, p.policy.organisations,
                         p.responsibilities},
                        p.accounts);
    p.requests.add_routes(router, p.accounts);
    p.collection.add_routes(router, p.accounts);
    p.responsibilities.add_routes(router, p.accounts);
    p.procedures.add_routes(router, p.accounts);
    p.census.add_routes(router, p.accounts);
    p.catalogue.add_routes(router, p.accounts);
    p.open_data.add_routes(router, p.accounts);
    harvest::add_routes(
        router,
        {p.catalogue, p.policy.matters, p.policy.organisations, p.policy.divisions, p.clock, p.settings.public_url},
        p.accounts);
    p.harvesting.add_routes(router, p.accounts);
    proofs::add_routes(router, *p.journal, p.accounts);
    return router;
}

void Node::start() {
    parts_->collection.start();
    parts_->workers.start();
    parts_->quality_runs.start();
    parts_->harvesting.start();
}

void Node::sweep() {
    const int accepted = parts_->cases.accept_silent_ones();
    if (accepted > 0) log::info("cases.deemed_accepted", {{"count", std::to_string(accepted)}});
    const int lapsed = parts_->requests.sweep();
    if (lapsed > 0) log::info("requests.lapsed", {{"count", std::to_string(lapsed)}});
    parts_->responsibilities.sweep();
    (void)parts_->attachments.tidy();
    const int ran_out = parts_->credit.sweep();
    if (ran_out > 0) log::info("credit.ran_out", {{"count", std::to_string(ran_out)}});
    parts_->grants.save();
}

db::Database& Node::database() {
    return *parts_->database;
}

records::Records& Node::records() {
    return parts_->records;
}

disputes::Disputes& Node::disputes() {
    return parts_->disputes;
}

credit::Credit& Node::credit() {
    return parts_->credit;
}

records::MemoryRegistry& Node::registry() {
    return parts_->registry;
}

accounts::Accounts& Node::accounts() {
    return parts_->accounts;
}

exchange::Applications& Node::applications() {
    return parts_->applications;
}

catalogue::Catalogue& Node::catalogue() {
    return parts_->catalogue;
}

census::Census& Node::census() {
    return parts_->census;
}

journal::Journal& Node::journal() {
    return *parts_->journal;
}

const Clock& Node::clock() {
    return parts_->clock;
}

RandomSource& Node::random() {
    return parts_->random;
}

const crypto::PrivateKey& Node::key() {
    return *parts_->keys.signing;
}

}  // namespace yici::cli

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "engines/exchange/gateway.h"
#include "engines/records/records.h"
#include "foundation/base/error.h"
#include "foundation/http/server.h"

using namespace yici;

namespace {

constexpr const char* kBody = "113301000024800019";
constexpr const char* kResource = "307001003/000021";
constexpr const char* kProxied = "307001003/000022";
constexpr const char* kUngranted = "307001003/000023";
constexpr const char* kMatter = "给付-00123-001";
constexpr const char* kSecret = "0123456789abcdef0123456789abcdef";
constexpr int kPersons = 100'000;
constexpr int kRequests = 4096;

records::RecordTypes types() {
    records::RecordType person{"person", "人口", "Person", records::SubjectKind::person, {}};
    person.fields = {{"name", "姓名", "Name", records::DataType::text, kBody, 2, records::Mask::name},
                     {"note", "备注", "Note", records::DataType::text, kBody, 2, records::Mask::none}};
    return records::RecordTypes({person});
}

exchange::Resources resources() {
    exchange::Resource registry;
    registry.code = kResource;
    registry.provider = kBody;
    registry.record_type = "person";
    registry.items = {"name", "note"};
    registry.share_type = 1;
    registry.grants = {{kBody, {}, {"name", "note"}, 1'000'000'000, Date{std::chrono::year{2099} / 12 / 31}, "-"}};
    exchange::Resource proxied = registry;
    proxied.code = kProxied;
    proxied.delivery.kind = exchange::DeliveryKind::http_json;
    proxied.delivery.system = "department";
    proxied.delivery.path = "/person/{subject}";
    exchange::Resource ungranted = registry;
    ungranted.code = kUngranted;
    ungranted.grants.clear();
    return exchange::Resources({registry, proxied, ungranted});
}

std::string subject_of(int i) {
    return std::to_string(330106190000000000 + i);
}

/// One line a request: time, signature, body, with tabs between; for wrk's script.
void write_requests(const std::filesystem::path& path, const char* resource, Instant now) {
    std::ofstream out(path);
    const std::string time =
        std::to_string(std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
    for (int i = 0; i < kRequests; ++i) {
        const std::string body = R"({"id":"call-)" + std::to_string(i) + R"(","resource":")" + resource +
                                 R"(","matter":")" + kMatter + R"(","case":"case-)" + std::to_string(i) +
                                 R"(","material":"household","subject":")" + subject_of(i * 24) +
                                 R"(","fields":["name","note"],"purpose":"bench","basis":"bench","officer":"clerk",)" +
                                 R"("expires":"2099-12-31T00:00:00Z"})";
        const std::string text = "POST\n/api/v1/calls\nbench\n" + time + "\n" + body;
        out << time << '\t' << to_hex(crypto::hmac(crypto::HashAlgorithm::sm3, as_bytes(kSecret), as_bytes(text)))
            << '\t' << body << '\n';
    }
}

void load_persons(records::Records& records, Instant now) {
    int made = 0;
    records.bulk_load([&](records::Observation& observation) {
        if (made == kPersons) return false;
        observation = {"person",
                       subject_of(made++),
                       {kBody, "bench"},
                       now,
                       "",
                       {{"name", "某人"}, {"note", std::string(700, 'x')}}};
        return true;
    });
}

void open_cases(exchange::CaseTable& cases) {
    const auto uses = std::make_shared<const std::vector<exchange::MaterialUse>>(
        std::vector<exchange::MaterialUse>{{"household", "户口簿", kResource, {"name", "note"}, {}},
                                           {"household", "户口簿", kProxied, {"name", "note"}, {}},
                                           {"household", "户口簿", kUngranted, {"name", "note"}, {}}});
    for (int i = 0; i < kRequests; ++i) {
        const std::string subject = subject_of(i * 24);
        cases.put(
            {"case-" + std::to_string(i), kMatter, "05", {{subject, to_hex(crypto::sm3(subject))}}, "某人", uses});
    }
}

/// Serves until SIGTERM.
void serve(exchange::Gateway& gateway, const Clock& clock, RandomSource& random) {
    http::Router router;
    gateway.add_routes(router);
    http::ServerOptions options;
    options.access_log = false;
    options.worker_threads = 1;
    http::Server server(std::move(router), options, clock, random);
    server.start();
    std::printf("%u\n", server.port());
    std::fflush(stdout);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    int received = 0;
    sigwait(&signals, &received);
    server.stop();
}

}  // namespace

/// A node for measuring POST /api/v1/calls: calls_node FOLDER buffered|durable signed|singly|plain
/// memory|database [DEPARTMENT]. Writes FOLDER/registry, FOLDER/proxy and FOLDER/ungranted (presigned requests; good
/// for five minutes), prints its port, runs until SIGTERM, then prints how many calls it answered, how many entries its
/// journal holds and whether that verifies. "singly" is for measuring alone: one signature an answer.
int main(int count, char** arguments) {
    if (count < 5) return 2;
    const std::filesystem::path folder = arguments[1];
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const SystemClock clock;
    SystemRandom random;
    const auto key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    const auto database = db::open("sqlite:" + (folder / "node.db").string());
    const records::RecordTypes record_types = types();
    const exchange::Resources catalogue = resources();
    records::MemoryRegistry memory(record_types);
    records::Records records(*database, record_types, clock, &memory);
    load_persons(records, clock.now());
    exchange::Grants grants(*database, clock);
    grants.take_from(catalogue);
    exchange::Applications applications(*database, random, as_bytes("0123456789abcdef"));
    applications.put("bench", "bench", kBody, kSecret);
    exchange::CaseTable cases;
    open_cases(cases);
    const bool durable = std::string_view(arguments[2]) == "durable";
    journal::Journal::Options journal_options;
    if (!durable) journal_options.flush_interval = std::chrono::milliseconds(200);
    const auto journal = journal::Journal::open(folder / "journal", *database, *key, clock, journal_options);
    const auto database_side = records::database_reader(*database, record_types);
    const bool from_database = std::string_view(arguments[4]) == "database";
    const records::RegistryReader& reader =
        from_database ? *database_side : static_cast<const records::RegistryReader&>(memory);
    exchange::GatewayOptions options;
    options.journaling = durable ? exchange::Journaling::durable : exchange::Journaling::buffered;
    options.sign = std::string_view(arguments[3]) != "plain";
    if (std::string_view(arguments[3]) == "singly") options.answers_a_signature = 1;
    options.refuse_replays = false;  // a load generator sends the same requests again
    std::vector<exchange::System> systems;
    if (count > 5) systems.push_back({"department", "", arguments[5], "", "", "", false, "ticket-secret"});
    const exchange::GatewayParts parts{catalogue, record_types, grants, applications, cases,
                                       reader,    *journal,     *key,   clock,        random};
    exchange::Gateway gateway(parts, systems, options);
    write_requests(folder / "registry", kResource, clock.now());
    write_requests(folder / "proxy", kProxied, clock.now());
    write_requests(folder / "ungranted", kUngranted, clock.now());
    serve(gateway, clock, random);
    journal->flush();
    const uint64_t signed_entries = journal->head(true).size;
    const journal::Verification found = journal::verify(folder / "journal", key->public_key());
    const bool whole = found.reason.empty() && found.entries == journal->size() && signed_entries == found.entries;
    std::printf("answered %lld entries %llu verified %s\n", static_cast<long long>(gateway.statistics().calls_today),
                static_cast<unsigned long long>(journal->size()), whole ? "yes" : found.reason.c_str());
    return 0;
}

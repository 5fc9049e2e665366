#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "services/cases/cases.h"

using namespace yici;

namespace {

constexpr const char* kMatter = "给付-00123-001";
constexpr const char* kForm = R"({"bank_card":"6222020200112230"})";
constexpr const char* kSubject = "330106193802141715";
constexpr int kCases = 256;
constexpr int kStepsARound = 8;  // steps of each case in one round
constexpr int kRounds = 7;

double seconds_of(const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Processor time of all threads of this process.
double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// The rooms below cases, on SQLite and a journal in `folder`.
struct World {
    World(const std::filesystem::path& folder, const std::filesystem::path& pack)
        : divisions(codes::Divisions::load(pack / "divisions.csv", findings)),
          calendar(codes::WorkingCalendar::load(pack / "calendars", findings)),
          organisations(organisations::Directory::load(pack, divisions, findings)),
          matters(matters::Catalogue::load(pack, findings)),
          types(documents::LicenceTypes::load(pack, findings)),
          database(db::open("sqlite:" + (folder / "cases.db").string())),
          journal(journal::Journal::open(folder / "journal", *database, *key, clock, {})),
          subjects(*database, random),
          licences({*database, *journal, subjects, types, organisations, *key, clock, random, "http://localhost"}),
          cases({*database, *journal, subjects, matters, organisations, calendar, licences, live, clock, random,
                 "http://localhost"}) {}

    SystemClock clock;
    SystemRandom random;
    std::vector<Finding> findings;
    codes::Divisions divisions;
    codes::WorkingCalendar calendar;
    organisations::Directory organisations;
    matters::Catalogue matters;
    documents::LicenceTypes types;
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<db::Database> database;
    std::unique_ptr<journal::Journal> journal;
    journal::Subjects subjects;
    licences::Licences licences;
    exchange::CaseTable live;
    cases::Cases cases;
};

/// One step of every case, all asked for at once, and waits until the last is durable.
void step(World& world, const std::vector<std::string>& numbers, const cases::Act& act) {
    std::mutex mutex;
    std::condition_variable changed;
    size_t open = numbers.size();
    std::exception_ptr failed;
    for (const std::string& number : numbers) {
        world.cases.act_later(number, act, [&](const std::exception_ptr& failure) {
            const std::lock_guard lock(mutex);
            if (failure) failed = failure;
            if (--open == 0) changed.notify_one();
        });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return open == 0; });
    if (failed) std::rethrow_exception(failed);
}

cases::Act act_of(cases::Action action) {
    cases::Act act;
    act.action = action;
    act.by = {"window1", "王窗口", "11330106MB1000184X"};
    act.kind = "专家评审";
    act.reason = "现场核实";
    return act;
}

/// Cases that were accepted and are in work.
std::vector<std::string> start_cases(World& world) {
    std::vector<std::string> numbers;
    for (int i = 0; i < kCases; ++i) {
        cases::NewCase request;
        request.matter = kMatter;
        request.subject = kSubject;
        request.form = kForm;
        request.by = act_of(cases::Action::receive).by;
        numbers.push_back(world.cases.receive(request).number);
        for (const matters::Material& material : world.matters.find(kMatter)->materials) {
            cases::MaterialResult result;
            result.material = material.code;
            result.status = cases::MaterialStatus::present;
            world.cases.record_material(numbers.back(), result);
        }
    }
    for (const auto action : {cases::Action::confirm, cases::Action::accept, cases::Action::start}) {
        step(world, numbers, act_of(action));
    }
    return numbers;
}

/// One row each, kCases of them in one commit: what a group commit of the same size costs at least.
void insert_rows(db::Database& database, int64_t& next) {
    database.write([&](db::Transaction& transaction) {
        for (int i = 0; i < kCases; ++i) {
            transaction.execute("INSERT INTO control_rows (id, text) VALUES (?, ?)", {next++, std::string(100, 'x')});
        }
    });
}

void print(const char* name, const std::vector<double>& values) {
    std::printf("\"%s\":[", name);
    for (size_t i = 0; i < values.size(); ++i) std::printf("%s%.1f", i == 0 ? "" : ",", values[i]);
    std::printf("]");
}

/// Steps a second and processor microseconds a step, of each round.
struct Rounds {
    void add(const auto& work) {
        constexpr double kTotal = double{kCases} * kStepsARound;
        const double before = cpu_seconds();
        rates.push_back(kTotal / seconds_of(work));
        cpu.push_back((cpu_seconds() - before) * 1e6 / kTotal);
    }
    std::vector<double> rates;
    std::vector<double> cpu;
};

void measure(const std::filesystem::path& folder) {
    World world(folder, "packs/zhejiang");
    if (!world.findings.empty()) throw std::runtime_error("the pack has faults");
    const std::vector<std::string> numbers = start_cases(world);
    const auto control = db::open("sqlite:" + (folder / "control.db").string());
    control->migrate("bench", "-- migration 1: rows\nCREATE TABLE control_rows (id BIGINT PRIMARY KEY, text TEXT);\n");
    int64_t next = 0;
    Rounds ours;
    Rounds peer;
    const auto measure_peer = [&] {
        peer.add([&] {
            for (int i = 0; i < kStepsARound; ++i) insert_rows(*control, next);
        });
    };
    for (int round = 0; round < kRounds; ++round) {
        if (round % 2 == 0) measure_peer();
        ours.add([&] {
            for (int i = 0; i < kStepsARound; ++i) {
                step(world, numbers, act_of(i % 2 == 0 ? cases::Action::suspend : cases::Action::resume));
            }
        });
        if (round % 2 == 1) measure_peer();
    }
    // receive, three steps, and those of the rounds: each is an event and a journal entry.
    constexpr size_t kEvents = 1 + 3 + size_t{kRounds} * kStepsARound;
    world.journal->flush();
    if (world.cases.events(numbers.back()).size() != kEvents || world.journal->size() != kEvents * kCases) {
        throw std::runtime_error("steps are missing");
    }
    std::printf("{");
    print("ours", ours.rates);
    std::printf(",");
    print("peer", peer.rates);
    std::printf(",");
    print("cpu_us", ours.cpu);
    std::printf(",");
    print("peer_cpu_us", peer.cpu);
    std::printf("}\n");
}

}  // namespace

/// cases_ratio FOLDER, from the repository's root: durable case steps (case row, event, journal entry), 256 cases at
/// once, against inserts of one row, 256 a commit; rounds alternate. Prints steps a second
/// and processor time a step of each round as JSON.
int main(int count, char** arguments) {
    if (count != 2) return 2;
    try {
        std::filesystem::create_directories(arguments[1]);
        measure(arguments[1]);
        return 0;
    } catch (const std::exception& mistake) {
        std::fprintf(stderr, "%s\n", mistake.what());
        return 1;
    }
}

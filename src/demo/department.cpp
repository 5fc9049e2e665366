#include "demo/department.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "demo/civil_affairs.h"
#include "demo/human_resources.h"
#include "demo/police.h"
#include "foundation/http/server.h"

namespace yici::demo {

std::string_view name_of(DepartmentKind kind) {
    switch (kind) {
        case DepartmentKind::police:
            return "police";
        case DepartmentKind::civil_affairs:
            return "civil_affairs";
        case DepartmentKind::human_resources:
            return "human_resources";
    }
    return "";
}

std::optional<DepartmentKind> parse_department(std::string_view text) {
    for (const DepartmentKind kind :
         {DepartmentKind::police, DepartmentKind::civil_affairs, DepartmentKind::human_resources})
        if (text == name_of(kind)) return kind;
    return std::nullopt;
}

Disturbances usual_disturbances(DepartmentKind kind) {
    Disturbances disturbances;
    if (kind == DepartmentKind::police) {
        disturbances.slow_from = std::chrono::milliseconds(400);
        disturbances.slow_to = std::chrono::milliseconds(900);
    }
    if (kind == DepartmentKind::human_resources) disturbances.fail_every = 4;
    disturbances.wrong_record = kind == DepartmentKind::civil_affairs;
    return disturbances;
}

struct Department::State {
    State(DepartmentOptions chosen, const Clock& clock, RandomSource& random);

    std::unique_ptr<DepartmentSystem> make_system(const Clock& clock, RandomSource& random);
    void open_pack();
    void start(const Clock& clock, RandomSource& random);

    DepartmentOptions options;
    std::string url;
    codes::Divisions divisions;
    Story story;
    TicketCheck tickets;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<DepartmentSystem> system;
    CivilAffairs* civil_affairs = nullptr;
    std::unique_ptr<http::Server> server;
};

Department::State::State(DepartmentOptions chosen, const Clock& clock, RandomSource& random)
    : options(std::move(chosen)), tickets(options.ticket_secret, options.ticket_public_key, clock) {
    open_pack();
    std::filesystem::create_directories(options.data);
    const std::filesystem::path file = options.data / (std::string(name_of(options.kind)) + ".sqlite");
    url = options.database.empty() ? "sqlite:" + file.string() : options.database;
    database = db::open(url);
    system = make_system(clock, random);
    Population population(divisions, story, options.population);
    const int64_t total = options.population.persons;
    std::function<void(int64_t)> progress;
    if (options.progress) progress = [this, total](int64_t done) { options.progress(done, total); };
    system->prepare(population, progress);
    start(clock, random);
}

void Department::State::open_pack() {
    std::vector<Finding> findings;
    divisions = codes::Divisions::load(options.pack / "divisions.csv", findings);
    story = Story::load(options.pack / "demonstration" / "story.yaml", findings);
    if (!findings.empty())
        throw Error(ErrorKind::invalid_input, "demo.bad_pack", findings.front().to_string(Language::zh));
}

std::unique_ptr<DepartmentSystem> Department::State::make_system(const Clock& clock, RandomSource& random) {
    switch (options.kind) {
        case DepartmentKind::police:
            return std::make_unique<Police>(*database, tickets, options.disturbances, options.population.seed,
                                            options.wait);
        case DepartmentKind::civil_affairs: {
            auto made = std::make_unique<CivilAffairs>(*database, story, options.disturbances, clock);
            civil_affairs = made.get();
            return made;
        }
        case DepartmentKind::human_resources:
            return std::make_unique<HumanResources>(*database, tickets, options.disturbances,
                                                    HumanResources::Client{options.app_key, options.app_secret}, clock,
                                                    random);
    }
    throw Error(ErrorKind::invalid_input, "demo.no_such_department");
}

void Department::State::start(const Clock& clock, RandomSource& random) {
    http::Router router;
    system->add_routes(router);
    router.get("/health", [this](const http::Request&) {
        return http::Response::json(JsonObject()
                                        .add("department", std::string(name_of(options.kind)))
                                        .add("records", system->records())
                                        .add("made_up", std::string(kMadeUp))
                                        .text());
    });
    router.get("/disturbances", [this](const http::Request&) { return http::Response::json(system->disturbances()); });
    http::ServerOptions server_options;
    server_options.address = options.address;
    server_options.port = options.port;
    server_options.access_log = false;
    // A slow department keeps its workers waiting; there must be enough of them.
    server_options.worker_threads = options.kind == DepartmentKind::police ? 64 : 8;
    server = std::make_unique<http::Server>(std::move(router), server_options, clock, random);
    server->start();
}

Department::Department(DepartmentOptions options, const Clock& clock, RandomSource& random)
    : state_(std::make_unique<State>(std::move(options), clock, random)) {}

Department::~Department() {
    stop();
}

uint16_t Department::port() const {
    return state_->server->port();
}

const std::string& Department::database_url() const {
    return state_->url;
}

int64_t Department::records() const {
    return state_->system->records();
}

bool Department::marry_next() {
    return state_->civil_affairs != nullptr && state_->civil_affairs->marry_next();
}

void Department::stop() {
    if (!state_->server) return;
    state_->server->stop();
    state_->server.reset();
}

void run_department(const DepartmentOptions& options, const Clock& clock, RandomSource& random, std::stop_token stop,
                    const std::function<void(const Department&)>& ready) {
    Department department(options, clock, random);
    if (ready) ready(department);
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        if (options.marry_every.count() == 0) {
            woken.wait(lock, stop, [] { return false; });
        } else if (!woken.wait_for(lock, stop, options.marry_every, [] { return false; }) && !stop.stop_requested()) {
            department.marry_next();
        }
    }
}

}  // namespace yici::demo

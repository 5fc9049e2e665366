#pragma once

#include <map>

#include "engines/process/engine.h"
#include "engines/process/test_models.h"
#include "support/databases.h"

namespace yici::process::test {

/// An engine on each kind of database, with a clock that stands.
class EngineTest : public yici::test::DatabaseTest {
  protected:
    void SetUp() override {
        yici::test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        engine_ = std::make_unique<Engine>(Parts{database(), clock, calendar(), nullptr, nullptr});
    }
    Engine& engine() { return *engine_; }
    /// As a restarted program does.
    void restart() {
        engine_.reset();
        reopen();
        engine_ = std::make_unique<Engine>(Parts{database(), clock, calendar(), nullptr, nullptr});
    }
    template <typename Work>
    auto write(Work&& work) {
        if constexpr (std::is_void_v<decltype(work(std::declval<db::Transaction&>()))>) {
            database().write([&](db::Transaction& transaction) { work(transaction); });
        } else {
            return database().write_value(std::forward<Work>(work));
        }
    }
    int64_t deploy(const std::string& xml) {
        return write([&](db::Transaction& t) { return engine().deploy(t, xml).at(0).id; });
    }
    int64_t start(const std::string& json = "{}", const std::string& process = "p", const std::string& key = "case-1") {
        return write([&](db::Transaction& t) {
            Start request;
            request.process = process;
            request.key = key;
            request.variables = context(json);
            request.by = "window1";
            return engine().start(t, request);
        });
    }
    InstanceView view(int64_t instance) {
        return database().read_value([&](db::Transaction& t) { return engine().view(t, instance).value(); });
    }
    /// "a b !c": the elements whose work is open, incidents with a mark.
    std::string waiting(int64_t instance) {
        std::vector<std::string> ids;
        for (const WorkView& one : view(instance).work) {
            if (one.row.state == WorkState::open && one.row.kind != WorkKind::delivery) ids.push_back(one.row.element);
            if (one.row.state == WorkState::incident) ids.push_back("!" + one.row.element);
            if (one.row.state == WorkState::held) ids.push_back("(" + one.row.element + ")");
        }
        std::ranges::sort(ids);
        return join(ids, " ");
    }
    int64_t work(int64_t instance, std::string_view element, WorkState state = WorkState::open) {
        for (const WorkView& one : view(instance).work) {
            if (one.row.state == state && one.row.element == element) return one.row.id;
        }
        ADD_FAILURE() << element << " does not wait in " << waiting(instance);
        return 0;
    }
    void complete(int64_t instance, std::string_view element, const std::string& json = "{}",
                  const std::string& by = "li") {
        const int64_t id = work(instance, element);
        write([&](db::Transaction& t) { engine().complete(t, {id, by, context(json)}); });
    }
    std::vector<Job> jobs(const std::string& kind, int64_t limit = 10) {
        return write([&](db::Transaction& t) { return engine().take_jobs(t, kind, limit, std::chrono::seconds(60)); });
    }
    std::string variable(int64_t instance, std::string_view name) {
        const auto variables = context_of_json(view(instance).row.variables);
        const feel::Value* found = variables.find(name);
        return found != nullptr ? to_json(*found) : "-";
    }
    template <typename Work>
    std::string error_of(Work&& work) {
        try {
            database().write([&](db::Transaction& transaction) { work(transaction); });
        } catch (const Error& error) {
            return error.key();
        }
        return {};
    }

    ManualClock clock{kStart};

  private:
    std::unique_ptr<Engine> engine_;
};

}  // namespace yici::process::test

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "demo/browser.h"
#include "demo/steps.h"
#include "foundation/base/error.h"

namespace yici::demo {

using nlohmann::json;

namespace {

constexpr auto kPause = std::chrono::milliseconds(50);
constexpr auto kPatience = std::chrono::seconds(60);

/// The department's people, each at a browser of their own.
class Department {
  public:
    Department(const std::string& url, const Passwords& passwords) : url_(url), passwords_(passwords) {}

    Browser& of(const std::string& organisation) {
        if (const auto found = browsers_.find(organisation); found != browsers_.end()) return found->second;
        const Passwords::Account& approver = passwords_.approver_of(organisation);
        Browser& browser = browsers_.emplace(organisation, Browser(client_, url_)).first->second;
        browser.sign_in(approver.account, approver.password);
        return browser;
    }

  private:
    http::Client client_;
    const std::string& url_;
    const Passwords& passwords_;
    std::map<std::string, Browser> browsers_;
};

/// What somebody who agrees sends for a task of the demonstration's pack.
json answers_to(const json& task, std::string_view opinion) {
    const std::string form = task["form"];
    if (form.empty()) return {{"outputs", {{"granted", true}, {"opinion", opinion}}}};
    if (form == "sign") return {{"answers", {{"sign", true}, {"note", opinion}}}};
    if (form == "inspection") {
        const std::string day = task["created_at"].get<std::string>().substr(0, 10);
        return {{"answers", {{"inspected_on", day}, {"result", "pass"}}}};
    }
    if (form == "recheck") return {{"answers", {{"conclusion", "grant"}, {"opinion", opinion}}}};
    if (form == "urging") return {{"answers", {{"measure", opinion}}}};
    return {{"answers", {{"agree", true}, {"opinion", opinion}}}};
}

}  // namespace

std::string do_steps(const std::string& url, const std::string& number, const Passwords& passwords,
                     std::string_view opinion, const std::function<void(const StepDone&)>& told) {
    Department people(url, passwords);
    Browser& any = people.of(passwords.approvers.begin()->first);
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::string last;
    while (std::chrono::steady_clock::now() < give_up) {
        const json tasks = json::parse(any.send(http::Method::get, "/tasks?size=100&case=" + number, {}));
        for (const json& task : tasks["items"]) {
            if (task["state"] != "open") continue;
            last = task["organisation"];
            (void)people.of(last).send(http::Method::post,
                                       "/tasks/" + std::to_string(task["id"].get<int64_t>()) + "/complete",
                                       answers_to(task, opinion).dump());
            told({task["name"], task["organisation_name"]});
        }
        if (!tasks["items"].empty()) continue;
        if (last.empty()) break;
        std::string item = people.of(last).send(http::Method::get, "/cases/" + number, {});
        if (json::parse(item).contains("decision")) return item;
        std::this_thread::sleep_for(kPause);
    }
    throw Error(ErrorKind::unavailable, "demo.step_failed", "/cases/" + number + ": not decided");
}

}  // namespace yici::demo

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "demo/browser.h"
#include "demo/steps.h"
#include "demo/telling.h"
#include "foundation/base/clock.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::demo {

using nlohmann::json;

namespace {

constexpr const char* kPopulationSystem = "population";
constexpr const char* kInsuranceSystem = "social_insurance";
constexpr int kYearsWrong = 10;  // what the police's clerk mistyped

json get(Browser& browser, const std::string& path) {
    return json::parse(browser.send(http::Method::get, path, {}));
}

json post(Browser& browser, const std::string& path, const json& body = json::object()) {
    return json::parse(browser.send(http::Method::post, path, body.dump()));
}

class Correction {
  public:
    Correction(const std::string& url, const StoryMember& member, const Passwords& passwords,
               const CorrectionScene& scene, const std::function<void(const Told&)>& listener)
        : url_(url),
          member_(member),
          passwords_(passwords),
          scene_(scene),
          listener_(listener),
          window_(client_, url),
          approver_(client_, url),
          steward_(client_, url),
          citizen_(client_, url) {}

    void tell() {
        sign_in();
        mistype();
        decide_a_case();
        take_in();
        join();
        warn();
        correct();
        weigh();
        count();
    }

  private:
    void say(const std::string& step, const std::string& sentence, const json& facts) {
        listener_({step, to_iso8601(SystemClock().now()), sentence, facts.dump()});
    }

    void sign_in() {
        const auto steward = passwords_.stewards.find(scene_.authority);
        if (steward == passwords_.stewards.end()) {
            throw Error(ErrorKind::not_found, "demo.no_approver", scene_.authority);
        }
        const auto& approver = passwords_.approver_of(scene_.department);
        window_.sign_in(passwords_.clerk.account, passwords_.clerk.password);
        approver_.sign_in(approver.account, approver.password);
        steward_.sign_in(steward->second.account, steward->second.password);
        if (passwords_.citizen) citizen_.sign_in(passwords_.citizen->account, passwords_.citizen->password);
    }

    /// 7th to 14th character of the ID number; the wrong one is ten years older.
    void mistype() {
        const std::string digits = member_.code.substr(6, 8);
        const std::string rest = "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
        right_ = digits.substr(0, 4) + rest;
        wrong_ = std::to_string(std::stoi(digits.substr(0, 4)) - kYearsWrong) + rest;
        scene_.intake(scene_.authority, kPopulationSystem, wrong_);
        say("mistyped", "公安的人口系统把" + member_.name + "的出生日期录成了 " + wrong_ + "，人口综合库照此归集。",
            {{"field", "birth_date"}, {"value", wrong_}});
    }

    void decide_a_case() {
        const json item =
            post(window_, "/cases",
                 {{"matter", scene_.matter}, {"subject", member_.code}, {"channel", "8"}, {"form", json::object()}});
        number_ = item["number"];
        matter_name_ = item["matter_name"];
        post(window_, "/cases/" + number_ + "/gather");
        json gathering;
        do {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            gathering = get(window_, "/cases/" + number_ + "/gathering");
        } while (!gathering["done"]);
        std::string answer;
        for (const json& material : gathering["materials"]) {
            const std::string said = material["answer"];
            if (!said.empty()) answer = said;
            const std::string status = material["status"];
            if (status == "present") continue;
            post(window_, "/cases/" + number_ + "/materials/" + material["code"].get<std::string>() + "/brought",
                 {{"seen", true}});
        }
        post(window_, "/cases/" + number_ + "/confirm", {{"agreed", true}});
        post(window_, "/cases/" + number_ + "/accept");
        const json decided =
            json::parse(do_steps(url_, number_, passwords_, "年龄符合，准予。", [](const StepDone&) {}));
        say("relied",
            member_.name + "办理“" + matter_name_ + "”，年龄条件由登记簿应答“" + (answer == "yes" ? "符合" : "不符合") +
                "”，已准予。受理号 " + number_ + "。",
            {{"case", number_}, {"answer", answer}, {"state", decided["state"]}});
    }

    void take_in() {
        scene_.intake(scene_.other, kInsuranceSystem, right_);
        say("intake", "人社归集参保数据，里面的出生日期是 " + right_ + "，与登记簿不一致。",
            {{"field", "birth_date"}, {"value", right_}});
        ticket_ = scene_.check();
        const json ticket = get(steward_, "/tickets/" + ticket_);
        say("ticket",
            "多源校核开出校正单 " + ticket_ + "，转" + ticket["authority_name"].get<std::string>() + "，" +
                ticket["due_on"].get<std::string>() + " 前办结。已有 " + std::to_string(ticket["cases"].size()) +
                " 个办件用过这个日期，已标记。",
            {{"ticket", ticket_},
             {"authority", ticket["authority"]},
             {"due_on", ticket["due_on"]},
             {"cases", ticket["cases"].size()}});
    }

    /// Others notice the same: one ticket, more sources.
    void join() {
        const json noticed = post(window_, "/tickets",
                                  {{"subject", member_.code},
                                   {"type", "person"},
                                   {"field", "birth_date"},
                                   {"reason", "与所持身份证不符"},
                                   {"claimed", right_},
                                   {"case", number_}});
        std::string own = ticket_;
        if (passwords_.citizen) {
            own = post(citizen_, "/me/disputes",
                       {{"type", "person"},
                        {"field", "birth_date"},
                        {"reason", "我的出生日期录错了"},
                        {"claimed", right_}})["ticket"];
        }
        const json ticket = get(steward_, "/tickets/" + ticket_);
        say("merged",
            "窗口和本人也提出异议，并入同一张校正单，来源共 " + std::to_string(ticket["sources"].get<int>()) + " 个。",
            {{"ticket", noticed["id"]}, {"own", own}, {"sources", ticket["sources"]}});
    }

    void warn() {
        const json disputed = own_record();
        say("warned", "办结之前，谁读到这个日期都会看到“有异议”的提示。",
            {{"value", disputed.value("value", "")}, {"disputed", disputed.value("disputed", false)}});
    }

    void correct() {
        const json evidence = get(steward_, "/tickets/" + ticket_ + "/evidence");
        std::string said;
        for (const json& one : evidence["said"]) {
            said += (said.empty() ? "" : "，") + one["organisation_name"].get<std::string>() + " " +
                    one["value"].get<std::string>();
        }
        say("evidence",
            "数据专员查看证据（已存证）：" + said + "；公民身份号码本身写的是 " +
                evidence["id_number_says"].get<std::string>() + "。",
            {{"value", evidence["value"]},
             {"id_number_says", evidence["id_number_says"]},
             {"said", evidence["said"].size()}});
        const json closed = post(steward_, "/tickets/" + ticket_ + "/correct",
                                 {{"value", right_}, {"reason", "经核对户籍底册，录入有误，予以更正。"}});
        const json now = own_record();
        say("corrected", "公安更正为 " + now.value("value", right_) + "，登记簿的值随之改变，校正单办结。",
            {{"ticket", ticket_},
             {"outcome", closed["outcome"]},
             {"value", now.value("value", right_)},
             {"disputed", now.value("disputed", false)}});
    }

    void weigh() {
        const json item = get(approver_, "/cases/" + number_);
        const json& flag = item["flags"].at(0);
        say("flagged",
            "办件 " + number_ + "（" + matter_name_ + "）当时凭这个日期得到“符合”，按更正后的日期" +
                (flag["effect"] == "answer_changed" ? "不再符合，需要重新审查。" : "结论不变。"),
            {{"case", number_}, {"effect", flag["effect"]}, {"open", flag["open"]}});
        const bool changed = flag["effect"] == "answer_changed";
        const json weighed = post(approver_, "/cases/" + number_ + "/flags/" + ticket_ + "/weigh",
                                  {{"verdict", changed ? "changed" : "stands"},
                                   {"note", changed ? "未满年龄，通知本人并启动重新审查。" : "结论不变。"}});
        say("weighed", "审批人员重新审查后记录结论，当时取得的材料原样保留，每一步都已存证。",
            {{"case", number_}, {"verdict", weighed["flags"].at(0)["verdict"]}});
    }

    void count() {
        const json figures = get(steward_, "/tickets/figures");
        for (const json& body : figures["items"]) {
            if (body["authority"] != scene_.authority) continue;
            say("figures",
                body["authority_name"].get<std::string>() + "：校正单 " + std::to_string(body["tickets"].get<int>()) +
                    " 张，已更正 " + std::to_string(body["corrected"].get<int>()) + " 张，按时办结 " +
                    std::to_string(body["in_time"].get<int>()) + " 张。",
                body);
        }
    }

    json own_record() {
        if (!passwords_.citizen) return json::object();
        const json records = get(citizen_, "/me/records");
        for (const json& record : records["items"]) {
            if (record["type"] == "person" && record["field"] == "birth_date") return record;
        }
        return json::object();
    }

    http::Client client_;
    const std::string& url_;
    const StoryMember& member_;
    const Passwords& passwords_;
    const CorrectionScene& scene_;
    const std::function<void(const Told&)>& listener_;
    Browser window_;
    Browser approver_;
    Browser steward_;
    Browser citizen_;
    std::string right_;
    std::string wrong_;
    std::string number_;
    std::string matter_name_;
    std::string ticket_;
};

}  // namespace

void tell_correction(const std::string& url, const StoryMember& member, const Passwords& passwords,
                     const CorrectionScene& scene, const std::function<void(const Told&)>& listener) {
    Correction(url, member, passwords, scene, listener).tell();
}

}  // namespace yici::demo

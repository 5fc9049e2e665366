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

json get(Browser& browser, const std::string& path) {
    return json::parse(browser.send(http::Method::get, path, {}));
}

json post(Browser& browser, const std::string& path, const json& body = json::object()) {
    return json::parse(browser.send(http::Method::post, path, body.dump()));
}

class Telling {
  public:
    Telling(const std::string& url, const StoryMember& member, const Passwords& passwords,
            const std::function<void(const Told&)>& listener)
        : url_(url),
          member_(member),
          passwords_(passwords),
          listener_(listener),
          window_(client_, url),
          approver_(client_, url),
          citizen_(client_, url) {}

    void tell() {
        receive();
        gather();
        accept();
        decide();
        citizen_sees();
    }

  private:
    void say(const std::string& step, const std::string& sentence, const json& facts) {
        listener_({step, to_iso8601(SystemClock().now()), sentence, facts.dump()});
    }

    void receive() {
        window_.sign_in(passwords_.clerk.account, passwords_.clerk.password);
        const json matter = get(window_, "/matters/" + percent_encode(member_.matter));
        const json item =
            post(window_, "/cases",
                 {{"matter", member_.matter}, {"subject", member_.code}, {"channel", "8"}, {"form", form_of(matter)}});
        number_ = item["number"];
        matter_name_ = matter["name"];
        department_ = matter["department"];
        say("received", member_.name + "带着一张证来到窗口，办理“" + matter_name_ + "”。统一受理号 " + number_ + "。",
            {{"number", number_}, {"matter", member_.matter}});
    }

    /// What the matter's form requires, filled as the applicant would.
    static json form_of(const json& matter) {
        json form = json::object();
        if (matter["form"].is_null()) return form;
        const json& fields = matter["form"]["properties"];
        for (const std::string name : matter["form"].value("required", json::array())) form[name] = typed(fields[name]);
        return form;
    }

    static json typed(const json& field) {
        if (field.contains("enum")) return field["enum"][0];
        if (field["type"] == "integer") return field.value("minimum", 1);
        const std::string format = field.value("format", "");
        if (format == "mobile") return "13700000001";
        if (format == "date") return "2026-11-01";
        return field.contains("pattern") ? "6225750000001496" : "文三路478号";
    }

    void gather() {
        post(window_, "/cases/" + number_ + "/gather");
        std::vector<std::string> told;
        for (bool done = false; !done;) {
            const json gathering = get(window_, "/cases/" + number_ + "/gathering");
            done = gathering["done"];
            for (const json& material : gathering["materials"]) tell_material(material, told, done);
            if (!done) std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }

    void tell_material(const json& material, std::vector<std::string>& told, bool done) {
        const std::string code = material["code"];
        const std::string status = material["status"];
        const bool settled = status != "waiting" && status != "fetching";
        if (!settled || std::find(told.begin(), told.end(), code) != told.end()) return;
        // What arrives early may still turn out contradictory: such things are told at the end.
        if (!done && status != "present") return;
        told.push_back(code);
        const std::string name = material["name"];
        const std::string source = material["source_name"];
        std::string sentence = "材料“" + name + "”";
        if (status == "present") {
            sentence += source.empty()
                            ? "：出示的证件即可。"
                            : "由" + source + "提供，用时 " + std::to_string(material["milliseconds"].get<int64_t>()) +
                                  " 毫秒，尝试 " + std::to_string(material["attempts"].get<int>()) + " 次。";
        } else {
            sentence += "没有取得（" + status + "）：" + material["note"].get<std::string>() + "，由申请人提供。";
            post(window_, "/cases/" + number_ + "/materials/" + code + "/brought", {{"seen", true}});
        }
        say("material", sentence,
            {{"material", code}, {"status", status}, {"source", source}, {"milliseconds", material["milliseconds"]}});
    }

    void accept() {
        post(window_, "/cases/" + number_ + "/confirm", {{"agreed", true}});
        const json item = post(window_, "/cases/" + number_ + "/accept");
        due_ = item["due_on"].is_string() ? item["due_on"].get<std::string>() : "";
        say("accepted", "申请人确认无误，窗口受理。承诺在 " + due_ + " 前办结。",
            {{"number", number_}, {"national_number", item["national_number"]}, {"due_on", item["due_on"]}});
    }

    void decide() {
        const Passwords::Account& approver = passwords_.approver_of(department_);
        approver_.sign_in(approver.account, approver.password);
        const json item =
            json::parse(do_steps(url_, number_, passwords_, "材料齐全，符合条件，准予。", [this](const StepDone& done) {
                say("step", done.organisation + "办理“" + done.name + "”：同意。",
                    {{"number", number_}, {"name", done.name}});
            }));
        say("decided", "流程办完，作出决定：准予。", {{"number", number_}, {"state", item["state"]}});
        if (!item.contains("licence")) return;
        const std::string licence = item["licence"]["id"];
        const std::string container = approver_.send(http::Method::get, "/licences/" + licence + "/file", {});
        const json verdict = json::parse(approver_.send(http::Method::post, "/verify", container));
        say("licence",
            "电子证照“" + item["licence"]["name"].get<std::string>() + "”已签发并入库，标识 " + licence + "。",
            {{"licence", licence}, {"verified", verdict["valid"]}});
    }

    void citizen_sees() {
        if (!passwords_.citizen) return;
        citizen_.sign_in(passwords_.citizen->account, passwords_.citizen->password);
        json accesses = get(citizen_, "/me/access?size=100");
        for (const json& access : accesses["items"]) {
            if (access["case_number"] != number_ || access["kind"] != "call.answered") continue;
            std::string fields;
            for (const json& field : access["fields"])
                fields += (fields.empty() ? "" : "、") + field.get<std::string>();
            say("access",
                member_.name + "在自己的页面看到：" + access["organisation_name"].get<std::string>() + "为“" +
                    access["material_name"].get<std::string>() + "”查询了" +
                    (fields.empty() ? std::string("一个是或否的答复") : fields) + "，存证序号 " +
                    std::to_string(access["index"].get<int64_t>()) + "。",
                access);
        }
    }

    http::Client client_;
    const std::string& url_;
    const StoryMember& member_;
    const Passwords& passwords_;
    const std::function<void(const Told&)>& listener_;
    Browser window_;
    Browser approver_;
    Browser citizen_;
    std::string number_;
    std::string matter_name_;
    std::string department_;
    std::string due_;
};

}  // namespace

void tell(const std::string& url, const StoryMember& member, const Passwords& passwords,
          const std::function<void(const Told&)>& listener) {
    Telling(url, member, passwords, listener).tell();
}

}  // namespace yici::demo

#include "engines/exchange/provincial_routes.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "engines/exchange/gateway_protocol.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::exchange {
namespace {

constexpr std::chrono::minutes kRequestLife{15};
constexpr std::chrono::hours kRefreshLife{48};
constexpr std::chrono::minutes kCallLife{1};

struct Fault {
    const char* code;
    std::string message;
};

class ProvincialServer {
  public:
    ProvincialServer(Gateway& gateway, const GatewayCore& core) : gateway_(gateway), core_(core) {}

    http::Response refresh_by_key(const http::Request& request) {
        return answered(
            [&](const http::Parameters& parameters) {
                const auto application = application_of(parameters);
                check_sign(parameters, *application, application->secret);
                return Envelope{"00", "成功", new_secrets(application->id), 1, ""};
            },
            request);
    }

    http::Response refresh_by_secret(const http::Request& request) {
        return answered(
            [&](const http::Parameters& parameters) {
                const auto application = application_of(parameters);
                const GatewaySecrets secrets = secrets_of(application->id);
                check_valid(secrets.refresh_until);
                check_sign(parameters, *application, secrets.refresh_secret);
                return Envelope{"00", "成功", new_secrets(application->id), 1, ""};
            },
            request);
    }

    http::Response share(const http::Request& request) {
        return answered(
            [&](const http::Parameters& parameters) {
                const auto application = application_of(parameters);
                const GatewaySecrets secrets = secrets_of(application->id);
                check_valid(secrets.request_until);
                check_sign(parameters, *application, secrets.request_secret);
                const Resource& resource = resource_of(request);
                const Answer answer = gateway_.call(call_of(parameters, *application, resource));
                Envelope envelope = envelope_of(answer);
                envelope.disputed = disputed_of(answer.body);
                return envelope;
            },
            request);
    }

  private:
    template <typename Work>
    http::Response answered(const Work& work, const http::Request& request) {
        Envelope envelope;
        try {
            envelope = work(request.method == http::Method::get ? request.query_parameters()
                                                                : http::Parameters::parse(request.body));
        } catch (const Fault& fault) {
            envelope = {fault.code, fault.message, "", 0, ""};
        }
        envelope.request_id = request.request_id;
        return http::Response::json(envelope.to_json());
    }

    static std::string needed(const http::Parameters& parameters, std::string_view name) {
        const auto value = parameters.find(name);
        if (!value || value->empty()) throw Fault{"01", "缺少参数 " + std::string(name)};
        return std::string(*value);
    }

    std::shared_ptr<const Application> application_of(const http::Parameters& parameters) const {
        auto application = core_.parts().applications.find(needed(parameters, "appKey"));
        if (!application || !application->active) throw Fault{"02", "appKey 无效"};
        return application;
    }

    void check_sign(const http::Parameters& parameters, const Application& application,
                    const std::string& secret) const {
        const std::string sign = needed(parameters, "sign");
        const std::string time = needed(parameters, "requestTime");
        if (secret.empty() || !gateway_sign_fits(sign, application.id, secret, time)) throw Fault{"03", "签名错误"};
        const auto milliseconds = parse_integer(time);
        const Instant now = core_.parts().clock.now();
        const Instant at{std::chrono::milliseconds(milliseconds.value_or(0))};
        const bool in_time =
            time.size() == 13 && at >= now - core_.options().clock_behind && at <= now + core_.options().clock_ahead;
        if (!milliseconds || !in_time) throw Fault{"04", "requestTime 与服务器时间相差过大"};
    }

    void check_valid(Instant until) const {
        if (core_.parts().clock.now() >= until) throw Fault{"03", "密钥已过期，请重新获取"};
    }

    std::string new_secret() {
        std::array<uint8_t, 16> bytes{};
        core_.parts().random.fill(bytes);
        return to_hex(bytes);
    }

    std::string new_secrets(const std::string& application) {
        const Instant now = core_.parts().clock.now();
        const GatewaySecrets secrets{new_secret(), now + kRefreshLife, new_secret(), now + kRequestLife};
        const std::lock_guard lock(mutex_);
        secrets_[application] = secrets;
        return secrets.to_json();
    }

    GatewaySecrets secrets_of(const std::string& application) const {
        const std::lock_guard lock(mutex_);
        const auto found = secrets_.find(application);
        return found == secrets_.end() ? GatewaySecrets{} : found->second;
    }

    const Resource& resource_of(const http::Request& request) const {
        std::string_view file = request.at("file");
        constexpr std::string_view kEnd = ".htm";
        if (file.ends_with(kEnd)) file.remove_suffix(kEnd.size());
        for (const Resource& resource : core_.parts().resources.all()) {
            const std::string& provider = resource.delivery.provider_code;
            const bool by = request.at("provider") == (provider.empty() ? resource.provider : provider);
            if (by && interface_of(resource) == file) return resource;
        }
        throw Fault{"05", "没有这个接口"};
    }

    Call call_of(const http::Parameters& parameters, const Application& application, const Resource& resource) const {
        const auto additional = Additional::parse(needed(parameters, "additional"));
        if (!additional) throw Fault{"01", "additional 不是 JSON"};
        if (additional->project_id.empty()) throw Fault{"01", "additional.projectId 必须是办件编号"};
        if (additional->material_name.empty()) throw Fault{"01", "缺少 additional.materialName"};
        if (additional->access_card_id.empty()) throw Fault{"01", "缺少 additional.accesscardId"};
        const Instant now = core_.parts().clock.now();
        Call call;
        call.application = application.id;
        call.organisation = application.organisation;
        call.resource = resource.code;
        call.matter = additional->power_matters;
        call.case_number = additional->project_id;
        call.material = additional->material_name;
        call.officer = additional->access_card_id;
        call.purpose = additional->material_name;
        const std::string& parameter = resource.delivery.subject_parameter;
        call.subject = needed(parameters, parameter.empty() ? "cardId" : std::string_view(parameter));
        call.expires = now + kCallLife;
        call.id = needed(parameters, "requestTime") + "-" + needed(parameters, "sign").substr(0, 32);
        take_need(call, resource);
        const auto grant = core_.parts().grants.find(call.organisation, call.resource, call.matter);
        call.basis = grant ? grant->basis : "无";
        if (grant) std::erase_if(call.fields, [&](const std::string& field) { return !grant->grants_field(field); });
        return call;
    }

    /// The protocol names no fields: what the case's material needs and the grant covers is asked, no more. A material
    /// may be named by its name, as clients do.
    void take_need(Call& call, const Resource& resource) const {
        call.fields = resource.items;  // refused by the rules when there is no such case or material
        const auto live = core_.parts().cases.find(call.case_number);
        if (!live || !live->materials) return;
        for (const MaterialUse& use : *live->materials) {
            if (use.resource != resource.code || (use.material != call.material && use.name != call.material)) continue;
            call.material = use.material;
            call.fields = use.question ? std::vector<std::string>() : use.fields;
            call.question = use.question;
            return;
        }
    }

    static Envelope envelope_of(const Answer& answer) {
        switch (answer.result) {
            case Result::refused:
                throw Fault{"05", std::string(message(answer.reason, Language::zh))};
            case Result::failed:
                throw Fault{"06", std::string(message(answer.reason, Language::zh))};
            case Result::none:
                return {"00", "成功", "", 0, ""};
            case Result::yes:
            case Result::no:
                return {"00", "成功", R"({"result":")" + std::string(to_string(answer.result)) + "\"}", 1, ""};
            case Result::ok:
                break;
        }
        std::string datas = "[{";
        for (const auto& [name, value] : answer.values) {
            if (datas.size() > 2) datas += ',';
            append_json_string(datas, name);
            datas += ':';
            append_json_string(datas, value);
        }
        return {"00", "成功", datas + "}]", 1, ""};
    }

    Gateway& gateway_;
    const GatewayCore& core_;
    mutable std::mutex mutex_;
    std::map<std::string, GatewaySecrets, std::less<>> secrets_;
};

}  // namespace

std::string interface_of(const Resource& resource) {
    if (!resource.delivery.interface.empty()) return resource.delivery.interface;
    return to_hex(crypto::sm3(resource.code)).substr(0, 16);
}

void add_provincial_routes(http::Router& router, Gateway& gateway, const GatewayCore& core) {
    const auto server = std::make_shared<ProvincialServer>(gateway, core);
    const auto by_key = [server](const http::Request& request) { return server->refresh_by_key(request); };
    const auto by_secret = [server](const http::Request& request) { return server->refresh_by_secret(request); };
    const auto share = [server](const http::Request& request) { return server->share(request); };
    for (const http::Method method : {http::Method::get, http::Method::post}) {
        router.add(method, "/gateway/app/refreshTokenByKey.htm", by_key);
        router.add(method, "/gateway/app/refreshTokenBySec.htm", by_secret);
        router.add(method, "/gateway/api/{provider}/dataSharing/{file}", share);
    }
}

}  // namespace yici::exchange

#include <mutex>

#include "engines/exchange/connector.h"
#include "engines/exchange/gateway_protocol.h"
#include "engines/exchange/url.h"
#include "foundation/base/error.h"

namespace yici::exchange {
namespace {

constexpr std::chrono::minutes kEarly{3};  // clients refresh that long before the end

std::string form(const std::vector<std::pair<std::string, std::string>>& parameters) {
    std::string out;
    for (const auto& [name, value] : parameters) {
        if (!out.empty()) out += '&';
        out += name + "=" + percent_encode(value);
    }
    return out;
}

class GatewayConnector final : public Connector {
  public:
    GatewayConnector(const System& system, const crypto::PrivateKey& key, http::Client& client, const Clock& clock)
        : system_(system), signer_(system, key), client_(client), clock_(clock) {}

    Fetched fetch(const CallWork& work, const records::RecordType& type) override {
        bool fresh = false;
        std::string secret = request_secret(work, "", fresh);
        Envelope envelope = call(work, secret);
        if (envelope.code != "00" && !fresh) {
            // The other side may have forgotten our secrets (it was started again): once more with new ones.
            secret = request_secret(work, secret, fresh);
            envelope = call(work, secret);
        }
        if (envelope.code != "00") {
            const bool failed = envelope.code == "06";
            throw Error(failed ? ErrorKind::unavailable : ErrorKind::forbidden,
                        failed ? "exchange.provider_failed" : "exchange.provider_refused", "code " + envelope.code);
        }
        const auto record = only_record(envelope.datas);
        if (!record) return {};
        return read_provider_object(*record, work, type);
    }

  private:
    [[nodiscard]] SignMode mode() const { return system_.hmac ? SignMode::hmac_sm3 : SignMode::md5; }

    Envelope ask(const CallWork& work, const std::string& path,
                 const std::vector<std::pair<std::string, std::string>>& parameters, bool with_ticket) {
        http::ClientRequest request;
        request.method = http::Method::post;
        request.url = system_.url + path;
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = form(parameters);
        request.total_timeout = work.checked.resource->delivery.timeout;
        if (with_ticket) signer_.add(request.headers, work);
        http::Response response;
        try {
            response = client_.send(request);
        } catch (const Error&) {
            rethrow_as_provider_error(std::current_exception());
        }
        check_provider_status(response.status);
        auto envelope = Envelope::parse(response.body);
        if (!envelope) throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", "envelope");
        return std::move(*envelope);
    }

    std::vector<std::pair<std::string, std::string>> signed_with(const std::string& secret) const {
        const std::string time = gateway_time(clock_.now());
        return {{"appKey", system_.app_key},
                {"sign", gateway_sign(mode(), system_.app_key, secret, time)},
                {"requestTime", time}};
    }

    bool take_secrets(const Envelope& envelope) {
        if (envelope.code != "00") return false;
        const auto secrets = GatewaySecrets::parse(envelope.datas);
        if (!secrets) throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", "secrets");
        secrets_ = *secrets;
        return true;
    }

    /// A secret that is good for some minutes yet and is not `refused`; `fresh` when it was fetched for this call.
    std::string request_secret(const CallWork& work, const std::string& refused, bool& fresh) {
        const std::lock_guard lock(mutex_);
        const Instant now = clock_.now();
        const bool again = !refused.empty() && secrets_.request_secret == refused;
        if (!again && now + kEarly < secrets_.request_until) return secrets_.request_secret;
        fresh = true;
        if (!again && now + kEarly < secrets_.refresh_until &&
            take_secrets(
                ask(work, "/gateway/app/refreshTokenBySec.htm", signed_with(secrets_.refresh_secret), false))) {
            return secrets_.request_secret;
        }
        const Envelope envelope =
            ask(work, "/gateway/app/refreshTokenByKey.htm", signed_with(system_.app_secret), false);
        if (!take_secrets(envelope)) {
            throw Error(ErrorKind::forbidden, "exchange.provider_refused", "secrets: code " + envelope.code);
        }
        return secrets_.request_secret;
    }

    Envelope call(const CallWork& work, const std::string& secret) {
        const Delivery& delivery = work.checked.resource->delivery;
        const Call& call = work.call;
        Additional additional{call.matter, "",           call.officer,    work.checked.use->name,
                              "",          call.subject, call.case_number};
        if (call.subject == work.checked.live_case->subjects.front().code) {
            additional.sponsor_name = work.checked.live_case->applicant_name;
        }
        auto parameters = signed_with(secret);
        parameters.emplace_back(delivery.subject_parameter, call.subject);
        parameters.emplace_back("additional", additional.to_json());
        return ask(work, "/gateway/api/" + delivery.provider_code + "/dataSharing/" + delivery.interface + ".htm",
                   parameters, true);
    }

    System system_;
    TicketSigner signer_;
    http::Client& client_;
    const Clock& clock_;
    std::mutex mutex_;
    GatewaySecrets secrets_;
};

}  // namespace

std::unique_ptr<Connector> make_gateway_connector(const System& system, const crypto::PrivateKey& key,
                                                  http::Client& client, const Clock& clock) {
    return std::make_unique<GatewayConnector>(system, key, client, clock);
}

}  // namespace yici::exchange

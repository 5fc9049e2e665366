#include "engines/exchange/connector.h"
#include "engines/exchange/url.h"
#include "foundation/base/error.h"

namespace yici::exchange {

TicketSigner::TicketSigner(const System& system, const crypto::PrivateKey& key) : key_(key) {
    if (!system.ticket_secret.empty()) {
        hmac_ = std::make_unique<crypto::HmacKey>(crypto::HashAlgorithm::sm3, as_bytes(system.ticket_secret));
    }
}

TicketOrder TicketSigner::order(http::Headers& headers, const CallWork& work) const {
    const Call& call = work.call;
    return {
        &headers, {call.case_number, call.matter, call.material, "", call.expires}, call.subject, hmac_.get(), &key_};
}

void TicketSigner::add(http::Headers& headers, const CallWork& work) const {
    TicketOrder one = order(headers, work);
    add_tickets({&one, 1});
}

void rethrow_as_provider_error(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
        if (error.key().starts_with("exchange.")) throw;
        if (error.kind() == ErrorKind::timed_out) throw Error(ErrorKind::timed_out, "exchange.provider_timed_out");
        if (error.key() == "http.bad_answer" || error.key() == "http.answer_too_large") {
            throw Error(ErrorKind::unavailable, "exchange.provider_bad_answer", error.key());
        }
        throw Error(ErrorKind::unavailable, "exchange.provider_unreachable", error.key());
    }
}

void check_provider_status(int status) {
    if (status == 200) return;
    if (status == 429 || status >= 500) {
        throw Error(ErrorKind::unavailable, "exchange.provider_failed", std::to_string(status));
    }
    throw Error(ErrorKind::forbidden, "exchange.provider_refused", std::to_string(status));
}

http::ClientRequest HttpJsonConnector::request_for(const CallWork& work) const {
    const Delivery& delivery = work.checked.resource->delivery;
    http::ClientRequest request;
    std::string path = delivery.path;
    constexpr std::string_view kPlace = "{subject}";
    path.replace(path.find(kPlace), kPlace.size(), percent_encode(work.call.subject));
    request.url = system_.url + path;
    char separator = path.find('?') == std::string::npos ? '?' : '&';
    for (const std::string& field : work.asked_fields()) {
        request.url += separator == ',' ? "," : std::string(1, separator) + "fields=";
        request.url += percent_encode(delivery.theirs(field));
        separator = ',';
    }
    request.total_timeout = delivery.timeout;
    request.headers.add("Accept", "application/json");
    return request;
}

Fetched HttpJsonConnector::read(const http::Response& response, const CallWork& work, const records::RecordType& type) {
    if (response.status == 404) return {};
    check_provider_status(response.status);
    return read_provider_object(response.body, work, type);
}

Fetched HttpJsonConnector::fetch(const CallWork& work, const records::RecordType& type) {
    http::Response response;
    try {
        http::ClientRequest request = request_for(work);
        signer_.add(request.headers, work);
        response = client_.send(request);
    } catch (const Error&) {
        rethrow_as_provider_error(std::current_exception());
    }
    return read(response, work, type);
}

}  // namespace yici::exchange

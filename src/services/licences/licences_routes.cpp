#include "engines/documents/container.h"
#include "engines/documents/face.h"
#include "foundation/crypto/hash.h"
#include "services/licences/licence_store.h"
#include "services/licences/licences_json.h"
#include "services/licences/licences_state.h"

namespace yici::licences {

namespace {

constexpr size_t kContainerLimit = 4 << 20;
constexpr int kFaceDotsPerInch = 120;

}  // namespace

void Licences::add_routes(http::Router& router, accounts::Accounts& accounts) {
    State& state = *state_;

    /// The licence of the request, when the caller is its holder or belongs to its issuer.
    const auto permitted = [this, &state, &accounts](const http::Request& request) {
        const accounts::Account account = accounts.require(request);
        Licence licence = get(request.at("id"));
        const bool holder = account.kind == accounts::Kind::citizen && account.subject == licence.holder;
        const bool staff = account.kind == accounts::Kind::staff;
        if (!holder && !staff) throw Error(ErrorKind::not_found, "licences.not_found", licence.identifier);
        if (staff) {
            // Reading somebody's licence is reading personal data: it is written down.
            state.parts.database.write([&](db::Transaction& transaction) {
                state.parts.journal.append(
                    transaction,
                    {"licence.viewed", account.id, state.parts.subjects.digest_of(transaction, licence.holder),
                     licence.case_number, R"({"organisation":")" + account.organisation + "\"}"});
            });
        }
        return licence;
    };
    const auto verified = [&state](const Licence& licence) {
        return documents::verify_container(licence.container, &state.parts.key.public_key(),
                                           china_date(state.parts.clock.now()));
    };

    router.get("/api/v1/me/licences", [this, &state, &accounts](const http::Request& request) {
        const accounts::Account account = accounts.require(request);
        if (account.subject.empty()) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        return http::Response::json(to_json(of_holder(account.subject), state.parts));
    });
    router.get("/api/v1/licences/{id}", [permitted, &state](const http::Request& request) {
        return http::Response::json(to_json(permitted(request), state.parts));
    });
    router.get("/api/v1/licences/{id}/file", [permitted](const http::Request& request) {
        const Licence licence = permitted(request);
        return http::Response::file(std::string(as_text(licence.container)), "application/json",
                                    licence.identifier + ".licence.json");
    });
    router.get("/api/v1/licences/{id}/face.pdf", [permitted, &state](const http::Request& request) {
        const Licence licence = permitted(request);
        const Bytes face = state.parts.database.read_value(
            [&](db::Transaction& transaction) { return load_face(transaction, licence.identifier); });
        return http::Response::file(std::string(as_text(face)), "application/pdf");
    });
    router.get("/api/v1/licences/{id}/face.png", [permitted, verified, &state](const http::Request& request) {
        const Licence licence = permitted(request);
        const documents::LicenceType* type = state.parts.types.find(licence.type);
        const auto content = verified(licence).licence;
        if (type == nullptr || !content) throw Error(ErrorKind::not_found, "licences.unknown_type", licence.type);
        const Bytes face = documents::face_png(
            {*type, *content, state.verification_url(licence.identifier, licence.check_code), mask_value},
            kFaceDotsPerInch);
        return http::Response::file(std::string(as_text(face)), "image/png");
    });
    router.get("/api/v1/verify/{id}", [this, verified](const http::Request& request) {
        const Licence licence = get(request.at("id"));
        const std::string code = request.query_parameters().text_or("code", "");
        // Whoever has not seen the licence does not have its code, and learns nothing.
        if (!crypto::equal(as_bytes(code), as_bytes(licence.check_code))) {
            throw Error(ErrorKind::not_found, "licences.not_found");
        }
        return http::Response::json(verification_json(verified(licence), licence.state));
    });
    router.post("/api/v1/verify",
                [&state](const http::Request& request) {
                    const auto verification = documents::verify_container(
                        as_bytes(request.body), &state.parts.key.public_key(), china_date(state.parts.clock.now()));
                    std::string status;
                    if (verification.licence) {
                        const auto known = state.parts.database.read_value([&](db::Transaction& transaction) {
                            return load_licence(transaction, verification.licence->identifier);
                        });
                        if (known) status = known->state;
                    }
                    return http::Response::json(verification_json(verification, status));
                },
                {.body_limit = kContainerLimit, .guard = {}});
}

}  // namespace yici::licences

#include "engines/documents/container.h"
#include "engines/documents/face.h"
#include "foundation/crypto/hash.h"
#include "services/licences/licence_store.h"
#include "services/licences/licences_json.h"
#include "services/licences/licences_state.h"

namespace yici::licences {

namespace {

constexpr size_t kContainerLimit = 4 << 20;
constexpr int kFaceDotsPerInch = 192;  // a module of the QR code is then nearly 3 dots, which scanners need

/// The routes' common ground: whose licence it is, and who may see it.
class Library {
  public:
    Library(Licences& licences, const Licences::State& state, accounts::Accounts& accounts)
        : licences_(licences), state_(state), accounts_(accounts) {}

    http::Response mine(const http::Request& request) {
        const accounts::Account account = accounts_.require(request);
        if (account.subject.empty()) throw Error(ErrorKind::forbidden, "accounts.not_allowed");
        return http::Response::json(to_json(licences_.of_holder(account.subject), state_.parts));
    }

    http::Response show(const http::Request& request) {
        return http::Response::json(to_json(permitted(request), state_.parts));
    }

    http::Response file(const http::Request& request) {
        const Licence licence = permitted(request);
        return http::Response::file(std::string(as_text(licence.container)), "application/json",
                                    licence.identifier + ".licence.json");
    }

    http::Response face_pdf(const http::Request& request) {
        const Licence licence = permitted(request);
        const Bytes face = state_.parts.database.read_value(
            [&](db::Transaction& transaction) { return load_face(transaction, licence.identifier); });
        return http::Response::file(std::string(as_text(face)), "application/pdf");
    }

    http::Response face_png(const http::Request& request) {
        const Licence licence = permitted(request);
        const documents::LicenceType* type = state_.parts.types.find(licence.type);
        const auto content = verified(licence.container).licence;
        if (type == nullptr || !content) throw Error(ErrorKind::not_found, "licences.unknown_type", licence.type);
        const Bytes face = documents::face_png(
            {*type, *content, state_.verification_url(licence.identifier, licence.check_code), mask_value},
            kFaceDotsPerInch);
        return http::Response::file(std::string(as_text(face)), "image/png");
    }

    /// What a QR code leads to. Whoever has not seen the licence does not have its code, and learns nothing.
    http::Response verify_code(const http::Request& request) {
        const Licence licence = licences_.get(request.at("id"));
        const std::string code = request.query_parameters().text_or("code", "");
        if (!crypto::equal(as_bytes(code), as_bytes(licence.check_code))) {
            throw Error(ErrorKind::not_found, "licences.not_found");
        }
        return http::Response::json(verification_json(verified(licence.container), licence.state));
    }

    http::Response verify_file(const http::Request& request) {
        const auto verification = verified(as_bytes(request.body));
        std::string status;
        if (verification.licence) {
            const auto known = state_.parts.database.read_value([&](db::Transaction& transaction) {
                return load_licence(transaction, verification.licence->identifier);
            });
            if (known) status = known->state;
        }
        return http::Response::json(verification_json(verification, status));
    }

  private:
    [[nodiscard]] documents::Verification verified(BytesView container) const {
        return documents::verify_container(container, &state_.parts.key.public_key(),
                                           china_date(state_.parts.clock.now()));
    }

    /// Whoever may not read it does not learn that it exists.
    Licence permitted(const http::Request& request) {
        const accounts::Account account = accounts_.require(request);
        Licence licence = licences_.get(request.at("id"));
        if (!may_read(account, licence)) throw Error(ErrorKind::not_found, "licences.not_found", licence.identifier);
        if (account.kind == accounts::Kind::staff) journal_view(account, licence);
        return licence;
    }

    /// Reading somebody's licence is reading personal data: it is written down.
    void journal_view(const accounts::Account& account, const Licence& licence) const {
        state_.parts.database.write([&](db::Transaction& transaction) {
            state_.parts.journal.append(
                transaction,
                {"licence.viewed", account.id, state_.parts.subjects.digest_of(transaction, licence.holder),
                 licence.case_number, R"({"organisation":")" + account.organisation + "\"}"});
        });
    }

    Licences& licences_;
    const Licences::State& state_;
    accounts::Accounts& accounts_;
};

}  // namespace

void Licences::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto library = std::make_shared<Library>(*this, *state_, accounts);
    router.get("/api/v1/me/licences", [library](const http::Request& request) { return library->mine(request); });
    router.get("/api/v1/licences/{id}", [library](const http::Request& request) { return library->show(request); });
    router.get("/api/v1/licences/{id}/file", [library](const http::Request& r) { return library->file(r); });
    router.get("/api/v1/licences/{id}/face.pdf", [library](const http::Request& r) { return library->face_pdf(r); });
    router.get("/api/v1/licences/{id}/face.png", [library](const http::Request& r) { return library->face_png(r); });
    router.get("/api/v1/verify/{id}", [library](const http::Request& r) { return library->verify_code(r); });
    router.post("/api/v1/verify", [library](const http::Request& request) { return library->verify_file(request); },
                {.body_limit = kContainerLimit, .guard = {}});
}

}  // namespace yici::licences

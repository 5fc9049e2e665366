#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/documents/licence_type.h"
#include "foundation/base/clock.h"
#include "foundation/base/random.h"
#include "foundation/crypto/keys.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"
#include "foundation/journal/journal.h"
#include "services/accounts/accounts.h"
#include "services/organisations/organisations.h"

namespace yici::licences {

struct IssueRequest {
    std::string type;    // 21 characters
    std::string issuer;  // credit code of the department that decided; a type may name another issuer
    std::string holder;  // ID number or credit code
    std::string holder_name;
    std::string case_number;
    std::string window_organisation;            // that received the case, and so hands the licence out
    std::string form = "{}";                    // one JSON object
    std::map<std::string, std::string> values;  // "material.field" → value
};
struct Issued {
    std::string identifier;
    std::string name;
};

/// A licence (电子证照) as its table holds it; states are those of domain code list 01 valid … 05 expired.
struct Licence {
    std::string identifier;
    std::string type;
    std::string issuer;
    std::string holder;
    std::string holder_name;
    std::string case_number;
    std::string window_organisation;
    std::string department;
    std::string state;
    Date issued_on{};
    Date valid_from{};
    std::optional<Date> valid_until;  // none: long-term
    std::string check_code;           // what a QR code carries beside the identifier
    Bytes container;                  // the signed file, exactly as it was issued
};

/// The holder; and staff of the body that issued it, of the department that decided, of the window that received the
/// case.
[[nodiscard]] bool may_read(const accounts::Account& account, const Licence& licence);

struct Parts {
    db::Database& database;
    journal::Journal& journal;
    journal::Subjects& subjects;
    const documents::LicenceTypes& types;
    const organisations::Directory& organisations;
    const crypto::PrivateKey& key;
    const Clock& clock;
    RandomSource& random;
    std::string public_url;  // what QR codes lead to, "http://localhost:8080"
};

/// The licence library of a node; safe from several threads. One valid licence a type and holder: issuing again raises
/// the version and ends the earlier one (state 05), as GB/T 36904 counts versions.
/// Errors: licences.not_found, licences.unknown_type.
class Licences {
  public:
    explicit Licences(const Parts& parts);
    ~Licences();

    [[nodiscard]] Issued issue(db::Transaction& transaction, const IssueRequest& request);
    [[nodiscard]] Licence get(std::string_view identifier);
    [[nodiscard]] std::vector<Licence> of_holder(std::string_view holder);

    /// Routes under /api/v1/licences, /api/v1/verify and /api/v1/me/licences.
    void add_routes(http::Router& router, accounts::Accounts& accounts);

    struct State;  // for this room's own files

  private:
    std::unique_ptr<State> state_;
};

}  // namespace yici::licences

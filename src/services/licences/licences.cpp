#include "services/licences/licences.h"

#include <array>

#include "engines/codes/codes.h"
#include "engines/documents/container.h"
#include "engines/documents/face.h"
#include "engines/records/mask.h"
#include "services/licences/licence_store.h"
#include "services/licences/licences_json.h"
#include "services/licences/licences_state.h"
#include "services/licences/schema_sql.h"

namespace yici::licences {

namespace {

std::string random_hex(RandomSource& random, size_t bytes) {
    Bytes buffer(bytes);
    random.fill(buffer);
    return to_hex(buffer);
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c);
    return text;
}

/// Every item of the face that is no metadata, from the form or from what was fetched for the case.
std::vector<documents::LicenceItem> items_of(const documents::LicenceType& type, const IssueRequest& request) {
    static constexpr std::array<std::string_view, 7> kMetadata{
        "holder_name", "holder_code", "licence_number", "issuer_name", "issued_on", "valid_from", "valid_until"};
    const std::map<std::string, std::string> form = form_values(request.form);
    std::vector<documents::LicenceItem> items;
    for (const documents::FaceItem& item : type.face.items) {
        if (std::find(kMetadata.begin(), kMetadata.end(), item.name) != kMetadata.end()) continue;
        documents::LicenceItem filled{item.name, item.title, {}};
        if (const auto value = request.values.find(item.name); value != request.values.end()) {
            filled.value = value->second;
        } else if (const auto typed = form.find(item.name); typed != form.end()) {
            filled.value = typed->second;
        }
        items.push_back(std::move(filled));
    }
    return items;
}

/// The eve of the anniversary; an anniversary on a leap day falls on the month's end. 0 years: long-term.
std::optional<Date> last_valid_day(const Date& first, int years) {
    if (years == 0) return std::nullopt;
    Date end = first + std::chrono::years(years);
    if (!end.ok()) end = Date{end.year() / end.month() / std::chrono::last};
    return Date{std::chrono::sys_days(end) - std::chrono::days(1)};
}

}  // namespace

std::string mask_value(std::string_view rule, std::string_view value) {
    return records::mask(records::parse_mask(rule).value_or(records::Mask::none), value);
}

bool may_read(const accounts::Account& account, const Licence& licence) {
    if (account.kind == accounts::Kind::citizen) return account.subject == licence.holder;
    const std::string& body = account.organisation;
    return body == licence.issuer || body == licence.department || body == licence.window_organisation;
}

Licences::Licences(const Parts& parts) : state_(new State{parts}) {
    parts.database.migrate("licences", kSchemaSql);
}

Licences::~Licences() = default;

Issued Licences::issue(db::Transaction& transaction, const IssueRequest& request) {
    const documents::LicenceType* type = state_->parts.types.find(request.type);
    if (type == nullptr) throw Error(ErrorKind::not_found, "licences.unknown_type", request.type);
    const auto earlier = load_valid(transaction, request.type, request.holder);

    documents::Licence licence;
    licence.issuer_code = type->issuer.empty() ? request.issuer : type->issuer;
    licence.identifier = earlier ? documents::next_version(*earlier)
                                 : codes::make_licence_identifier(type->code, licence.issuer_code,
                                                                  upper(random_hex(state_->parts.random, 16)), 1);
    licence.number = request.case_number;
    licence.name = type->name;
    licence.type_code = type->code;
    licence.type_name = type->name;
    licence.issuer_name = state_->parts.organisations.name_of(licence.issuer_code);
    licence.issued_on = china_date(state_->parts.clock.now());
    licence.valid_from = licence.issued_on;
    licence.valid_until = last_valid_day(licence.issued_on, type->validity_years);
    licence.holder_name = request.holder_name;
    licence.holder_kind = type->holder;
    licence.holder_code = request.holder;
    licence.holder_code_kind = type->holder == documents::HolderKind::person ? "111" : "001";
    if (const auto* body = state_->parts.organisations.find(licence.issuer_code)) licence.division = body->division;
    if (earlier) licence.previous = *earlier;
    licence.operation = earlier ? documents::LicenceOperation::change : documents::LicenceOperation::issue;
    licence.items = items_of(*type, request);

    Licence stored;
    stored.check_code = random_hex(state_->parts.random, 8);
    const Bytes face = documents::face_pdf(
        {*type, licence, state_->verification_url(licence.identifier, stored.check_code), mask_value});
    const std::string container = documents::make_container(licence, face, state_->parts.key);
    stored.identifier = licence.identifier;
    stored.type = type->code;
    stored.issuer = licence.issuer_code;
    stored.holder = request.holder;
    stored.holder_name = request.holder_name;
    stored.case_number = request.case_number;
    stored.window_organisation = request.window_organisation;
    stored.department = request.issuer;
    stored.state = documents::code_of(documents::LicenceState::valid);
    stored.issued_on = licence.issued_on;
    stored.valid_from = licence.valid_from;
    stored.valid_until = licence.valid_until;
    stored.container.assign(container.begin(), container.end());
    if (earlier) store_state(transaction, *earlier, documents::code_of(documents::LicenceState::lapsed));
    insert_licence(transaction, stored, face);

    std::string data = R"({"identifier":)";
    append_json_string(data, stored.identifier);
    data += R"(,"container_sm3":")" + to_hex(crypto::sm3(container)) + "\"}";
    state_->parts.journal.append(
        transaction, {"licence.issued", stored.issuer, state_->parts.subjects.digest_of(transaction, stored.holder),
                      stored.case_number, data});
    return {stored.identifier, type->name};
}

Licence Licences::get(std::string_view identifier) {
    auto licence = state_->parts.database.read_value([&](db::Transaction& t) { return load_licence(t, identifier); });
    if (!licence) throw Error(ErrorKind::not_found, "licences.not_found", std::string(identifier));
    return std::move(*licence);
}

std::vector<Licence> Licences::of_holder(std::string_view holder) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return load_licences(t, holder); });
}

}  // namespace yici::licences

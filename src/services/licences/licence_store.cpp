#include "services/licences/licence_store.h"

namespace yici::licences {

namespace {

constexpr std::string_view kColumns =
    "identifier, type, issuer, holder, holder_name, case_number, state, issued_on, valid_from, valid_until, "
    "check_code, container, window_organisation, department";

Licence licence_of(const db::Row& row) {
    Licence licence;
    licence.identifier = row.text(0);
    licence.type = row.text(1);
    licence.issuer = row.text(2);
    licence.holder = row.text(3);
    licence.holder_name = row.text(4);
    licence.case_number = row.text(5);
    licence.state = row.text(6);
    licence.issued_on = parse_date(row.text(7)).value();
    licence.valid_from = parse_date(row.text(8)).value();
    licence.valid_until = parse_date(row.text(9));
    licence.check_code = row.text(10);
    licence.container = row.bytes(11);
    licence.window_organisation = row.text(12);
    licence.department = row.text(13);
    return licence;
}

}  // namespace

std::optional<Licence> load_licence(db::Transaction& transaction, std::string_view identifier) {
    const auto row = transaction.query_one("SELECT " + std::string(kColumns) + " FROM licences WHERE identifier = ?",
                                           {std::string(identifier)});
    if (!row) return std::nullopt;
    return licence_of(*row);
}

std::vector<Licence> load_licences(db::Transaction& transaction, std::string_view holder) {
    std::vector<Licence> licences;
    for (const db::Row& row :
         transaction.query("SELECT " + std::string(kColumns) +
                               " FROM licences WHERE holder = ? ORDER BY issued_on DESC, identifier DESC",
                           {std::string(holder)})) {
        licences.push_back(licence_of(row));
    }
    return licences;
}

std::optional<std::string> load_valid(db::Transaction& transaction, std::string_view type, std::string_view holder) {
    const auto row =
        transaction.query_one("SELECT identifier FROM licences WHERE holder = ? AND type = ? AND state = '01'",
                              {std::string(holder), std::string(type)});
    if (!row) return std::nullopt;
    return row->text(0);
}

void insert_licence(db::Transaction& transaction, const Licence& licence, const Bytes& face) {
    transaction.execute(
        "INSERT INTO licences (" + std::string(kColumns) + ", face) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        {licence.identifier, licence.type, licence.issuer, licence.holder, licence.holder_name, licence.case_number,
         licence.state, to_string(licence.issued_on), to_string(licence.valid_from),
         licence.valid_until ? to_string(*licence.valid_until) : "", licence.check_code, licence.container,
         licence.window_organisation, licence.department, face});
}

void store_state(db::Transaction& transaction, std::string_view identifier, std::string_view state) {
    transaction.execute("UPDATE licences SET state = ? WHERE identifier = ?",
                        {std::string(state), std::string(identifier)});
}

Bytes load_face(db::Transaction& transaction, std::string_view identifier) {
    const auto row = transaction.query_one("SELECT face FROM licences WHERE identifier = ?", {std::string(identifier)});
    return row ? row->bytes(0) : Bytes();
}

}  // namespace yici::licences

#include "services/cases/earlier_form.h"

#include "foundation/base/instants.h"
#include "services/cases/cases_state.h"

namespace yici::cases {
void keep_earlier_form(db::Transaction& transaction, const std::string& number, const EarlierForm& form) {
    transaction.execute(
        "INSERT INTO cases_earlier_forms (case_number, confirmed_at, replaced_at, answers) VALUES (?, ?, ?, ?)",
        {number, micros(form.confirmed_at), micros(form.replaced_at), form.answers});
}

std::vector<EarlierForm> earlier_forms(db::Transaction& transaction, const std::string& number) {
    std::vector<EarlierForm> forms;
    for (const db::Row& row :
         transaction.query("SELECT answers, confirmed_at, replaced_at FROM cases_earlier_forms WHERE case_number = ? "
                           "ORDER BY replaced_at",
                           {number})) {
        forms.push_back({row.text(0), instant_of(row.integer(1)), instant_of(row.integer(2))});
    }
    return forms;
}

std::vector<EarlierForm> Cases::earlier_forms(const std::string& number) {
    return state_->parts.database.read_value([&](db::Transaction& t) { return cases::earlier_forms(t, number); });
}

}  // namespace yici::cases

#include "services/procedures/answers.h"

#include "foundation/base/instants.h"

namespace yici::procedures {

namespace {

constexpr const char* kColumns = "SELECT task, instance, form, content, actor, at FROM procedures_answers WHERE ";

Answer answer_from(const db::Row& row) {
    return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), instant_of(row.integer(5))};
}

}  // namespace

void keep_answer(db::Transaction& transaction, const Answer& answer) {
    transaction.execute(
        "INSERT INTO procedures_answers (task, instance, form, content, actor, at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (task) DO UPDATE SET form = excluded.form, content = excluded.content, actor = excluded.actor, "
        "at = excluded.at",
        {answer.task, answer.instance, answer.form, answer.content, answer.by,
         std::chrono::duration_cast<std::chrono::microseconds>(answer.at.time_since_epoch()).count()});
}

std::optional<Answer> answer_of(db::Transaction& transaction, int64_t task) {
    const auto row = transaction.query_one(std::string(kColumns) + "task = ?", {task});
    return row ? std::optional(answer_from(*row)) : std::nullopt;
}

std::vector<Answer> answers_in(db::Transaction& transaction, int64_t instance) {
    std::vector<Answer> found;
    for (const db::Row& row : transaction.query(std::string(kColumns) + "instance = ? ORDER BY task", {instance})) {
        found.push_back(answer_from(row));
    }
    return found;
}

}  // namespace yici::procedures

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "foundation/base/clock.h"
#include "foundation/db/database.h"

namespace yici::procedures {

/// What somebody answered to the form of a task; of several answers (a delegate's first) the last one.
struct Answer {
    int64_t task = 0;
    int64_t instance = 0;
    std::string form;
    std::string content;  // JSON
    std::string by;       // account
    Instant at{};
};

void keep_answer(db::Transaction& transaction, const Answer& answer);
[[nodiscard]] std::optional<Answer> answer_of(db::Transaction& transaction, int64_t task);
/// Of an instance, in the order of its tasks.
[[nodiscard]] std::vector<Answer> answers_in(db::Transaction& transaction, int64_t instance);

}  // namespace yici::procedures

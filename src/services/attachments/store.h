#pragma once

#include "services/attachments/attachments.h"

namespace yici::attachments {

void insert(db::Transaction& transaction, const Attachment& attachment, std::string_view subject);
void insert_content(db::Transaction& transaction, const Attachment& attachment, std::string_view content, BytesView key,
                    RandomSource& random);
[[nodiscard]] std::optional<Attachment> load(db::Transaction& transaction, std::string_view id);
/// attachments.not_found when it is gone; crypto.tampered when somebody changed it.
[[nodiscard]] std::string load_content(db::Transaction& transaction, std::string_view id, BytesView key);
[[nodiscard]] std::vector<Attachment> load_of_case(db::Transaction& transaction, std::string_view case_number);
[[nodiscard]] std::vector<Attachment> load_held(db::Transaction& transaction);
/// Not bound and uploaded before.
[[nodiscard]] std::vector<Attachment> load_abandoned(db::Transaction& transaction, Instant before);
[[nodiscard]] int64_t count_waiting(db::Transaction& transaction, std::string_view owner);
void bind_to(db::Transaction& transaction, std::string_view id, std::string_view case_number);
void set_scan(db::Transaction& transaction, std::string_view id, Scan scan);
void erase_content(db::Transaction& transaction, std::string_view id);
void erase(db::Transaction& transaction, std::string_view id);

}  // namespace yici::attachments

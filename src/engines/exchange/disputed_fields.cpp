#include "engines/exchange/disputed_fields.h"

#include <mutex>

namespace yici::exchange {

void DisputedFields::add(std::string_view subject_digest, std::string_view type, std::string_view field) {
    const std::unique_lock lock(mutex_);
    if (by_subject_[std::string(subject_digest)].emplace(type, field).second) ++count_;
}

void DisputedFields::remove(std::string_view subject_digest, std::string_view type, std::string_view field) {
    const std::unique_lock lock(mutex_);
    const auto found = by_subject_.find(subject_digest);
    if (found == by_subject_.end()) return;
    count_ -= found->second.erase({std::string(type), std::string(field)});
    if (found->second.empty()) by_subject_.erase(found);
}

bool DisputedFields::has(std::string_view subject_digest, std::string_view type, std::string_view field) const {
    if (none()) return false;
    const std::shared_lock lock(mutex_);
    const auto found = by_subject_.find(subject_digest);
    if (found == by_subject_.end()) return false;
    for (const auto& [one_type, one_field] : found->second) {
        if (one_type == type && one_field == field) return true;
    }
    return false;
}

}  // namespace yici::exchange

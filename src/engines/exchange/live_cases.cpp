#include "engines/exchange/live_cases.h"

#include <array>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace yici::exchange {
namespace {

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

}  // namespace

const CaseSubject* LiveCase::find_subject(std::string_view code) const {
    for (const CaseSubject& subject : subjects) {
        if (subject.code == code) return &subject;
    }
    return nullptr;
}

const MaterialUse* LiveCase::find_use(std::string_view material, std::string_view resource) const {
    if (!materials) return nullptr;
    for (const MaterialUse& use : *materials) {
        if (use.material == material && use.resource == resource) return &use;
    }
    return nullptr;
}

bool is_live_state(std::string_view state) {
    constexpr std::array<std::string_view, 6> kLive{"02", "03", "05", "06", "08", "09"};
    for (const std::string_view live : kLive) {
        if (state == live) return true;
    }
    return false;
}

struct CaseTable::State {
    std::shared_mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const LiveCase>, TextHash, std::equal_to<>> cases;
};

CaseTable::CaseTable() : state_(std::make_unique<State>()) {}

CaseTable::~CaseTable() = default;

std::shared_ptr<const LiveCase> CaseTable::find(std::string_view case_number) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->cases.find(case_number);
    return found == state_->cases.end() ? nullptr : found->second;
}

void CaseTable::put(LiveCase live_case) {
    std::string number = live_case.number;
    auto fresh = std::make_shared<const LiveCase>(std::move(live_case));
    const std::unique_lock lock(state_->mutex);
    state_->cases.insert_or_assign(std::move(number), std::move(fresh));
}

void CaseTable::erase(std::string_view case_number) {
    const std::unique_lock lock(state_->mutex);
    if (const auto found = state_->cases.find(case_number); found != state_->cases.end()) state_->cases.erase(found);
}

size_t CaseTable::size() const {
    const std::shared_lock lock(state_->mutex);
    return state_->cases.size();
}

}  // namespace yici::exchange

#pragma once

#include <mutex>
#include <shared_mutex>

#include "services/open_data/open_data.h"

namespace yici::open_data {

struct OpenData::Inner {
    explicit Inner(const Parts& given) : parts(given) {}
    Parts parts;
    std::shared_mutex mutex;
    std::map<std::string, std::shared_ptr<const Dataset>, std::less<>> datasets;
    std::mutex random_mutex;

    [[nodiscard]] const Plan& plan_of(const catalogue::Entry& entry) const;
    void load();
    [[nodiscard]] std::string new_id();
};

}  // namespace yici::open_data

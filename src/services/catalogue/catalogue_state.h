#pragma once

#include <memory>
#include <mutex>

#include "engines/search/index.h"
#include "services/catalogue/catalogue.h"

namespace yici::catalogue {

struct Catalogue::Inner {
    explicit Inner(const Parts& given) : parts(given) {}

    Parts parts;

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    void journal(db::Transaction& transaction, const std::string& kind, const std::string& actor, const Stored& stored);
    void publish(db::Transaction& transaction, Stored& stored, const std::string& approved_by);
    void seed(const Entry& entry);
    /// What is searched in, filled by the first call: ICU's tables would cost each start of a node a tenth of a second.
    const search::Index& index();
    /// Makes the search know an entry as others see it, or forget it; to be called once the change is committed.
    void show(const Stored& stored);
    [[nodiscard]] std::string new_code(db::Transaction& transaction, const Entry& entry) const;
    /// Matters that use a resource.
    [[nodiscard]] std::vector<const matters::Matter*> users_of(std::string_view code) const;

  private:
    void put_entry(search::Index& index, const Stored& stored) const;
    void put_matters(search::Index& index) const;

    std::mutex index_mutex_;
    std::unique_ptr<search::Index> index_;
};

/// SM3 of a text in hex.
[[nodiscard]] std::string digest_of(std::string_view text);

}  // namespace yici::catalogue

#pragma once

#include <shared_mutex>

#include "engines/search/index.h"
#include "services/catalogue/catalogue.h"

namespace yici::catalogue {

struct Catalogue::Inner {
    explicit Inner(const Parts& given) : parts(given), index(given.rules.synonyms) {}

    Parts parts;
    search::Index index;

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    void journal(db::Transaction& transaction, const std::string& kind, const std::string& actor, const Stored& stored);
    void publish(db::Transaction& transaction, Stored& stored, const std::string& approved_by);
    void seed(const Entry& entry);
    /// Makes the search know an entry as others see it, or forget it.
    void show(const Stored& stored);
    void show_matters();
    [[nodiscard]] std::string new_code(db::Transaction& transaction, const Entry& entry) const;
    /// Matters that use a resource.
    [[nodiscard]] std::vector<const matters::Matter*> users_of(std::string_view code) const;
};

/// SM3 of a text in hex.
[[nodiscard]] std::string digest_of(std::string_view text);

}  // namespace yici::catalogue

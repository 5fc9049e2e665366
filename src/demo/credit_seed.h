#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "demo/population.h"
#include "demo/story.h"

namespace yici::demo {

/// One made-up entry of a credit file, in the words of credit.yaml.
struct CreditFact {
    std::string subject;
    std::string kind;
    std::string organ;  // credit code of the body that entered it
    std::vector<std::pair<std::string, std::string>> values;
};

/// What the public credit registry holds about a made-up population: licences and penalties of some companies, places
/// on lists, good and bad records, a few persons; story members always the same. The same for the same seed and day.
class CreditSeed {
  public:
    CreditSeed(const Story& story, uint64_t seed, Date today) : story_(story), seed_(seed), today_(today) {}
    [[nodiscard]] std::vector<CreditFact> facts_of(const Population::Item& item) const;

  private:
    [[nodiscard]] std::string days_ago(uint64_t days) const;
    void add_entity(std::vector<CreditFact>& facts, const LegalEntity& entity) const;
    void add_person(std::vector<CreditFact>& facts, const Person& person) const;
    [[nodiscard]] CreditFact permit(const std::string& code, const std::string& name, uint64_t serial) const;
    [[nodiscard]] CreditFact penalty(const std::string& code, const std::string& name, uint64_t serial,
                                     uint64_t days) const;
    [[nodiscard]] CreditFact conduct(const char* kind, const std::string& code, const std::string& name,
                                     uint64_t serial, uint64_t days) const;
    [[nodiscard]] CreditFact listing(const char* list, const char* organ, const std::string& code,
                                     const std::string& name, uint64_t serial, uint64_t days) const;

    const Story& story_;
    uint64_t seed_;
    Date today_;
};

}  // namespace yici::demo

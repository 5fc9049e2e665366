#pragma once

#include <deque>
#include <string>
#include <unordered_set>

#include "demo/population.h"
#include "engines/records/record_type.h"
#include "engines/records/records.h"

namespace yici::demo {

/// What the node's own registry holds about a made-up population: the population and legal-entity libraries for
/// everybody, and homes, tenancies, housing funds, disabilities, residences, births, vehicles for those who have them.
/// The source of a record is the authority of its type's first field. Story members have what story.yaml says. About
/// one adult in 100 stands in the population library twice, as when an old number was never struck out: work for the
/// clerical review.
class RegistrySeed {
  public:
    RegistrySeed(Population& population, const Story& story, const records::RecordTypes& types, Instant observed);
    /// For records::Records::bulk_load: fills the observation and returns true, or false at the end.
    bool next(records::Observation& observation);

  private:
    using Values = std::vector<std::pair<std::string, std::string>>;

    void add(std::string_view type, const std::string& subject, Values values);
    void add_person(const Person& person);
    void add_belongings(const Person& person);
    void add_double(const Person& person);
    void add_entity(const LegalEntity& entity);
    void add_story(const StoryMember& member);

    Population& population_;
    const Story& story_;
    const records::RecordTypes& types_;
    Instant observed_;
    std::unordered_set<std::string> mothers_;  // of this year's newborn: one certificate each
    std::deque<records::Observation> ready_;
};

}  // namespace yici::demo

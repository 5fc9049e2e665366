#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yici::search {

/// What is looked for and found: texts with how much each counts.
struct Document {
    std::string id;
    std::vector<std::pair<std::string, double>> texts;
};

struct Hit {
    std::string id;
    double score = 0;
};

/// Full-text search for Chinese and Latin text, in memory. Terms are the dictionary words of ICU, pairs of neighbouring
/// Han characters, their pinyin (so that a wrong character of the same sound is forgiven), whole words in pinyin and
/// initials, and Latin words and numbers (one letter wrong in four, two in eight, is forgiven). Words of a synonym
/// group stand for each other. Ranked by BM25 (k1 1.2, b 0.5); hits that hold too little of what was asked, or are far
/// below the best one, are left out. Safe from several threads.
class Index {
  public:
    /// Groups of words that mean the same.
    explicit Index(std::vector<std::vector<std::string>> synonyms = {});
    ~Index();
    /// Adds a document or replaces the one of the same id.
    void put(const Document& document);
    void remove(std::string_view id);
    [[nodiscard]] size_t size() const;
    /// Best first, ties by id. An empty query finds nothing.
    [[nodiscard]] std::vector<Hit> search(std::string_view query) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::search

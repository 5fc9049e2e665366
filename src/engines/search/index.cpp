#include "engines/search/index.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "engines/search/terms.h"

namespace yici::search {

namespace {

constexpr double kK1 = 1.2;
constexpr double kB = 0.5;
constexpr double kSynonym = 0.7;
constexpr double kMisspelt = 0.6;
constexpr double kFarBelow = 0.15;     // of the best score
constexpr double kLeastCovered = 0.3;  // of what was asked and is known at all

/// Edit distance with neighbouring letters swapped as one, at most `most`; more gives most + 1.
size_t distance(std::string_view a, std::string_view b, size_t most) {
    if (a.size() > b.size() + most || b.size() > a.size() + most) return most + 1;
    std::vector<std::vector<size_t>> cost(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t same = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + same});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[a.size()][b.size()];
}

bool is_latin(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

}  // namespace

struct Index::State {
    Cutter cutter;
    std::vector<std::vector<std::string>> synonyms;
    mutable std::shared_mutex mutex;
    std::map<std::string, std::map<std::string, double>, std::less<>> postings;  // term → document → weighted count
    std::map<std::string, std::pair<double, std::vector<std::string>>, std::less<>> documents;  // length and terms
    double length = 0;

    void forget(std::string_view id) {
        const auto known = documents.find(id);
        if (known == documents.end()) return;
        for (const std::string& term : known->second.second) {
            const auto posting = postings.find(term);
            if (posting == postings.end()) continue;
            posting->second.erase(known->first);
            if (posting->second.empty()) postings.erase(posting);
        }
        length -= known->second.first;
        documents.erase(known);
    }

    /// The query's own terms, the other words of its synonym groups, and words that are spelt nearly so.
    [[nodiscard]] std::vector<Term> wanted(const std::string& query) const {
        std::vector<Term> terms = cutter.cut(query);
        const std::vector<Term> own = terms;
        for (const auto& group : synonyms) add_synonyms(query, group, own, terms);
        for (const Term& term : own) {
            const std::string_view word = std::string_view(term.text).substr(1);
            if (term.text[0] != 'w' || !is_latin(word)) continue;
            for (const char kind : {'y', 'i'}) terms.push_back({kind + std::string(word), 1, term.unit});
            if (word.size() >= 4) add_misspelt(word, term.unit, terms);
        }
        return terms;
    }

    void add_synonyms(const std::string& query, const std::vector<std::string>& group, const std::vector<Term>& own,
                      std::vector<Term>& terms) const {
        for (const std::string& word : group) {
            if (word.empty() || query.find(word) == std::string::npos) continue;
            // The units of the query that the word is made of: what finds a synonym has found them.
            std::set<size_t> units;
            for (const Term& piece : cutter.cut(word)) {
                for (const Term& term : own) {
                    if (term.text == piece.text) units.insert(term.unit);
                }
            }
            for (const std::string& other : group) {
                if (other == word || query.find(other) != std::string::npos) continue;
                for (const Term& piece : cutter.cut(other)) {
                    if (piece.text[0] != 'w' && piece.text[0] != 'b') continue;
                    for (const size_t unit : units) {
                        terms.push_back(
                            {piece.text, kSynonym * piece.weight / static_cast<double>(units.size()), unit});
                    }
                }
            }
        }
    }

    void add_misspelt(std::string_view word, size_t unit, std::vector<Term>& terms) const {
        const size_t most = word.size() >= 8 ? 2 : 1;
        for (const char kind : {'w', 'y'}) {
            for (auto at = postings.lower_bound(std::string(1, kind)); at != postings.end() && at->first[0] == kind;
                 ++at) {
                const std::string_view known = std::string_view(at->first).substr(1);
                if (known == word || !is_latin(known)) continue;
                if (distance(word, known, most) <= most) terms.push_back({at->first, kMisspelt, unit});
            }
        }
    }
};

Index::Index(std::vector<std::vector<std::string>> synonyms) : state_(std::make_unique<State>()) {
    for (auto& group : synonyms) {
        for (std::string& word : group) word = state_->cutter.normal(word);
        state_->synonyms.push_back(std::move(group));
    }
}

Index::~Index() = default;

void Index::put(const Document& document) {
    std::map<std::string, double> counts;
    double length = 0;
    for (const auto& [text, weight] : document.texts) {
        for (const Term& term : state_->cutter.cut(state_->cutter.normal(text))) {
            counts[term.text] += weight * term.weight;
            if (term.text[0] == 'b' || term.text[0] == 'w') length += 1;
        }
    }
    const std::unique_lock lock(state_->mutex);
    state_->forget(document.id);
    auto& [known_length, terms] = state_->documents[document.id];
    known_length = length;
    state_->length += length;
    for (const auto& [term, count] : counts) {
        state_->postings[term][document.id] = count;
        terms.push_back(term);
    }
}

void Index::remove(std::string_view id) {
    const std::unique_lock lock(state_->mutex);
    state_->forget(id);
}

size_t Index::size() const {
    const std::shared_lock lock(state_->mutex);
    return state_->documents.size();
}

std::vector<Hit> Index::search(std::string_view query) const {
    const std::string normal = state_->cutter.normal(query);
    const std::shared_lock lock(state_->mutex);
    const auto count = static_cast<double>(state_->documents.size());
    const double average = count > 0 ? std::max(1.0, state_->length / count) : 1;
    std::map<std::string, std::map<size_t, double>> found;  // document → unit → score
    std::set<size_t> known;
    for (const Term& term : state_->wanted(normal)) {
        const auto posting = state_->postings.find(term.text);
        if (posting == state_->postings.end()) continue;
        known.insert(term.unit);
        const auto frequency = static_cast<double>(posting->second.size());
        const double rarity = std::log(1 + (count - frequency + 0.5) / (frequency + 0.5));
        for (const auto& [id, times] : posting->second) {
            const double length = state_->documents.find(id)->second.first;
            const double saturation = times * (kK1 + 1) / (times + kK1 * (1 - kB + kB * length / average));
            found[id][term.unit] += term.weight * rarity * saturation;
        }
    }
    std::vector<Hit> hits;
    double best = 0;
    for (const auto& [id, units] : found) {
        if (static_cast<double>(units.size()) < kLeastCovered * static_cast<double>(known.size())) continue;
        double score = 0;
        for (const auto& [unit, part] : units) score += part;
        // Who holds more of what was asked stands before who holds one part of it often.
        score *= static_cast<double>(units.size()) / static_cast<double>(known.size());
        best = std::max(best, score);
        hits.push_back({id, score});
    }
    std::erase_if(hits, [&](const Hit& hit) { return hit.score < kFarBelow * best; });
    std::ranges::sort(hits,
                      [](const Hit& a, const Hit& b) { return a.score != b.score ? a.score > b.score : a.id < b.id; });
    return hits;
}

}  // namespace yici::search

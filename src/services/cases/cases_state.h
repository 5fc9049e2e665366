#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "services/cases/cases.h"

namespace yici::cases {

/// Cases as their rows were last committed, so that the next step need not read them. Who works on one takes it off;
/// it comes back after the commit. Another program on the same database makes it stale, which the row's version tells.
class Shelf {
  public:
    /// None when it is not here.
    [[nodiscard]] std::shared_ptr<Case> take(const std::string& number);
    void put(std::shared_ptr<Case> item);

  private:
    static constexpr size_t kMost = 8192;
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<Case>> cases_;
};

/// What every function of the room works on; the parts come from outside.
struct Cases::Inner {
    explicit Inner(const Parts& given);

    Parts parts;
    Shelf shelf;
    /// What the gateway must know of each matter's materials.
    std::unordered_map<std::string, std::shared_ptr<const std::vector<exchange::MaterialUse>>> uses;

    [[nodiscard]] Instant now() const { return parts.clock.now(); }
    [[nodiscard]] Date today() const { return china_date(now()); }
    /// Holds answers against the matter's form, takes their files and puts them into the case; forms::Refused.
    void fill_form(db::Transaction& transaction, const matters::Matter& matter, Case& item, const std::string& answers,
                   std::string_view uploader) const;
    /// Puts a live case where the gateway sees it, takes an ended one out.
    void show_to_gateway(const Case& item);
    [[nodiscard]] const matters::Matter& matter_of(std::string_view code) const;

    /// Where the case that is worked on comes from. In a transaction that did other things before, nothing may turn out
    /// stale: its row is locked and read.
    enum class From { shelf, row };
    /// Hands `work` the case; cases.not_found. What came off the shelf and is stale is cases.stale, for retry_stale().
    void work_on(db::Transaction& transaction, const std::string& number, From from,
                 const std::function<void(const std::shared_ptr<Case>&)>& work);
    /// Writes the row, the event and the journal entry of one step; once they are durable the case goes to the shelf
    /// and the live index.
    void record_step(db::Transaction& transaction, const std::shared_ptr<Case>& item, unsigned changed, const Actor& by,
                     Action action, const std::string& note);
    /// One action on one case, inside the caller's transaction; idempotent by the request key. Another thread may have
    /// the case as soon as the transaction is committed.
    std::shared_ptr<Case> apply(db::Transaction& transaction, const std::string& number, const Act& act,
                                From from = From::shelf);
    void tell_handling(db::Transaction& transaction, const Case& item, const Act& act);
    /// See Cases::assess; what the rules say now.
    std::vector<decisions::Use> assess(db::Transaction& transaction, const Case& item, const Actor& by);
    void act_later(const std::shared_ptr<const std::pair<std::string, Act>>& asked,
                   const std::function<void(std::exception_ptr)>& done);
};

/// Runs `work` again while it fails with cases.stale: each time it takes what is in the row then.
template <typename Work>
auto retry_stale(Work&& work) {
    while (true) {
        try {
            return work();
        } catch (const Error& error) {
            if (error.key() != "cases.stale") throw;
        }
    }
}

/// What a request asked for, to tell a repeated one from another under the same key.
[[nodiscard]] std::string fingerprint_of(const NewCase& request);
[[nodiscard]] std::string fingerprint_of(std::string_view number, const Act& act);

}  // namespace yici::cases

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engines/exchange/gateway_core.h"
#include "engines/exchange/http_work.h"
#include "engines/exchange/signing_pace.h"

namespace yici::exchange {

/// Ends calls that came over HTTP: reads the registry for those that still need it, seals, journals, replies. On its
/// own thread it lets them gather into batches as large as SigningPace allows, which keeps signatures cheap.
class AnswerDesk {
  public:
    AnswerDesk(GatewayCore& core, WorkShelf& shelf);
    ~AnswerDesk();

    /// Ends the works on this thread.
    void finish(HttpWorks works);
    /// The same for works that were expected.
    void finish_expected(HttpWorks works);
    /// Ends them on the desk's thread.
    void push(HttpWorks works);
    /// A work that was expected() has its answer.
    void arrived(std::unique_ptr<HttpWork> work);
    void expect();
    /// Waits until nothing is expected, waiting or being written.
    void wait_until_idle();

  private:
    void run();
    /// Tells the thread that works wait beside the `before` that did already; under the lock.
    void announce(size_t before);
    void gather(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] HttpWorks take_batch();
    void reply(HttpWorks works, const std::exception_ptr& failure);

    GatewayCore& core_;
    WorkShelf& shelf_;
    std::mutex mutex_;
    std::condition_variable signal_;
    std::condition_variable idle_;
    HttpWorks waiting_;
    std::chrono::steady_clock::time_point first_at_;  // when the first of them came
    const size_t most_;                               // of them in a batch
    SigningPace pace_;                                // of the thread alone
    size_t open_ = 0;                                 // expected, waiting or being ended
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yici::exchange

#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "engines/exchange/gateway_core.h"
#include "engines/exchange/http_work.h"

namespace yici::exchange {

/// Ends calls that came over HTTP: reads the registry for those that still need it, seals, journals, replies. While it
/// signs one batch on its own thread, the next one gathers, which keeps batches large and signatures cheap.
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
    void reply(HttpWorks works, const std::exception_ptr& failure);

    GatewayCore& core_;
    WorkShelf& shelf_;
    std::mutex mutex_;
    std::condition_variable signal_;
    std::condition_variable idle_;
    HttpWorks waiting_;
    size_t open_ = 0;  // expected, waiting or being ended
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace yici::exchange

#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace yici::test {

/// A department's HTTP system that can be made to misbehave, always on the same port. Answers every request for a
/// person with the same record.
class FaultyDepartment {
  public:
    enum class Mood {
        works,
        refuses,   // nobody listens
        hangs,     // takes the request and never answers
        garbage,   // answers what is no HTTP
        nonsense,  // answers 200 with what is no record
        breaks,    // closes in the middle of the answer
        floods     // answers without an end
    };

    FaultyDepartment();
    ~FaultyDepartment();
    FaultyDepartment(const FaultyDepartment&) = delete;
    FaultyDepartment& operator=(const FaultyDepartment&) = delete;

    void become(Mood mood);
    [[nodiscard]] uint16_t port() const { return port_; }
    /// Requests that arrived so far.
    [[nodiscard]] int64_t requests() const { return requests_; }

  private:
    void listen();
    void close();
    void serve(int socket);

    std::atomic<Mood> mood_ = Mood::works;
    uint16_t port_ = 0;
    int listener_ = -1;
    std::atomic<int64_t> requests_ = 0;
    std::thread acceptor_;
    std::mutex mutex_;
    std::vector<std::thread> servers_;
    std::vector<int> open_;
};

}  // namespace yici::test

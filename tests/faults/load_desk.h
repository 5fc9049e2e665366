#pragma once

#include <string>
#include <vector>

#include "faults/load.h"

namespace yici::test {

/// A window and its department: takes one case after another from receipt to licence.
class Load::Desk {
  public:
    Desk(Load& load, int index, uint64_t seed);
    void work();

  private:
    [[nodiscard]] bool sign_in(Session& session, const char* account);
    /// Asks until there is an answer that stands; another status than the wanted one is a fault. Status 0: stopped.
    Reply insist(Session& session, const char* account, const std::string& path, const std::string& body,
                 const std::string& key, int wanted);
    /// One step of the case; now and then asked twice.
    bool step(Session& session, const char* account, const std::string& action, const std::string& body);
    void serve_one();
    bool receive();
    bool bring();
    bool gather();
    /// Does the steps of the case's procedure; the decision follows by itself.
    bool handle();
    /// Looks for decisions that have come meanwhile: after a kill when the lease of the job has run out.
    void look_back();

    Load& load_;
    const std::string name_;
    SeededRandom random_;
    Session clerk_;
    Session approver_;
    int64_t count_ = 0;
    std::string key_;
    std::string subject_;
    std::string number_;
    struct Awaited {
        std::string key, subject, number;
    };
    std::vector<Awaited> awaited_;
};

}  // namespace yici::test

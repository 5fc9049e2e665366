#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engines/process/engine.h"

namespace yici::procedures {

class Procedures;

/// Does a job and gives what it yields. It may be asked again for the same Job::key, after a kill or when a lease ran
/// out, and must then do nothing twice. An Error that refuses (conflict, rule violated, not found …) becomes an
/// incident, which waits for an operator; what else it throws is a failed attempt, and the model says how often it is
/// tried.
using Worker = std::function<feel::Context(const process::Job&)>;

/// What procedures do by themselves: timers, messages on their way, and jobs of the kinds that somebody does. Any
/// number of programs on one database share the work.
class Workers {
  public:
    explicit Workers(Procedures& procedures);
    ~Workers();

    /// Before start().
    void add(std::string kind, Worker worker);
    /// Works on threads of its own until it is destroyed.
    void start();
    /// Does here and now what is due; how many.
    int64_t run_due();

  private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

}  // namespace yici::procedures

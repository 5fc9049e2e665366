#include "engines/exchange/circuit_breaker.h"

namespace yici::exchange {

bool CircuitBreaker::allow() {
    const std::lock_guard lock(mutex_);
    if (state_ == State::closed) return true;
    if (state_ == State::open) {
        if (clock_.now() < opened_ + open_for_) return false;
        state_ = State::half_open;
        trying_ = false;
    }
    if (trying_) return false;
    trying_ = true;
    return true;
}

void CircuitBreaker::succeeded() {
    const std::lock_guard lock(mutex_);
    state_ = State::closed;
    failures_ = 0;
    trying_ = false;
}

void CircuitBreaker::failed() {
    const std::lock_guard lock(mutex_);
    ++failures_;
    trying_ = false;
    if (state_ == State::half_open || failures_ >= failures_to_open_) {
        state_ = State::open;
        opened_ = clock_.now();
    }
}

CircuitBreaker::State CircuitBreaker::state() const {
    const std::lock_guard lock(mutex_);
    if (state_ == State::open && clock_.now() >= opened_ + open_for_) return State::half_open;
    return state_;
}

int CircuitBreaker::failures() const {
    const std::lock_guard lock(mutex_);
    return failures_;
}

std::string_view to_string(CircuitBreaker::State state) {
    switch (state) {
        case CircuitBreaker::State::closed:
            return "closed";
        case CircuitBreaker::State::open:
            return "open";
        case CircuitBreaker::State::half_open:
            return "half_open";
    }
    return "closed";
}

}  // namespace yici::exchange

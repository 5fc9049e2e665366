#pragma once

#include <chrono>
#include <cstddef>

namespace yici::exchange {

/// How long answers wait for others to share their signature. An SM2 signature costs as much as some twenty calls, so
/// under load answers gather for a while before they are signed together. Who calls alone is not held up: after a batch
/// of a few answers nothing is waited for. One thread at a time.
class SigningPace {
  public:
    /// From the first answer that waits.
    [[nodiscard]] std::chrono::milliseconds patience() const {
        return last_ > kFew ? kPatience : std::chrono::milliseconds(0);
    }
    void signed_batch(size_t answers) { last_ = answers; }
    /// Nobody came for so long: there is nobody to wait for.
    static constexpr std::chrono::microseconds kPause{500};

  private:
    static constexpr size_t kFew = 8;
    static constexpr std::chrono::milliseconds kPatience{3};  // project convention: calls answer within 10 ms
    size_t last_ = 0;
};

}  // namespace yici::exchange

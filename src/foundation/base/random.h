#pragma once

#include <cstdint>
#include <span>

namespace yici {

/// Where random bytes come from; the program passes the operating system's, tests a seeded one.
class RandomSource {
  public:
    virtual ~RandomSource() = default;
    virtual void fill(std::span<uint8_t> bytes) = 0;
};

/// getrandom(2); safe from several threads.
class SystemRandom final : public RandomSource {
  public:
    void fill(std::span<uint8_t> bytes) override;
};

/// SplitMix64: the same bytes for the same seed. For tests and made-up populations, never for keys.
class SeededRandom final : public RandomSource {
  public:
    explicit SeededRandom(uint64_t seed) : state_(seed) {}
    void fill(std::span<uint8_t> bytes) override;
    [[nodiscard]] uint64_t next();
    /// Evenly from [0, bound); bound > 0.
    [[nodiscard]] uint64_t below(uint64_t bound);

  private:
    uint64_t state_;
};

}  // namespace yici

#pragma once

#include <cstddef>
#include <memory_resource>
#include <mutex>

namespace yici {

/// Memory that goes back as a whole, when the region ends; safe from several threads. Once much is asked for it lies in
/// pages of 2 MiB, where the system gives them: each first touch of a page is a fault, and on virtual machines these
/// cost more than the work on what is kept there.
class Region final : public std::pmr::memory_resource {
  public:
    Region();

  private:
    void* do_allocate(size_t bytes, size_t alignment) override;
    void do_deallocate(void*, size_t, size_t) override {}
    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

    std::mutex mutex_;
    std::pmr::monotonic_buffer_resource memory_;
};

}  // namespace yici

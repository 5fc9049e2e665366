#include "foundation/base/region.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace yici {

namespace {

constexpr size_t kPage = size_t{2} << 20;

/// Of the heap; what is large begins at a large page and asks for such.
class Pages final : public std::pmr::memory_resource {
    static std::align_val_t aligned(size_t bytes, size_t alignment) {
        return std::align_val_t{bytes < kPage ? alignment : std::max(alignment, kPage)};
    }
    void* do_allocate(size_t bytes, size_t alignment) override {
        void* const memory = ::operator new(bytes, aligned(bytes, alignment));
        if (bytes >= kPage) (void)::madvise(memory, bytes, MADV_HUGEPAGE);  // a wish: where it is refused, all works
        return memory;
    }
    void do_deallocate(void* memory, size_t bytes, size_t alignment) override {
        ::operator delete(memory, aligned(bytes, alignment));
    }
    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
};

Pages& pages() {
    static Pages pages;
    return pages;
}

}  // namespace

Region::Region() : memory_(&pages()) {}

void* Region::do_allocate(size_t bytes, size_t alignment) {
    const std::lock_guard lock(mutex_);
    return memory_.allocate(bytes, alignment);
}

}  // namespace yici

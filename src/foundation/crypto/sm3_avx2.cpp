#include <array>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "foundation/crypto/sm3_lanes.h"

#if defined(__x86_64__)
#pragma GCC target("avx2")
#endif
#include "foundation/crypto/sm3_kernel.h"

namespace yici::crypto {

using Words8 = uint32_t __attribute__((vector_size(32)));

void sm3_run_avx2(const Sm3Job* jobs, size_t count) {
    run_lanes<Words8>(jobs, count);
}

}  // namespace yici::crypto

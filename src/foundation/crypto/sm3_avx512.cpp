#include <array>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "foundation/crypto/sm3_lanes.h"

#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq")
#endif
#include "foundation/crypto/sm3_kernel.h"

namespace yici::crypto {

using Words16 = uint32_t __attribute__((vector_size(64)));

void sm3_run_avx512(const Sm3Job* jobs, size_t count) {
    run_lanes<Words16>(jobs, count);
}

}  // namespace yici::crypto

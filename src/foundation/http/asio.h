#pragma once

// For the .cpp files of this room alone. Boost 1.74 with g++ 12 needs <utility> before its coroutine headers.
// clang-format off
#include <utility>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
// clang-format on

namespace yici::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;

}  // namespace yici::http

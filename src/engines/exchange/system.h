#pragma once

#include <string>

namespace yici::exchange {

/// How a department's system is reached, from the configuration (systems.NAME.…); a Delivery names it.
struct System {
    std::string name;
    std::string title;          // 杭州市公安局人口系统
    std::string url;            // http_json, gateway: http://host:port
    std::string database;       // sql: sqlite:PATH or postgresql:…
    std::string app_key;        // gateway
    std::string app_secret;     // gateway
    bool hmac = false;          // gateway: sign with HMAC-SM3 instead of MD5
    std::string ticket_secret;  // HMAC-SM3 key of the ticket; empty: the node's SM2 key signs
};

}  // namespace yici::exchange

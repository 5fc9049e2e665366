#include "engines/codes/characters.h"

namespace yici::codes {

namespace {

/// ISO 7064 hybrid systems MOD m+1,m: the check value that makes the whole string congruent to 1.
int hybrid_check(std::string_view characters, int modulus, Fault* fault) {
    int product = modulus;
    for (const char c : characters) {
        const int value = value36(c);
        if (value < 0 || value >= modulus) {
            check_characters(characters, modulus == 10 ? std::string_view{} : kCapitals, fault);
            return -1;
        }
        product = (product + value) % modulus;
        if (product == 0) product = modulus;
        product = product * 2 % (modulus + 1);
    }
    return (modulus + 1 - product) % modulus;
}

char checked(std::string_view characters, int modulus) {
    Fault fault;
    const int value = hybrid_check(characters, modulus, &fault);
    if (value < 0) throw Error(ErrorKind::invalid_input, fault.reason, fault.detail);
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value];
}

}  // namespace

char iso7064_mod_11_10(std::string_view digits) {
    return checked(digits, 10);
}

char iso7064_mod_37_36(std::string_view characters) {
    return checked(characters, 36);
}

}  // namespace yici::codes

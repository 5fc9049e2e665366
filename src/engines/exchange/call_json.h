#pragma once

#include <memory>
#include <string>

#include "engines/exchange/call.h"

namespace yici::exchange {

/// Reads the JSON body of POST /api/v1/calls (docs/formats/calls.md). Kept between calls, so that reading allocates
/// nothing; one thread at a time.
class CallParser {
  public:
    CallParser();
    ~CallParser();
    /// Fills everything but application and organisation from the bytes of `text` behind `start`; the text's room grows
    /// by what the parser needs behind its end. False when the body is not as agreed: unknown or missing keys too.
    [[nodiscard]] bool parse(std::string& text, size_t start, Call& call);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::exchange

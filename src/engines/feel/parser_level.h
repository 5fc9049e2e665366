#pragma once

#include "engines/feel/parser.h"

namespace yici::feel {

/// One level of nesting while it lasts; refuses to go deeper than the stack allows.
class Parser::Level {
  public:
    static constexpr int kDeepest = 150;

    explicit Level(Parser& parser, bool range_end = false) : parser_(parser), was_range_end_(parser.range_end_) {
        if (++parser_.levels_ > kDeepest) {
            --parser_.levels_;
            Scanner::fail(parser_.scanner_.place(), "feel.nested_too_deeply", std::to_string(kDeepest));
        }
        parser_.range_end_ = range_end;
    }
    ~Level() {
        --parser_.levels_;
        parser_.range_end_ = was_range_end_;
    }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

  private:
    Parser& parser_;
    bool was_range_end_;
};

}  // namespace yici::feel

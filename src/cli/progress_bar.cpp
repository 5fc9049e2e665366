#include "cli/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace yici::cli {

namespace {
constexpr int64_t kWidth = 30;
}

ProgressBar::ProgressBar(std::string title, int64_t total)
    : title_(std::move(title)), total_(std::max<int64_t>(1, total)), terminal_(::isatty(STDOUT_FILENO) == 1) {}

void ProgressBar::show(int64_t done) {
    const int64_t percent = std::min<int64_t>(100, done * 100 / total_);
    if (percent == shown_ || (!terminal_ && percent / 10 == shown_ / 10 && shown_ >= 0)) return;
    shown_ = percent;
    if (terminal_) {
        std::string bar;
        for (int64_t i = 0; i < kWidth; ++i) bar += i < percent * kWidth / 100 ? "█" : "░";
        std::cout << '\r' << title_ << ' ' << bar << ' ' << percent << " %" << std::flush;
    } else {
        std::cout << title_ << ' ' << percent << " %" << std::endl;
    }
}

void ProgressBar::finish() {
    show(total_);
    if (terminal_) std::cout << std::endl;
}

}  // namespace yici::cli

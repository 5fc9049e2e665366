#include <cstdio>
#include <filesystem>

#include "journal_ratio.h"

namespace {

void print(const char* name, const yici::bench::JournalRatio& result) {
    std::printf("%s: ratio %.2f\n", name, result.ratio());
    for (size_t i = 0; i < result.ours.size(); ++i) {
        std::printf("  ours %.0f/s  peer %.0f/s\n", result.ours[i], result.peer[i]);
    }
}

}  // namespace

/// journal_ratio FOLDER: the folder is made and removed; it should lie on the disk that is to be measured.
int main(int argc, char** argv) {
    const std::filesystem::path folder = argc > 1 ? argv[1] : "journal-bench";
    print("durable appends, 1024 x 256 B", yici::bench::measure_durable_appends(folder, 7, 200, 1024, 256));
    print("verification, 300000 x 256 B", yici::bench::measure_verification(folder, 5, 300'000, 256));
    print("buffered appends, 30 x 700 B", yici::bench::measure_buffered_appends(folder, 5, 2000, 30, 700));
    return 0;
}

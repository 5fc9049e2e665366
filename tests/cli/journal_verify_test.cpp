#include <gtest/gtest.h>

#include <fstream>

#include "cli/program.h"
#include "foundation/base/files.h"
#include "foundation/journal/journal.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

TEST(JournalVerify, SaysWholeOrNamesTheBrokenEntry) {
    const TemporaryFolder folder;
    const auto journal_folder = folder.path() / "journal";
    const auto key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    const auto key_file = folder.path() / "public.pem";
    write_file_atomically(key_file, key->public_key().to_pem());
    {
        const SystemClock clock;
        const auto database = db::open("sqlite:" + (folder.path() / "node.db").string());
        const auto journal = journal::Journal::open(journal_folder, *database, *key, clock, {});
        for (const char* about : {"one", "two", "three"}) {
            journal->append_buffered(std::vector{journal::canonical({"test", "", "", about, "{}"}, clock.now())});
        }
    }
    const std::string command = "journal verify " + journal_folder.string() + " --key " + key_file.string();
    const auto whole = run_program(command);
    EXPECT_EQ(whole.exit_code, 0) << whole.errors;
    EXPECT_EQ(whole.output, "entries\t3\nheads\t1\nresult\twhole\n");

    std::string bytes = read_file(journal_folder / "00000000.log");
    bytes[bytes.find("\"two\"") + 1] = 'T';
    std::ofstream(journal_folder / "00000000.log", std::ios::binary) << bytes;
    const auto broken = run_program(command);
    EXPECT_EQ(broken.exit_code, 1);
    EXPECT_NE(broken.output.find("result\tentry 1 broken: journal.frame_broken 00000000.log\n"), std::string::npos)
        << broken.output;
    EXPECT_NE(broken.errors.find("checksum"), std::string::npos);

    EXPECT_EQ(run_program("journal verify " + folder.path().string() + "/none --key " + key_file.string()).exit_code,
              2);
}

}  // namespace
}  // namespace yici::test

#include <gtest/gtest.h>

#include "cli/program.h"
#include "engines/codes/codes.h"
#include "engines/documents/container.h"
#include "foundation/base/files.h"
#include "support/temporary_folder.h"

namespace yici::test {
namespace {

TEST(LicenceVerify, PrintsALineAQuestion) {
    const TemporaryFolder folder;
    const auto key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    documents::Licence licence;
    licence.type_code = "11330000000001804D021";
    licence.issuer_code = "11330000000001804D";
    licence.identifier = codes::make_licence_identifier(licence.type_code, licence.issuer_code, "20180000001", 1);
    licence.name = "高龄津贴领取证";
    licence.issued_on = licence.valid_from = Date{std::chrono::year{2018} / 6 / 12};
    const std::string file = documents::make_container(licence, as_bytes("face"), *key);
    const auto path = [&](const char* name) { return (folder.path() / name).string(); };
    write_file_atomically(path("good.json"), file);
    write_file_atomically(path("cut.json"), file.substr(0, file.size() / 2));
    write_file_atomically(path("key.pem"), key->public_key().to_pem());
    write_file_atomically(path("face.pdf"), "face");
    const std::string rest = " --key " + path("key.pem") + " --face " + path("face.pdf") + " --lang en --on ";

    const Outcome good = run_program("licence verify " + path("good.json") + rest + "2018-07-01");
    EXPECT_EQ(good.exit_code, 0) << good.errors;
    EXPECT_TRUE(good.output.starts_with(licence.identifier + " 高龄津贴领取证\npassed  Structure\npassed  Signature\n"))
        << good.output;
    const Outcome early = run_program("licence verify " + path("good.json") + rest + "2018-06-01");
    EXPECT_EQ(early.exit_code, 1);
    EXPECT_NE(early.output.find("FAILED  Validity: "), std::string::npos) << early.output;
    const Outcome cut = run_program("licence verify " + path("cut.json") + rest + "2018-07-01");
    EXPECT_EQ(cut.exit_code, 1);
    EXPECT_TRUE(cut.output.starts_with("FAILED  Structure: ")) << cut.output;
    EXPECT_EQ(run_program("licence verify " + path("absent.json")).exit_code, 2);
    EXPECT_EQ(run_program("licence verify").exit_code, 2);
}

}  // namespace
}  // namespace yici::test

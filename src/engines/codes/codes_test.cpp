#include "engines/codes/codes.h"

#include <gtest/gtest.h>

#include <fstream>

#include "foundation/base/csv.h"
#include "foundation/base/files.h"
#include "foundation/base/text.h"
#include "support/suites.h"

namespace yici::codes {
namespace {

using namespace std::chrono_literals;

std::string reason(std::string_view kind, std::string_view value) {
    const auto fault = check(kind, value);
    return fault ? fault->reason : "";
}

TEST(IdNumber, TakesRealAndMadeUpNumbers) {
    for (const char* text : {"11010519491231002X", "440524188001010014", "330106199003072511", "330281198512300026",
                             "330782197506154412", "331102200802290030", "330113201209101318"})
        EXPECT_EQ(reason("id", text), "") << text;
}

TEST(IdNumber, KnowsBirthAndSex) {
    const auto man = IdNumber::parse("330106199003072511");
    const auto woman = IdNumber::parse("330281198512300026");
    ASSERT_TRUE(man && woman);
    EXPECT_EQ(man->birth_date(), Date(1990y, std::chrono::March, 7d));
    EXPECT_EQ(man->region(), "330106");
    EXPECT_EQ(man->sex(), Sex::male);
    EXPECT_EQ(woman->sex(), Sex::female);
}

TEST(IdNumber, EveryOtherCheckCharacterIsWrong) {
    for (const char c : std::string_view("0123456789X")) {
        const std::string text = std::string("11010519491231002") + c;
        EXPECT_EQ(reason("id", text), c == 'X' ? "" : "codes.wrong_check_digit") << text;
    }
}

TEST(IdNumber, NamesWhatIsWrongAndRepairsNothing) {
    EXPECT_EQ(reason("id", "11010519491231002x"), "codes.lower_case");
    EXPECT_EQ(reason("id", " 11010519491231002X"), "codes.white_space");
    EXPECT_EQ(reason("id", "11010519491231002X\r"), "codes.white_space");
    EXPECT_EQ(reason("id", "1101051949123100２X"), "codes.full_width");
    EXPECT_EQ(reason("id", "110105194912310X2X"), "codes.wrong_character");
    EXPECT_EQ(reason("id", "110105491231002"), "codes.old_id_number");
    EXPECT_EQ(reason("id", "11010519491231002"), "codes.wrong_length");
    EXPECT_EQ(reason("id", ""), "codes.wrong_length");
    EXPECT_EQ(reason("id", "331102200902290030"), "codes.wrong_date");  // 2009 is no leap year
    EXPECT_EQ(reason("id", "010105194912310020"), "codes.wrong_region");
    EXPECT_EQ(reason("id", "1101051949123100\xFFX"), "codes.not_utf8");
}

TEST(IdNumber, FaultTellsThePlaceButNotTheNumber) {
    const auto fault = check("id", "33110220090229003X");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->detail.find("2009"), std::string::npos);
    EXPECT_EQ(check("id", "11010519491231002x")->detail, "position 18");
    EXPECT_EQ(check("id", "110105194912310021")->detail, "position 18: expected X");
}

TEST(IdNumber, CheckCharacterNeedsSeventeenDigits) {
    EXPECT_EQ(IdNumber::check_character("11010519491231002"), 'X');
    EXPECT_THROW((void)IdNumber::check_character("1101051949123100"), Error);
    EXPECT_THROW((void)IdNumber::check_character("1101051949123100A"), Error);
}

TEST(CreditCode, TakesRealAndMadeUpCodes) {
    for (const char* text : {"11100000000013338W", "91330000733796106P", "91370406L24894136J", "11330000000001804D",
                             "113301000024800019", "11330106MB1000184X", "12330100470100014A", "523301005020123434",
                             "91330106MA2AAAA132", "92330281MA2BXYT087", "11301000MB03271699"})
        EXPECT_EQ(reason("credit", text).empty(), std::string_view(text) != "11301000MB03271699") << text;
}

TEST(CreditCode, NamesWhatIsWrong) {
    EXPECT_EQ(reason("credit", "11100000000013338w"), "codes.lower_case");
    EXPECT_EQ(reason("credit", "11100000000013338A"), "codes.wrong_check_digit");
    EXPECT_EQ(reason("credit", "1110000000001333OW"), "codes.wrong_character");  // no O in the alphabet
    EXPECT_EQ(reason("credit", "111A0000000013338W"), "codes.wrong_character");  // regions are digits
    EXPECT_EQ(check("credit", "111A0000000013338W")->detail, "position 4");
    EXPECT_EQ(reason("credit", "11000000000013338W"), "codes.wrong_region");
    EXPECT_EQ(reason("credit", "１1100000000013338W"), "codes.full_width");
}

TEST(CreditCode, OrganisationCodeInsideIsCheckedByItsOwnRule) {
    for (const char* text : {"11100000000013338W", "91330000733796106P", "91370406L24894136J", "91330106MA2AAAA132",
                             "113301000024800019"}) {
        const auto code = CreditCode::parse(text);
        ASSERT_TRUE(code) << text;
        EXPECT_EQ(reason("organisation", code->organisation_code()), "") << text;
    }
    EXPECT_EQ(reason("organisation", "MA2AAAA1-3"), "");
    EXPECT_EQ(reason("organisation", "MA2AAAA1-4"), "codes.wrong_check_digit");
    EXPECT_EQ(reason("organisation", "MA2AAAA14"), "codes.wrong_check_digit");
    EXPECT_EQ(reason("organisation", "MA2AAAA1"), "codes.wrong_length");
    EXPECT_EQ(reason("organisation", "MA2AAAa1-3"), "codes.lower_case");
    EXPECT_EQ(reason("organisation", "-"), "codes.wrong_character");
}

TEST(LicenceIdentifier, TakesRealAndMadeUpOnes) {
    for (const char* text :
         {"1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
          "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
          "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
          "1.2.156.3005.2.11100000000013338W011.11330000000001804D.20180000001.001.2",
          "1.2.156.3005.2.11100000MB03271699022.11330106MB1000184X.3301062018000000123.001.U",
          "1.2.156.3005.2.11330000000001804D001.11330000000001804D.A1B2C3D4E5F60718293A4B5C6D7E8F90.002.A"})
        EXPECT_EQ(reason("licence", text), "") << text;
}

TEST(LicenceIdentifier, NamesWhatIsWrong) {
    const std::string good = "1.2.156.3005.2.11100000000013338W011.11330000000001804D.20180000001.001.2";
    EXPECT_EQ(reason("licence", good.substr(0, good.size() - 1) + "3"), "codes.wrong_check_digit");
    EXPECT_EQ(reason("licence", "1.2.156.3005.3" + good.substr(14)), "codes.wrong_root");
    EXPECT_EQ(reason("licence", good + ".1"), "codes.wrong_length");
    EXPECT_EQ(reason("licence", good.substr(0, 70)), "codes.wrong_length");
    std::string version0 = good;
    version0.replace(good.rfind(".001."), 5, ".000.");
    EXPECT_EQ(reason("licence", version0), "codes.wrong_version");
    std::string issuer = good;
    issuer.replace(issuer.find("1804D"), 5, "1805D");
    EXPECT_EQ(reason("licence", issuer), "codes.wrong_check_digit");
    EXPECT_EQ(check("licence", issuer)->detail, "issuer: position 18: expected G");
}

TEST(LicenceIdentifier, IsMadeWithItsCheck) {
    EXPECT_EQ(
        make_licence_identifier("11330000000001804D001", "11330000000001804D", "A1B2C3D4E5F60718293A4B5C6D7E8F90", 2),
        "1.2.156.3005.2.11330000000001804D001.11330000000001804D.A1B2C3D4E5F60718293A4B5C6D7E8F90.002.A");
    EXPECT_THROW((void)make_licence_identifier("11330000000001804D001", "11330000000001804D", "a", 1), Error);
    EXPECT_THROW((void)make_licence_identifier("11330000000001804D001", "11330000000001804D", "A", 0), Error);
    EXPECT_THROW((void)make_licence_identifier("11330000000001804D001", "11330000000001804D", "A", 1000), Error);
}

TEST(MatterCode, TakesNationalCodes) {
    for (const char* text :
         {"370117002011", "330109012003", "000116001000", "11370800MB285591843370117002011",
          "11440100007482575H3440118009000", "1133010000248000193330109012003", "113301000024800019333010901200301"})
        EXPECT_EQ(reason("matter", text), "") << text;
}

TEST(MatterCode, TakesZhejiangCodes) {
    for (const char* text :
         {"许可-00757-001", "许可-00757-000", "许可-00344-002-01", "公共服务-00345-001", "给付-00123-001"})
        EXPECT_EQ(reason("matter", text), "") << text;
}

TEST(MatterCode, NamesWhatIsWrong) {
    EXPECT_EQ(reason("matter", "1133010000248000183330109012003"), "codes.wrong_check_digit");  // the body's code
    EXPECT_EQ(reason("matter", "1133010000248000197330109012003"), "codes.wrong_level");
    EXPECT_EQ(reason("matter", "330199012003"), "");
    EXPECT_EQ(reason("matter", "339909012003"), "codes.unknown_matter_type");
    EXPECT_EQ(reason("matter", "许可-0757-001"), "codes.unknown_matter_shape");
    EXPECT_EQ(reason("matter", "许可-00344-002-1"), "codes.unknown_matter_shape");
    EXPECT_EQ(reason("matter", "许可－00757-001"), "codes.full_width");
    EXPECT_EQ(reason("matter", "许愿-00757-001"), "codes.unknown_matter_type");
    EXPECT_EQ(reason("matter", " 许可-00757-001"), "codes.white_space");
    EXPECT_EQ(reason("matter", "许可-00757-001 "), "codes.white_space");
    EXPECT_EQ(reason("matter", ""), "codes.wrong_length");
    EXPECT_EQ(reason("matter", "511Z07001006"), "codes.unknown_matter_shape");
    EXPECT_EQ(reason("matter", "511Z07001006-511602000000-000-11511301008778183N-1-00"), "codes.unknown_matter_shape");
}

TEST(MatterCode, NoneOfAnotherProvincesRegisterIsTakenForOneOfOurs) {
    YICI_SUITE_OR_SKIP(folder, "matters");
    std::vector<Finding> findings;
    const auto rows = parse_csv(read_file(folder / "district_service_matters.csv"), "", findings);
    ASSERT_EQ(rows.size(), 701u);
    for (size_t i = 1; i < rows.size(); ++i) {
        EXPECT_EQ(reason("matter", rows[i].cells[3]), "codes.unknown_matter_shape") << rows[i].line;
        // The segment with the implementing body's credit code is real: all of them pass the check.
        const auto segments = split(rows[i].cells[3], '-');
        EXPECT_EQ(reason("credit", segments[segments.size() - 3]), "") << rows[i].line;
    }
}

TEST(AcceptanceNumber, MakesAndChecks) {
    EXPECT_EQ(make_acceptance_number("330100", Date(2018y, std::chrono::June, 12d), 123), "33010018061200001235");
    EXPECT_EQ(make_acceptance_number("330100", Date(2018y, std::chrono::September, 28d), 46), "33010018092800000464");
    EXPECT_EQ(reason("acceptance", "33010018061200001235"), "");
    EXPECT_EQ(reason("acceptance", "33010018092800000464"), "");
    EXPECT_EQ(reason("acceptance", "33010018061200001236"), "codes.wrong_check_digit");
    EXPECT_EQ(reason("acceptance", "33010018063100001235"), "codes.wrong_date");
    EXPECT_EQ(reason("acceptance", "3301001806120000123"), "codes.wrong_length");
    EXPECT_THROW((void)make_acceptance_number("330100", Date(2018y, std::chrono::June, 12d), 10'000'000), Error);
    EXPECT_THROW((void)make_acceptance_number("330106001", Date(2018y, std::chrono::June, 12d), 1), Error);
}

TEST(CaseNumber, IsMatterDayAndSequence) {
    EXPECT_EQ(make_case_number("1133010000248000193330109012003", Date(2018y, std::chrono::June, 12d), 68),
              "1133010000248000193330109012003201806120068");
    EXPECT_THROW((void)make_case_number("330109012003", Date(2018y, std::chrono::June, 12d), 68), Error);
}

TEST(Iso7064, AgreesWithThePaymentAndProjectCodes) {
    EXPECT_EQ(iso7064_mod_11_10("3301001800000012345"), '6');
    EXPECT_EQ(iso7064_mod_11_10("2104330109040160718"), '8');
    EXPECT_THROW((void)iso7064_mod_11_10("33A"), Error);
}

TEST(DivisionCode, IsCheckedByShape) {
    for (const char* text : {"330000", "330100", "330106", "330106001", "330106001000", "441900003", "810000"})
        EXPECT_EQ(reason("division", text), "") << text;
    EXPECT_EQ(reason("division", "33"), "codes.wrong_length");
    EXPECT_EQ(reason("division", "030000"), "codes.wrong_region");
    EXPECT_EQ(reason("division", "330001"), "codes.wrong_region");
    EXPECT_EQ(reason("division", "33010A"), "codes.wrong_character");
}

TEST(Check, RefusesAnUnknownKind) {
    try {
        (void)check("passport", "1");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "codes.unknown_kind");
    }
}

TEST(DayNumber, HasFourDigitsAndGrowsBeyondThem) {
    const Date day{std::chrono::year(2018) / 6 / 12};
    EXPECT_EQ(make_day_number("SQ", day, 1), "SQ201806120001");
    EXPECT_EQ(make_day_number("JZ", day, 12345), "JZ2018061212345");
}

}  // namespace
}  // namespace yici::codes

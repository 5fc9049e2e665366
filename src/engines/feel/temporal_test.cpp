#include "engines/feel/feel_test_support.h"

namespace yici::feel {

namespace {

using test::expect;

TEST(FeelTemporal, TextsOfXmlSchemaAlone) {
    for (const char* good : {"2018-06-12", "-2018-06-12", "0000-01-01", "12018-06-12", "999999999-12-31", "2020-02-29"})
        EXPECT_EQ(to_string(*parse_date(good)), good);
    for (const char* wrong : {"2018-6-12", "2018-02-29", "2018-13-01", "998-12-31", "01211-12-31", "+2018-06-12",
                              "2018-06-12Z", "1000000000-01-01", "2018-06-00", "", "2018-06-12T"})
        EXPECT_FALSE(parse_date(wrong)) << wrong;
    for (const char* wrong : {"24:00:01", "23:59:60", "7:00:00", "07:1:00", "13:20:00+5:00", "13:20:00+19:00",
                              "13:20:00@xyz/abc", "13:20:00+02:00@Europe/Paris", "11:30:00T", "11:30", "11:30:00."})
        EXPECT_FALSE(parse_time(wrong)) << wrong;
    EXPECT_EQ(to_string(*parse_time("11:22:33.4500-00:00")), "11:22:33.45Z");
    EXPECT_EQ(to_string(*parse_time("10:00:00@Asia/Shanghai")), "10:00:00@Asia/Shanghai");
    EXPECT_EQ(to_string(*parse_time("24:00:00")), "00:00:00");
    EXPECT_EQ(to_string(*parse_date_time("2018-12-31T24:00:00")), "2019-01-01T00:00:00");
    for (const char* wrong : {"P", "P1", "PT", "P1H", "1D", "P1DT", "PT1.5H", "P1M1Y", "P1Y2D", "PT1S2M", "P-1D"}) {
        EXPECT_FALSE(parse_days_time(wrong)) << wrong;
        EXPECT_FALSE(parse_years_months(wrong)) << wrong;
    }
    EXPECT_EQ(to_string(*parse_days_time("P2DT274M")), "P2DT4H34M");
    EXPECT_EQ(to_string(*parse_days_time("-PT0.5S")), "-PT0.5S");
    EXPECT_EQ(to_string(*parse_years_months("P1Y27M")), "P3Y3M");
    EXPECT_EQ(to_string(*parse_years_months("-P0Y")), "P0M");
}

TEST(FeelTemporal, DaysCountBothWays) {
    for (const int64_t days : {-719'528L, -1L, 0L, 59L, 60L, 17'694L, 365'241'780'471L, -365'243'219'162L})
        EXPECT_EQ(days_of(date_of(days)), days);
    EXPECT_EQ(to_string(date_of(0)), "1970-01-01");
    EXPECT_EQ(days_of({2018, 6, 12}), 17'694);
}

TEST(FeelTemporal, Arithmetic) {
    expect(
        {{R"(date("2020-01-31") + duration("P1M"))", R"(date("2020-02-29"))"},
         {R"(@"2021-01-01" - @"P1D")", R"(date("2020-12-31"))"},
         {R"(@"2021-01-01" + @"PT25H")", R"(date("2021-01-02"))"},
         {R"(@"2021-01-03" - @"2021-01-01")", R"(duration("P2D"))"},
         {R"(@"23:30:00" + @"PT1H")", R"(time("00:30:00"))"},
         {R"(@"10:00:00Z" - @"10:00:00+01:00")", R"(duration("PT1H"))"},
         {R"(@"10:00:00Z" - @"10:00:00")", "null"},
         {R"(@"2016-12-24T23:59:00-08:00" - @"2015-12-24T00:00:01-01:00")", R"(duration("P367DT6H58M59S"))"},
         {R"(@"2021-01-02T00:00:00Z" - @"2021-01-01")", R"(duration("P1D"))"},
         {R"(@"2021-01-02T00:00:00" - @"2021-01-01")", "null"},
         {R"(@"P1D" * 1.5)", R"(duration("P1DT12H"))"},
         {R"(@"P1Y" / 5)", R"(duration("P2M"))"},
         {R"(@"P1D" / @"PT6H")", "4"},
         {R"(@"P1Y" / @"P1D")", "null"},
         {R"(@"P1Y" + @"P1D")", "null"},
         {R"(-@"P1D")", R"(duration("-P1D"))"},
         {R"(@"999999999-12-31" + @"P1D")", "null"},
         {R"(@"2021-03-28T01:30:00@Europe/Paris" + @"PT1H")", R"(date and time("2021-03-28T03:30:00@Europe/Paris"))"}});
}

TEST(FeelTemporal, Properties) {
    expect({{R"(@"2018-12-10".weekday)", "1"},
            {R"(@"1969-12-28".weekday)", "7"},
            {R"(@"2018-12-10T10:30:01+05:00".time offset)", R"(duration("PT5H"))"},
            {R"(@"2018-07-10T10:30:01@Europe/Paris".time offset)", R"(duration("PT2H"))"},
            {R"(@"2018-07-10T10:30:01@Europe/Paris".timezone)", R"("Europe/Paris")"},
            {R"(@"10:30:01".time offset)", "null"},
            {R"(@"P1Y2M".months)", "2"},
            {R"(@"-P1DT2H".hours)", "-2"},
            {R"(@"P1D".years)", "null"},
            {R"((<= 10).end included)", "true"},
            {R"((<= 10).start)", "null"},
            {R"((!= 10).start included)", "false"},
            {R"(]1..10[.start included)", "false"}});
}

TEST(FeelTemporal, ZonesDecideWhatIsEqual) {
    expect({{R"(@"2018-10-08T00:00:00+02:00" = @"2018-10-08T00:00:00@Europe/Paris")", "true"},
            {R"(@"2018-12-08T00:00:00@Europe/Paris" = @"2018-12-08T00:00:00@Asia/Dhaka")", "false"},
            {R"(@"10:30:00Z" = @"10:30:00+00:00")", "true"},
            {R"(is(@"10:30:00Z", @"11:30:00+01:00"))", "false"},
            {R"(@"2018-10-08T00:00:00" < @"2018-10-08T00:00:00Z")", "null"},
            {R"(@"2018-10-08T00:00:00.5" > @"2018-10-08T00:00:00")", "true"},
            {R"(@"10:30:00.0001" = @"10:30:00.0002")", "true"}});
}

TEST(FeelTemporal, Functions) {
    expect({{R"(date(2018, 2, 30))", "null"},
            {R"(date(year: 2018, month: 2, day: 3))", R"(date("2018-02-03"))"},
            {R"(date(@"2018-02-03T10:00:00"))", R"(date("2018-02-03"))"},
            {R"(date and time("2018-12-08"))", R"(date and time("2018-12-08T00:00:00"))"},
            {R"(date and time(@"2018-12-08", @"10:00:00Z"))", R"(date and time("2018-12-08T10:00:00Z"))"},
            {R"(date and time(2018, 1, 2, 3, 4, 5.5))", R"(date and time("2018-01-02T03:04:05.5"))"},
            {R"(date and time(2018, 1, 2, 3, 4, 5, @"PT8H"))", R"(date and time("2018-01-02T03:04:05+08:00"))"},
            {R"(date and time(2018, 1, 2, 3, 4, 5, "Asia/Shanghai"))",
             R"(date and time("2018-01-02T03:04:05@Asia/Shanghai"))"},
            {R"(time(@"2018-01-02"))", R"(time("00:00:00Z"))"},
            {R"(time(11, 59, 45, @"PT2H45M55S"))", R"(time("11:59:45+02:45:55"))"},
            {R"(time(23, 59, 60, null))", "null"},
            {R"(string(@"10:00:00@Europe/Paris"))", R"("10:00:00@Europe/Paris")"},
            {R"(years and months duration(@"2011-12-22", @"2013-08-24"))", R"(duration("P1Y8M"))"},
            {R"(years and months duration(@"2013-08-24", @"2011-12-25"))", R"(duration("-P1Y7M"))"},
            {R"(day of week(@"2018-06-12"))", R"("Tuesday")"},
            {R"(month of year(@"2018-06-12"))", R"("June")"},
            {R"(week of year(@"2005-01-01"))", "53"},
            {R"(week of year(@"2020-12-31"))", "53"},
            {R"(day of year(@"2020-12-31"))", "366"},
            {"now()", R"(date and time("2018-06-12T12:00:00+08:00"))"},
            {"today()", R"(date("2018-06-12"))"}});
}

}  // namespace

}  // namespace yici::feel

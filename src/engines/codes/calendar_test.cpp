#include "engines/codes/calendar.h"

#include <gtest/gtest.h>

#include "engines/codes/divisions.h"
#include "foundation/base/files.h"
#include "foundation/base/yaml.h"
#include "support/suites.h"
#include "support/temporary_folder.h"

namespace yici::codes {
namespace {

Date day(std::string_view text) {
    return parse_date(text).value();
}

WorkingCalendar pack_calendar() {
    std::vector<Finding> findings;
    WorkingCalendar calendar = WorkingCalendar::load("packs/zhejiang/calendars", findings);
    EXPECT_TRUE(findings.empty()) << findings.front().to_string(Language::en);
    return calendar;
}

std::string key_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.key();
    }
    return {};
}

TEST(WorkingCalendar, CountsTheYears) {
    const WorkingCalendar calendar = pack_calendar();
    const std::vector<int> expected{250, 250, 249, 250, 249, 249, 251, 248, 248};
    for (size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(calendar.working_days_in(2018 + static_cast<int>(i)), expected[i]) << 2018 + i;
    EXPECT_EQ(calendar.last_year(), 2026);
}

TEST(WorkingCalendar, AgreesWithEveryDayOfTheNotices) {
    YICI_SUITE_OR_SKIP(folder, "holidays");
    const WorkingCalendar calendar = pack_calendar();
    int days = 0;
    for (int year = 2007; year <= 2026; ++year) {
        std::vector<Finding> findings;  // JSON is YAML too
        const YamlNode notice = YamlNode::load(folder / (std::to_string(year) + ".json"), findings);
        for (const YamlNode& item : notice["days"].items()) {
            const Date date = day(item.text("date"));
            EXPECT_EQ(calendar.is_working_day(date), !item.flag_or("isOffDay", false)) << to_string(date);
            ++days;
        }
        ASSERT_TRUE(findings.empty());
    }
    EXPECT_EQ(days, 678);
}

TEST(WorkingCalendar, NeverGuessesAYearWithoutNotice) {
    const WorkingCalendar calendar = pack_calendar();
    EXPECT_EQ(key_of([&] { (void)calendar.is_working_day(day("2027-01-04")); }), "codes.calendar_unknown");
    EXPECT_EQ(key_of([&] { (void)calendar.add_working_days(day("2026-12-30"), 5); }), "codes.calendar_unknown");
    EXPECT_EQ(key_of([&] { (void)calendar.working_days_in(2006); }), "codes.calendar_unknown");
    EXPECT_TRUE(calendar.is_working_day(day("2006-12-30")));  // named by the notice of 2007
    EXPECT_EQ(calendar.add_working_days(day("2026-12-30"), 1), day("2026-12-31"));
}

TEST(WorkingCalendar, AssumesWeekdaysOnlyWhenAskedTo) {
    const WorkingCalendar assumed = pack_calendar().assuming_weekdays_until(2027);
    EXPECT_TRUE(assumed.is_working_day(day("2027-01-04")));
    EXPECT_FALSE(assumed.is_working_day(day("2027-01-09")));
    EXPECT_EQ(assumed.add_working_days(day("2026-12-31"), 6), day("2027-01-08"));
    EXPECT_EQ(key_of([&] { (void)assumed.is_working_day(day("2028-01-04")); }), "codes.calendar_unknown");
}

TEST(WorkingCalendar, AddsWorkingDays) {
    const WorkingCalendar calendar = pack_calendar();
    EXPECT_EQ(calendar.add_working_days(day("2018-02-09"), 5), day("2018-02-22"));
    EXPECT_EQ(calendar.add_working_days(day("2018-04-27"), 20), day("2018-05-28"));
    EXPECT_EQ(calendar.add_working_days(day("2018-09-28"), 5), day("2018-10-10"));
    EXPECT_EQ(calendar.add_working_days(day("2018-12-24"), 10), day("2019-01-08"));
    EXPECT_EQ(calendar.add_working_days(day("2018-12-24"), 0), day("2018-12-24"));
    EXPECT_EQ(key_of([&] { (void)calendar.add_working_days(day("2018-12-24"), -1); }), "codes.negative_days");
    EXPECT_EQ(calendar.working_days_between(day("2018-12-24"), day("2019-01-08")), 10);
    EXPECT_EQ(calendar.working_days_between(day("2019-01-08"), day("2018-12-24")), -10);
}

TEST(DueDate, LeavesOutSuspendedDays) {
    const WorkingCalendar calendar = pack_calendar();
    EXPECT_EQ(due_date(calendar, day("2018-09-28"), 5).date, day("2018-10-10"));
    const Due due = due_date(calendar, day("2018-09-28"), 5, {{day("2018-10-08"), day("2018-10-09")}});
    EXPECT_EQ(due.date, day("2018-10-12"));
    ASSERT_EQ(due.counted.size(), 14u);
    EXPECT_EQ(due.counted[0], "2018-09-29 星期六 第1个工作日（调休上班）");
    EXPECT_EQ(due.counted[2], "2018-10-01 星期一 放假，不计");
    EXPECT_EQ(due.counted[5], "2018-10-04 星期四 放假，不计");
    EXPECT_EQ(due.counted[7], "2018-10-06 星期六 休息，不计");
    EXPECT_EQ(due.counted[9], "2018-10-08 星期一 停办，不计");
    EXPECT_EQ(due.counted[13], "2018-10-12 星期五 第5个工作日");
    const Due english = due_date(calendar, day("2018-09-28"), 1, {}, Language::en);
    EXPECT_EQ(english.counted[0], "2018-09-29 Saturday working day 1 (worked by the holiday notice)");
}

TEST(DueDate, RefusesSuspensionsThatCannotBe) {
    const WorkingCalendar calendar = pack_calendar();
    const auto due = [&](std::vector<Suspension> suspensions) {
        return key_of([&] { (void)due_date(calendar, day("2018-09-28"), 5, suspensions); });
    };
    const Suspension a{day("2018-10-08"), day("2018-10-09")};
    EXPECT_EQ(due({a, {day("2018-10-09"), day("2018-10-11")}}), "codes.suspensions_overlap");
    EXPECT_EQ(due({{day("2018-10-10"), day("2018-10-11")}, a}), "");
    EXPECT_EQ(due({{day("2018-10-10"), day("2018-10-09")}}), "codes.suspension_backwards");
}

TEST(Light, TurnsAtItsThresholds) {
    const WorkingCalendar calendar = pack_calendar();
    // Accepted 2018-06-01 (Friday), 10 working days promised: 06-15; legal limit 20: 07-02 (06-18 is off).
    const auto light = [&](std::string_view today) {
        const Date yellow = yellow_from(calendar, day("2018-06-01"), day("2018-06-15"));
        return light_of(day(today), yellow, day("2018-06-15"), day("2018-07-02"));
    };
    EXPECT_EQ(light("2018-06-01"), Light::green);
    EXPECT_EQ(light("2018-06-12"), Light::green);
    EXPECT_EQ(light("2018-06-13"), Light::yellow);  // 2 of 10 left
    EXPECT_EQ(light("2018-06-15"), Light::yellow);
    EXPECT_EQ(light("2018-06-16"), Light::red);
    EXPECT_EQ(light("2018-07-02"), Light::red);
    EXPECT_EQ(light("2018-07-03"), Light::double_red);
    EXPECT_EQ(to_string(Light::double_red), "double_red");
}

TEST(WorkingCalendar, NamesFaultsWithTheirLines) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder.path() / "2018.yaml",
                          "year: 2018\npapers: [x]\ndays:\n  - {date: 2018-02-30, off: true}\n"
                          "  - {date: 2018-01-02, off: false}\n  - {date: 2016-01-04, off: true}\n"
                          "  - {date: 2018-10-01, off: true}\n  - {date: 2018-10-01, off: true, nmae: x}\n");
    std::vector<Finding> findings;
    (void)WorkingCalendar::load(folder.path(), findings);
    std::vector<std::pair<int, std::string>> found;
    for (const Finding& finding : findings) found.emplace_back(finding.line, finding.key);
    const std::vector<std::pair<int, std::string>> expected{{4, "codes.wrong_date"},
                                                            {5, "codes.calendar_no_difference"},
                                                            {6, "codes.calendar_other_year"},
                                                            {8, "base.yaml_unknown_key"},
                                                            {8, "codes.calendar_day_twice"}};
    EXPECT_EQ(found, expected);
}

TEST(Divisions, HoldTheProvinceAsItWasAndIs) {
    std::vector<Finding> findings;
    const Divisions divisions = Divisions::load("packs/zhejiang/divisions.csv", findings);
    ASSERT_TRUE(findings.empty()) << findings.front().to_string(Language::en);
    EXPECT_EQ(divisions.size(), 1495u);
    EXPECT_EQ(divisions.all("city", day("2026-01-01")).size(), 11u);
    EXPECT_EQ(divisions.all("county", day("2026-01-01")).size(), 90u);
    EXPECT_EQ(divisions.all("county", day("2018-06-12")).size(), 89u);
    EXPECT_EQ(divisions.all("town", day("2026-01-01")).size(), 1387u);
    EXPECT_EQ(divisions.find("331021")->successor, "331083");
    EXPECT_EQ(divisions.find("330371"), nullptr);
    EXPECT_FALSE(divisions.exists(*divisions.find("330113001"), day("2018-06-12")));
    EXPECT_TRUE(divisions.children("330113", day("2018-06-12")).empty());
    EXPECT_EQ(divisions.children("330000", day("2018-06-12")).size(), 11u);
}

TEST(Divisions, NameFaultsWithTheirLines) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "divisions.csv";
    write_file_atomically(
        file,
        "code,name,level,parent,valid_from,valid_to,successor\n"
        "330000,浙江省,province,,,,\n330100,杭州市,county,330000,,,\n33,x,city,,,,\n"
        "330000,浙江省,province,,,,\n330106,西湖区,county,330100,2018-13-01,,\n330201,x,county,330200,,,\n"
        "330300,温州市\n");
    std::vector<Finding> findings;
    (void)Divisions::load(file, findings);
    std::vector<std::pair<int, std::string>> found;
    for (const Finding& finding : findings) found.emplace_back(finding.line, finding.key);
    const std::vector<std::pair<int, std::string>> expected{
        {3, "codes.division_invalid"}, {4, "codes.wrong_length"},      {5, "codes.division_twice"},
        {6, "codes.wrong_date"},       {8, "codes.divisions_columns"}, {7, "codes.division_unknown"}};
    EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace yici::codes

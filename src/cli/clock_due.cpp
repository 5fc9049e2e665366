#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/cli.h"
#include "cli/pack_folder.h"
#include "engines/codes/calendar.h"
#include "foundation/base/text.h"

namespace yici::cli {

namespace {

constexpr ExitCode kUnknownYear = 3;

struct Options {
    std::string from;
    int days = 0;
    std::vector<std::string> suspensions;
    std::string calendar;
    std::string language = "zh";
};

Date date_of(std::string_view text) {
    const auto date = parse_date(text);
    if (!date) throw Error(ErrorKind::invalid_input, "codes.wrong_date", std::string(text));
    return *date;
}

codes::Suspension suspension_of(const std::string& text) {
    const size_t dots = text.find("..");
    if (dots == std::string::npos) throw Error(ErrorKind::invalid_input, "cli.bad_suspension", text);
    return {date_of(std::string_view(text).substr(0, dots)), date_of(std::string_view(text).substr(dots + 2))};
}

codes::WorkingCalendar load_calendar(const std::string& folder) {
    std::vector<Finding> findings;
    auto calendar = codes::WorkingCalendar::load(
        folder.empty() ? default_pack_folder() / "calendars" : std::filesystem::path(folder), findings);
    if (!findings.empty()) {
        const Finding& first = findings.front();
        throw Error(ErrorKind::invalid_input, first.key,
                    first.file + ":" + std::to_string(first.line) + " " + first.detail);
    }
    return calendar;
}

void print_due(const Options& options, Language language) {
    std::vector<codes::Suspension> suspensions;
    for (const std::string& text : options.suspensions) suspensions.push_back(suspension_of(text));
    const codes::WorkingCalendar calendar = load_calendar(options.calendar);
    const codes::Due due = codes::due_date(calendar, date_of(options.from), options.days, suspensions, language);
    std::cout << to_string(due.date) << '\n';
    for (const std::string& line : due.counted) std::cout << line << '\n';
    std::cout.flush();
}

}  // namespace

void add_clock_due(CLI::App& app, ExitCode& exit_code) {
    CLI::App* command = group(app, "clock", "Limits in working days")
                            .add_subcommand("due", "Prints the due date, then how it was counted");
    auto options = std::make_shared<Options>();
    command->add_option("--from", options->from, "Day of acceptance, which is not counted: YYYY-MM-DD")->required();
    command->add_option("--days", options->days, "Working days")->required();
    command->add_option("--suspend", options->suspensions, "A..B: stopped from A to B, both days included");
    command->add_option("--calendar", options->calendar, "Folder of notices (default: the pack's calendars)");
    command->add_option("--lang", options->language, "Language of the account")->check(CLI::IsMember({"zh", "en"}));
    command->callback([options, &exit_code] {
        const Language language = options->language == "en" ? Language::en : Language::zh;
        try {
            print_due(*options, language);
        } catch (const Error& error) {
            if (error.key() == "codes.calendar_unknown") std::cerr << "unknown\n";
            std::cerr << message(error.key(), language) << " (" << error.detail() << ")\n";
            exit_code = error.key() == "codes.calendar_unknown" ? kUnknownYear : 2;
        }
    });
}

}  // namespace yici::cli

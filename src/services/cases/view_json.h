#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/cases/cases.h"

namespace yici::cases {

/// What a reader may see of a case, as docs/formats/api.md shapes it. Names are masked in lists.
struct View {
    const matters::Catalogue& matters;
    const organisations::Directory& organisations;
    Date today;
    std::vector<Action> actions;  // what the caller may do now
    bool with_password = false;
    std::vector<Flag> flags;
    bool may_weigh = false;
    std::vector<decisions::Use> assessments;
    bool handled = false;  // a procedure is at work on it
    std::vector<EarlierForm> earlier_forms;
};
[[nodiscard]] std::string to_json(const Case& item, const View& view);
[[nodiscard]] std::string to_json(const Page& page, const Filter& filter, const View& view);
[[nodiscard]] std::string events_json(const std::vector<Event>& events);
/// Public progress: nothing that tells who the applicant is.
[[nodiscard]] std::string progress_json(const Case& item, const std::vector<Event>& events, const View& view);
[[nodiscard]] std::string receipt_json(const Case& item, const std::vector<MaterialResult>& materials, const View& view,
                                       std::string_view track_url, std::string_view qr_svg);

/// {"matter","subject","channel","form"}; anything else is cases.bad_request with the field's name.
[[nodiscard]] NewCase parse_new_case(std::string_view body);
/// The body that an action takes; an empty body is an empty object.
[[nodiscard]] Act parse_act(Action action, std::string_view body);
/// {"verdict","note"}
[[nodiscard]] Weighing parse_weighing(std::string_view body);
/// {"seen":true} or {"file_name","content_base64"}.
[[nodiscard]] std::optional<BroughtFile> parse_brought(std::string_view body);

}  // namespace yici::cases

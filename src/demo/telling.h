#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demo/story.h"

namespace yici::demo {

/// One thing that happened while the story was told: for people a sentence, for machines its facts.
struct Told {
    std::string step;      // "received", "material", "accepted", "step", "decided", "licence", "access" …
    std::string time;      // ISO 8601
    std::string sentence;  // Chinese
    std::string facts;     // one JSON object
};

/// The demonstration's accounts that the story signs in with; all made up.
struct Passwords {
    struct Account {
        std::string account;
        std::string password;
    };
    Account clerk;
    std::map<std::string, Account> approvers;  // by credit code of their body
    std::map<std::string, Account> stewards;   // by credit code of their body
    std::optional<Account> citizen;            // the member's own; companies have none

    /// demo.no_approver when the body has none.
    [[nodiscard]] const Account& approver_of(const std::string& organisation) const;
};

/// Plays the whole story of one member against a running node, over its API as a browser would: the window receives the
/// card, the materials arrive, the applicant confirms, the case is accepted and decided, the licence is issued and
/// verified, and the citizen sees who read what. Every step is told as it happens.
/// Errors: what the API answers, as demo.step_failed with the problem's key.
void tell(const std::string& url, const StoryMember& member, const Passwords& passwords,
          const std::function<void(const Told&)>& listener);

/// What the story of a correction needs from inside the node: the intake of what a department's system says of the
/// member's birth date, and the check of all sources against each other, which gives the tickets' ids.
struct CorrectionScene {
    std::string authority;   // credit code of the body whose word counts
    std::string other;       // of the body that says otherwise
    std::string matter;      // whose proof of age rests on the registry
    std::string department;  // that decides it
    std::function<void(const std::string& organisation, const std::string& system, const std::string& birth_date)>
        intake;
    std::function<std::string()> check;
};

/// Two departments disagree on a birth date: a case is decided on the wrong one, the other department's data come in,
/// the sources are compared, a ticket goes to the authority, it corrects, and the case that had relied on it is weighed
/// again.
void tell_correction(const std::string& url, const StoryMember& member, const Passwords& passwords,
                     const CorrectionScene& scene, const std::function<void(const Told&)>& listener);

}  // namespace yici::demo

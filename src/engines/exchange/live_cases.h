#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/exchange/question.h"

namespace yici::exchange {

/// One way in which a matter's material may be filled from a resource.
struct MaterialUse {
    std::string material;  // code of the material in the matter
    std::string name;      // its name, for the journal and the provider
    std::string resource;
    std::vector<std::string> fields;   // what may be asked for at most
    std::optional<Question> question;  // when set, this question and nothing else may be asked
};

/// Somebody that a case is about, and how the journal names them (journal::Subjects::digest_of).
struct CaseSubject {
    std::string code;
    std::string digest;
};

/// What the provider's side needs to know of a case.
struct LiveCase {
    std::string number;
    std::string matter;
    std::string state;                  // 01 … 13
    std::vector<CaseSubject> subjects;  // the applicant first
    std::string applicant_name;         // for the provincial gateway's sponsorName
    std::shared_ptr<const std::vector<MaterialUse>> materials;

    [[nodiscard]] const CaseSubject* find_subject(std::string_view code) const;
    /// The use of `resource` for `material`, or none.
    [[nodiscard]] const MaterialUse* find_use(std::string_view material, std::string_view resource) const;
};

/// States in which data may be called: 02 received, 03 pre-checked, 05 accepted, 06 to be corrected, 08 in work,
/// 09 suspended.
[[nodiscard]] bool is_live_state(std::string_view state);

/// Where calls learn whether their case lives. Safe from several threads; never waits for a disk, because calls ask on
/// an I/O thread.
class LiveCases {
  public:
    virtual ~LiveCases() = default;
    [[nodiscard]] virtual std::shared_ptr<const LiveCase> find(std::string_view case_number) const = 0;
};

/// Live cases in memory: whoever owns cases puts every change in here.
class CaseTable final : public LiveCases {
  public:
    CaseTable();
    ~CaseTable() override;
    [[nodiscard]] std::shared_ptr<const LiveCase> find(std::string_view case_number) const override;
    void put(LiveCase live_case);
    void erase(std::string_view case_number);
    [[nodiscard]] size_t size() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yici::exchange

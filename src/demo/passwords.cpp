#include "demo/telling.h"
#include "foundation/base/error.h"

namespace yici::demo {

const Passwords::Account& Passwords::approver_of(const std::string& organisation) const {
    const auto found = approvers.find(organisation);
    if (found == approvers.end()) throw Error(ErrorKind::not_found, "demo.no_approver", organisation);
    return found->second;
}

}  // namespace yici::demo

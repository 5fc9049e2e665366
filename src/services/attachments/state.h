#pragma once

#include "services/attachments/attachments.h"

namespace yici::attachments {

/// What every function of the room works on; the parts come from outside.
struct Attachments::Inner {
    Parts parts;

    [[nodiscard]] std::string new_id() const;
    /// The journal tells the digest and the type; the name may be personal and is not told.
    void journal(db::Transaction& transaction, std::string kind, const std::string& actor, const Attachment& one,
                 const std::string& subject = {}) const;
    /// Refuses what a virus is in; says held when nobody can tell and configuration allows it to wait.
    [[nodiscard]] Scan scan(std::string_view content) const;
    void rescan(const Attachment& held) const;
};

}  // namespace yici::attachments

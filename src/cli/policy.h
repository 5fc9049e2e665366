#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engines/codes/calendar.h"
#include "engines/codes/divisions.h"
#include "engines/documents/licence_type.h"
#include "engines/exchange/resource.h"
#include "engines/masking/masking.h"
#include "engines/records/record_type.h"
#include "services/catalogue/catalogue.h"
#include "services/credit/credit.h"
#include "services/decisions/decisions.h"
#include "services/disputes/disputes.h"
#include "services/harvest/harvest.h"
#include "services/matters/matters.h"
#include "services/open_data/open_data.h"
#include "services/organisations/organisations.h"
#include "services/quality_runs/quality_runs.h"
#include "services/requests/requests.h"
#include "services/responsibilities/responsibilities.h"
#include "services/sources/sources.h"

namespace yici::cli {

/// What a pack says, every part read and held against the others.
struct Policy {
    codes::Divisions divisions;
    codes::WorkingCalendar calendar;
    organisations::Directory organisations;
    records::RecordTypes types;
    masking::MaskRules masks;
    exchange::Resources resources;
    documents::LicenceTypes licences;
    matters::Catalogue matters;
    std::vector<matters::RegisterEntry> registers;
    decisions::Library decisions;
    requests::Policy requests;
    sources::Sources sources;
    responsibilities::Policy responsibilities;
    catalogue::Rules catalogue_rules;
    disputes::Policy corrections;
    credit::Rules credit;
    quality_runs::Plans quality;
    std::vector<open_data::Plan> open_plans;
    std::vector<harvest::Foreign> foreign_catalogues;

    /// Everything that can be read, with every fault.
    static std::unique_ptr<Policy> read(const std::filesystem::path& pack, std::vector<Finding>& findings);
    /// For a start: a pack with faults is cli.pack_faulty with every one of them.
    static std::unique_ptr<Policy> load(const std::filesystem::path& pack);

    /// "1,490 divisions, calendars until 2026, …"
    [[nodiscard]] std::string summary() const;
};

/// Throws cli.pack_faulty with every finding, when there is one.
void fail_on(const std::vector<Finding>& findings);

}  // namespace yici::cli

#include "cli/policy.h"

#include "foundation/base/yaml.h"
#include "services/handling/handling.h"
#include "services/procedures/procedures.h"

namespace yici::cli {

namespace {

void read_pack_file(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    const YamlNode root = YamlNode::load(pack / "pack.yaml", findings);
    for (const char* key : {"name", "title", "title_en", "version"}) (void)root.text(key);
    root.reject_unknown_keys();
}

void check_references(Policy& policy, const std::vector<procedures::Sound>& procedures, const Clock& clock,
                      std::vector<Finding>& findings) {
    matters::KnownCodes known;
    for (const auto* body : policy.organisations.all()) known.organisations.insert(body->code);
    for (const auto& resource : policy.resources.all()) {
        auto& items = known.resources[resource.code];
        const records::RecordType* type = policy.types.find(resource.record_type);
        for (const std::string& item : resource.items) {
            const records::Field* field = type != nullptr ? type->find(item) : nullptr;
            items[item] = field != nullptr ? matters::ResourceItem{field->data_type, field->title, field->title_en}
                                           : matters::ResourceItem{records::DataType::text, item, item};
        }
    }
    for (const auto& type : policy.licences.all()) known.licence_types.insert(type.code);
    for (const auto& procedure : procedures) known.procedures.insert(procedure.model->key);
    policy.matters.check_references(known, findings);
    policy.matters.compile_rules(known, policy.decisions, clock, findings);
}

}  // namespace

std::unique_ptr<Policy> Policy::read(const std::filesystem::path& pack, std::vector<Finding>& findings) {
    read_pack_file(pack, findings);
    auto policy = std::make_unique<Policy>();
    policy->divisions = codes::Divisions::load(pack / "divisions.csv", findings);
    policy->calendar = codes::WorkingCalendar::load(pack / "calendars", findings);
    policy->organisations = organisations::Directory::load(pack, policy->divisions, findings);
    policy->types = records::RecordTypes::load(pack, findings);
    policy->masks = masking::MaskRules::load(pack, policy->types, findings);
    policy->resources = exchange::Resources::load(pack, policy->types, findings);
    policy->licences = documents::LicenceTypes::load(pack, findings);
    const SystemClock clock;
    policy->decisions = decisions::Library::load(pack, clock, findings);
    policy->matters = matters::Catalogue::load(pack, findings);
    policy->registers = matters::load_registers(pack, findings);
    policy->responsibilities = responsibilities::Policy::load(pack, findings);
    policy->corrections = disputes::Policy::load(pack, findings);
    policy->credit = credit::Rules::load(pack, policy->types, policy->organisations, findings);
    policy->quality = quality_runs::Plans::load(pack, policy->resources, policy->types, findings);
    policy->requests = requests::Policy::load(pack, findings);
    policy->sources = sources::Sources::load(pack, policy->types, findings);
    policy->catalogue_rules =
        catalogue::Rules::load(pack, policy->organisations, policy->resources, policy->types, findings);
    const auto procedures = procedures::check_pack(pack, policy->matters.forms(), findings);
    policy->open_plans = open_data::load_plans(pack, policy->catalogue_rules, policy->types, findings);
    policy->foreign_catalogues = harvest::load_foreign(pack, findings);
    check_references(*policy, procedures, clock, findings);
    handling::check_pack(policy->matters, procedures, findings);
    return policy;
}

std::unique_ptr<Policy> Policy::load(const std::filesystem::path& pack) {
    std::vector<Finding> findings;
    auto policy = read(pack, findings);
    fail_on(findings);
    return policy;
}

std::string Policy::summary() const {
    size_t tests = 0;
    for (const decisions::Model& model : decisions.models()) tests += model.checked.tests.size();
    return std::to_string(divisions.size()) + " divisions, calendars until " + std::to_string(calendar.last_year()) +
           ", " + std::to_string(organisations.all().size()) + " organisations, " + std::to_string(types.all().size()) +
           " record types, " + std::to_string(resources.all().size()) + " resources, " +
           std::to_string(licences.all().size()) + " licence types, " + std::to_string(matters.all().size()) +
           " matters, " + std::to_string(registers.size()) + " matters of other registers, " +
           std::to_string(decisions.models().size()) + " decision models with " + std::to_string(tests) + " tests";
}

void fail_on(const std::vector<Finding>& findings) {
    if (findings.empty()) return;
    std::string faults;
    for (const Finding& finding : findings) faults += "\n  " + finding.to_string(Language::en);
    throw Error(ErrorKind::invalid_input, "cli.pack_faulty", faults);
}

}  // namespace yici::cli

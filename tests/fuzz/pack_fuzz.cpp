#include <fstream>

#include "engines/codes/calendar.h"
#include "engines/codes/divisions.h"
#include "engines/documents/licence_type.h"
#include "engines/exchange/resource.h"
#include "fuzz/fuzz.h"
#include "services/matters/matters.h"
#include "support/temporary_folder.h"

namespace {

using namespace yici;

constexpr const char* kPerson = R"(type: person
title: 人口
title_en: Person
subject: person
fields:
  - {name: name, title: 姓名, title_en: Name, data_type: text, authority: 11330000002482007W}
)";

void write(const std::filesystem::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

/// A pack in which one file is the input.
class Pack {
  public:
    Pack() {
        for (const char* name : {"matters", "records", "resources", "licences", "registers", "calendars"}) {
            std::filesystem::create_directory(path() / name);
        }
        std::filesystem::create_directory(path() / "types");
        std::filesystem::create_directory(path() / "types" / "records");
        write(path() / "types" / "records" / "person.yaml", kPerson);
        std::vector<Finding> findings;
        types = records::RecordTypes::load(path() / "types", findings);
        fuzz::require(types.find("person") != nullptr);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
    records::RecordTypes types;

  private:
    test::TemporaryFolder folder_;
};

void load(const Pack& pack, char kind, std::string_view text, std::vector<Finding>& findings) {
    const auto file = [&](const char* folder) { write(pack.path() / folder / "input.yaml", text); };
    switch (kind) {
        case 'm':
            file("matters");
            (void)matters::Catalogue::load(pack.path(), findings);
            break;
        case 'r':
            file("records");
            (void)records::RecordTypes::load(pack.path(), findings);
            break;
        case 's':
            file("resources");
            (void)exchange::Resources::load(pack.path(), pack.types, findings);
            break;
        case 'l':
            file("licences");
            (void)documents::LicenceTypes::load(pack.path(), findings);
            break;
        case 'g':
            file("registers");
            (void)matters::load_registers(pack.path(), findings);
            break;
        case 'c':
            file("calendars");
            (void)codes::WorkingCalendar::load(pack.path(), findings);
            break;
        case 'd':
            write(pack.path() / "divisions.csv", text);
            (void)codes::Divisions::load(pack.path() / "divisions.csv", findings);
            break;
        default:
            break;
    }
}

/// A district's register: every row is taken or refused, and what was taken is there again in the pack's form.
void import(const Pack& pack, std::string_view text) {
    fuzz::passes([&] {
        const auto read = matters::import_register(text, "register.csv");
        fuzz::require_sentences(read.rejected);
        fuzz::require_sentences(read.notes);
        const std::string yaml = matters::to_yaml(read.taken, "register.csv");
        write(pack.path() / "registers" / "input.yaml", yaml);
        std::vector<Finding> findings;
        const auto again = matters::load_registers(pack.path(), findings);
        fuzz::require(findings.empty() && matters::to_yaml(again, "register.csv") == yaml);
    });
}

}  // namespace

/// The first byte chooses the reader, the rest is its file: every fault is a finding with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Pack pack;
    if (size < 2) return 0;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    if (data[0] == 'i') {
        import(pack, text);
        return 0;
    }
    std::vector<Finding> findings;
    load(pack, static_cast<char>(data[0]), text, findings);
    fuzz::require_sentences(findings);
    return 0;
}

#include "foundation/base/text.h"
#include "foundation/tables/records.h"
#include "fuzz.h"

/// Any bytes as a department's JSON, NDJSON or XML: rows no wider than the header, whose cells are no longer than the
/// document, or a refusal with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace yici;
    const std::string_view text = fuzz::text_of(data, size);
    const auto check = [&](const auto& read, const tables::RecordsAt& at) {
        fuzz::passes([&] {
            std::vector<Finding> findings;
            const tables::Table table = read(text, at, "f", findings);
            fuzz::require_sentences(findings);
            size_t length = 0;
            for (size_t row = 0; row < table.rows(); ++row)
                for (size_t column = 0; column < table.columns(); ++column) length += table.cell(row, column).size();
            fuzz::require(length <= text.size());
        });
    };
    if (text.starts_with("<")) {
        check(tables::read_xml, {"r/p", {"a"}});
    } else if (text.starts_with("{")) {
        check(tables::read_ndjson, {"", {"a"}});
        check(tables::read_json, {"d/l", {"a"}});
        fuzz::passes([&] { (void)tables::json_text_at(text, "d/n"); });
    } else {
        check(tables::read_json, {"", {"a"}});
    }
    return 0;
}

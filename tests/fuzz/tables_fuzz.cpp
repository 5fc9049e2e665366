#include "foundation/base/text.h"
#include "foundation/tables/read.h"
#include "fuzz.h"

/// Any bytes as a department's file: a CSV whose cells are the text's own and none beyond the header, or a workbook
/// within its limits, or a refusal with a sentence.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace yici;
    const std::string_view bytes = fuzz::text_of(data, size);
    if (bytes.starts_with("PK")) {
        fuzz::passes([&] { (void)tables::read_workbook(bytes, "f"); });
        return 0;
    }
    fuzz::passes([&] {
        const std::string text = tables::to_utf8(bytes);
        fuzz::require(is_utf8(text));
        std::vector<Finding> findings;
        const tables::Table table = tables::read_csv(text, "f", findings);
        fuzz::require_sentences(findings);
        size_t length = 0;
        for (size_t row = 0; row < table.rows(); ++row) {
            fuzz::require(table.line(row) > (row == 0 ? 0 : table.line(row - 1)));
            for (size_t column = 0; column < table.columns(); ++column) length += table.cell(row, column).size();
        }
        fuzz::require(length <= text.size());
    });
    return 0;
}

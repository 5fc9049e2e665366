#include <cstdint>
#include <cstdlib>
#include <string>

#include "engines/codes/codes.h"
#include "foundation/base/csv.h"
#include "foundation/base/text.h"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

/// Every parser on every input: no crash, a verdict that agrees with itself, a reason for every refusal, and nothing
/// repaired: what is valid keeps its text and has no white space or lower case.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace yici;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const char* kind : {"id", "credit", "organisation", "division", "licence", "matter", "acceptance"}) {
        const auto fault = codes::check(kind, text);
        if (fault) {
            require(fault->reason.starts_with("codes.") && is_utf8(fault->detail));
        } else {
            require(is_utf8(text) && text.find_first_of(" \t\r\nabcdefghijklmnopqrstuvwxyz") == std::string_view::npos);
        }
    }
    if (const auto id = codes::IdNumber::parse(text)) {
        require(id->text() == text && id->birth_date().ok());
        require(codes::IdNumber::check_character(text.substr(0, 17)) == text[17]);
    }
    if (const auto code = codes::CreditCode::parse(text)) {
        require(code->text() == text && codes::CreditCode::check_character(text.substr(0, 17)) == text[17]);
    }
    std::vector<Finding> findings;
    for (const CsvRow& row : parse_csv(text, "f", findings)) require(!row.cells.empty() && row.line > 0);
    if (const auto decoded = decode_gb18030(text)) require(is_utf8(*decoded));
    return 0;
}

#include "foundation/base/csv.h"

#include <iconv.h>

#include <cerrno>

namespace yici {

namespace {

/// Walks the text once, cell by cell.
class CsvReader {
  public:
    CsvReader(std::string_view text, const std::string& file, std::vector<Finding>& findings)
        : text_(text), file_(file), findings_(findings) {}

    std::vector<CsvRow> read() {
        std::vector<CsvRow> rows;
        while (at_ < text_.size()) {
            if (skip_line_end()) continue;
            sound_ = true;
            CsvRow row{line_, {}};
            do {
                row.cells.push_back(cell());
            } while (take(','));
            skip_line_end();
            if (sound_) rows.push_back(std::move(row));
        }
        return rows;
    }

  private:
    [[nodiscard]] bool at_cell_end() const {
        return at_ >= text_.size() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r';
    }

    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool skip_line_end() {
        const bool cr = take('\r');
        const bool lf = take('\n');
        if (cr || lf) ++line_;
        return cr || lf;
    }

    void fault(std::string detail) {
        if (sound_) findings_.push_back({file_, line_, "base.csv_invalid", std::move(detail)});
        sound_ = false;
    }

    std::string cell() {
        if (take('"')) return quoted_cell();
        const size_t from = at_;
        while (!at_cell_end()) {
            if (text_[at_] == '"') fault("a quote inside a cell that does not begin with one");
            ++at_;
        }
        return std::string(text_.substr(from, at_ - from));
    }

    std::string quoted_cell() {
        std::string value;
        const int opened = line_;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c != '"') {
                if (c == '\n' || (c == '\r' && (at_ >= text_.size() || text_[at_] != '\n'))) ++line_;
                value += c;
            } else if (!take('"')) {
                if (!at_cell_end()) {
                    fault("text after a closing quote");
                    while (!at_cell_end()) ++at_;
                }
                return value;
            } else {
                value += '"';
            }
        }
        fault("the quote of line " + std::to_string(opened) + " is never closed");
        return value;
    }

    std::string_view text_;
    const std::string& file_;
    std::vector<Finding>& findings_;
    size_t at_ = 0;
    int line_ = 1;
    bool sound_ = true;
};

}  // namespace

std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file, std::vector<Finding>& findings) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return CsvReader(text, file, findings).read();
}

std::optional<std::string> decode_gb18030(std::string_view bytes) {
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::string input(bytes);
    std::string output;
    char buffer[4096];
    char* in = input.data();
    size_t in_left = input.size();
    bool sound = true;
    while (sound && in_left > 0) {
        char* out = buffer;
        size_t out_left = sizeof buffer;
        const size_t result = iconv(converter, &in, &in_left, &out, &out_left);
        sound = result != static_cast<size_t>(-1) || errno == E2BIG;
        output.append(buffer, static_cast<size_t>(out - buffer));
    }
    iconv_close(converter);
    if (!sound) return std::nullopt;
    return output;
}

}  // namespace yici

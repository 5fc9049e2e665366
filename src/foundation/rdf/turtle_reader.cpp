#include <algorithm>

#include "foundation/base/error.h"
#include "foundation/base/text.h"
#include "foundation/rdf/graph.h"

namespace yici::rdf {

namespace {

constexpr int kDeepest = 100;

/// One pass over the text, by the grammar of Turtle 1.1 §6.5.
class Reader {
  public:
    Reader(std::string_view text, std::string_view base) : text_(text), base_(base) {}

    Graph read() {
        if (!is_utf8(text_)) throw Error(ErrorKind::invalid_input, "rdf.turtle_invalid", "UTF-8");
        for (skip(); at_ < text_.size(); skip()) statement();
        return std::move(graph_);
    }

  private:
    [[noreturn]] void fail(std::string_view expected) const {
        const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
        throw Error(ErrorKind::invalid_input, "rdf.turtle_invalid",
                    "line " + std::to_string(line) + ": " + std::string(expected));
    }
    [[nodiscard]] char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    void skip() {
        while (at_ < text_.size()) {
            if (peek() == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (std::string_view(" \t\r\n").find(peek()) != std::string_view::npos) {
                ++at_;
            } else {
                return;
            }
        }
    }
    bool take(char c) {
        skip();
        if (peek() != c || at_ >= text_.size()) return false;
        ++at_;
        return true;
    }
    void need(char c) {
        if (!take(c)) fail(std::string(1, c));
    }
    bool take_word(std::string_view word) {
        if (!equals_ignoring_case(text_.substr(at_, word.size()), word)) return false;
        const char next = peek(word.size());
        if (next != ' ' && next != '\t' && next != '\n' && next != '\r' && next != '<') return false;
        at_ += word.size();
        return true;
    }

    void statement() {
        const bool at = peek() == '@';
        if (at ? take_word("@prefix") : take_word("PREFIX")) {
            skip();
            const std::string prefix = name_part();
            need(':');
            skip();
            graph_.prefixes()[prefix] = iri_reference();
            if (at) need('.');
        } else if (at ? take_word("@base") : take_word("BASE")) {
            skip();
            base_ = iri_reference();
            if (at) need('.');
        } else {
            triples();
            need('.');
        }
    }

    void triples() {
        skip();
        if (peek() == '[') {
            const Term subject = blank_with_properties();
            skip();
            if (peek() != '.') predicates(subject);
            return;
        }
        predicates(peek() == '(' ? collection() : resource());
    }

    void predicates(const Term& subject) {
        do {
            skip();
            if (peek() == ';') continue;
            if (peek() == '.' || peek() == ']' || at_ >= text_.size()) return;
            const std::string predicate = verb();
            do {
                graph_.insert(subject, predicate, object());
            } while (take(','));
        } while (take(';'));
    }

    std::string verb() {
        const char next = peek(1);
        if (peek() == 'a' && (next == ' ' || next == '\t' || next == '\n' || next == '\r' || next == '<')) {
            ++at_;
            return std::string(kRdf) + "type";
        }
        const Term term = resource();
        if (term.kind != Term::Kind::iri) fail("IRI");
        return term.value;
    }

    Term object() {
        skip();
        const char c = peek();
        if (c == '[') return blank_with_properties();
        if (c == '(') return collection();
        if (c == '"' || c == '\'') return string_literal();
        if ((c >= '0' && c <= '9') || c == '+' || c == '-' || (c == '.' && peek(1) >= '0' && peek(1) <= '9')) {
            return number();
        }
        for (const std::string_view word : {"true", "false"}) {
            if (text_.substr(at_, word.size()) == word && !is_name(peek(word.size())) && peek(word.size()) != ':') {
                at_ += word.size();
                return typed(std::string(word), "boolean");
            }
        }
        return resource();
    }

    Term blank_with_properties() {
        const Depth inner(*this);
        need('[');
        const Term node = blank("g" + std::to_string(++made_));
        predicates(node);
        need(']');
        return node;
    }

    Term collection() {
        const Depth inner(*this);
        need('(');
        const std::string rdf(kRdf);
        Term first = iri(rdf + "nil");
        std::optional<Term> last;
        while (!take(')')) {
            if (at_ >= text_.size()) fail(")");
            const Term node = blank("g" + std::to_string(++made_));
            if (last) {
                graph_.insert(*last, rdf + "rest", node);
            } else {
                first = node;
            }
            graph_.insert(node, rdf + "first", object());
            last = node;
        }
        if (last) graph_.insert(*last, rdf + "rest", iri(rdf + "nil"));
        return first;
    }

    Term resource() {
        skip();
        if (peek() == '<') return iri(iri_reference());
        if (peek() == '_' && peek(1) == ':') {
            at_ += 2;
            const std::string label = name_part();
            if (label.empty()) fail("a label");
            return blank("n" + label);
        }
        const std::string prefix = name_part();
        if (peek() != ':') fail("IRI, prefixed name or blank node");
        const auto space = graph_.prefixes().find(prefix);
        if (space == graph_.prefixes().end()) fail("a known prefix, not " + prefix);
        ++at_;
        return iri(space->second + local_part());
    }

    static bool is_name(char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    }
    /// Prefixes and labels: dots inside, none at the end.
    std::string name_part() {
        const size_t start = at_;
        while (at_ < text_.size() && (is_name(peek()) || peek() == '.')) ++at_;
        while (at_ > start && text_[at_ - 1] == '.') --at_;
        return std::string(text_.substr(start, at_ - start));
    }
    std::string local_part() {
        std::string out;
        size_t trailing = 0;
        while (at_ < text_.size()) {
            const char c = peek();
            if (c == '\\' && std::string_view("_~.-!$&'()*+,;=/?#@%").find(peek(1)) != std::string_view::npos) {
                out += peek(1);
                at_ += 2;
                trailing = 0;
            } else if (is_name(c) || c == ':' || c == '%' || c == '.') {
                out += c;
                ++at_;
                trailing = c == '.' ? trailing + 1 : 0;
            } else {
                break;
            }
        }
        at_ -= trailing;
        out.resize(out.size() - trailing);
        return out;
    }

    std::string iri_reference() {
        if (peek() != '<') fail("<IRI>");
        ++at_;
        std::string out;
        while (at_ < text_.size() && peek() != '>') {
            if (peek() == '\\') {
                out += escape(false);
            } else if (static_cast<unsigned char>(peek()) <= 0x20 ||
                       std::string_view("<\"{}|^`").find(peek()) != std::string_view::npos) {
                fail("a character of an IRI");
            } else {
                out += text_[at_++];
            }
        }
        if (at_ >= text_.size()) fail(">");
        ++at_;
        return resolve_iri(base_, out);
    }

    std::string escape(bool in_string) {
        const char kind = peek(1);
        if (kind == 'u' || kind == 'U') {
            const size_t digits = kind == 'u' ? 4 : 8;
            uint32_t code = 0;
            for (size_t i = 0; i < digits; ++i) {
                const std::string_view hex = "0123456789abcdef";
                const size_t value = hex.find(to_lower(std::string(1, peek(2 + i))));
                if (value == std::string_view::npos) fail("hex digits");
                code = code << 4 | static_cast<uint32_t>(value);
            }
            if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) fail("a code point");
            at_ += 2 + digits;
            return to_utf8(std::u32string(1, static_cast<char32_t>(code)));
        }
        const size_t known = std::string_view("tbnrf\"'\\").find(kind);
        if (!in_string || known == std::string_view::npos || kind == '\0') fail("an escape");
        at_ += 2;
        return std::string(1, "\t\b\n\r\f\"'\\"[known]);
    }

    Term string_literal() {
        const char quote = peek();
        const bool three = peek(1) == quote && peek(2) == quote;
        at_ += three ? 3 : 1;
        std::string value;
        while (true) {
            if (at_ >= text_.size()) fail("the end of a string");
            if (peek() == quote && (!three || (peek(1) == quote && peek(2) == quote))) break;
            if (peek() == '\\') {
                value += escape(true);
            } else if (!three && (peek() == '\n' || peek() == '\r')) {
                fail("the end of a string in its line");
            } else {
                value += text_[at_++];
            }
        }
        at_ += three ? 3 : 1;
        if (peek() == '@') {
            const size_t start = ++at_;
            while (is_name(peek())) ++at_;
            if (at_ == start) fail("a language");
            return literal(std::move(value), std::string(text_.substr(start, at_ - start)));
        }
        Term result = literal(std::move(value));
        if (peek() == '^' && peek(1) == '^') {
            at_ += 2;
            result.datatype = resource().value;
        }
        return result;
    }

    Term number() {
        const size_t start = at_;
        if (peek() == '+' || peek() == '-') ++at_;
        bool digits = false;
        bool point = false;
        const auto run = [&] {
            while (peek() >= '0' && peek() <= '9') {
                ++at_;
                digits = true;
            }
        };
        run();
        const bool fraction = peek() == '.' && ((peek(1) >= '0' && peek(1) <= '9') || peek(1) == 'e' || peek(1) == 'E');
        if (fraction) {
            point = true;
            ++at_;
            run();
        }
        bool exponent = false;
        if (digits && (peek() == 'e' || peek() == 'E')) {
            exponent = true;
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            digits = false;
            run();
        }
        if (!digits) fail("a number");
        return typed(std::string(text_.substr(start, at_ - start)), exponent ? "double"
                                                                    : point  ? "decimal"
                                                                             : "integer");
    }

    struct Depth {
        explicit Depth(Reader& reader) : reader_(reader) {
            if (++reader_.depth_ > kDeepest) reader_.fail("less nesting");
        }
        ~Depth() { --reader_.depth_; }
        Depth(const Depth&) = delete;
        Depth& operator=(const Depth&) = delete;
        Reader& reader_;
    };

    std::string_view text_;
    std::string base_;
    Graph graph_;
    size_t at_ = 0;
    size_t made_ = 0;
    int depth_ = 0;
};

}  // namespace

Graph parse_turtle(std::string_view text, std::string_view base) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return Reader(text, base).read();
}

}  // namespace yici::rdf

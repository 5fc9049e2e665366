#include <algorithm>
#include <cstdio>

#include "foundation/rdf/graph.h"

namespace yici::rdf {

namespace {

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Only local names that need no escape are written with a prefix.
bool is_local(std::string_view text) {
    return !text.empty() && text.front() != '-' && std::ranges::all_of(text, is_plain);
}

std::string escaped(std::string_view text, bool iri) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool forbidden = iri ? byte <= 0x20 || std::string_view("<>\"{}|^`\\").find(c) != std::string_view::npos
                                   : byte < 0x20 || c == '"' || c == '\\' || byte == 0x7f;
        if (!forbidden) {
            out += c;
        } else if (!iri && (c == '"' || c == '\\')) {
            out += '\\';
            out += c;
        } else if (!iri && c == '\n') {
            out += "\\n";
        } else {
            char code[8];
            (void)std::snprintf(code, sizeof code, "\\u%04X", byte);
            out += code;
        }
    }
    return out;
}

class Writer {
  public:
    explicit Writer(const Graph& graph) : graph_(graph) {}

    std::string write() {
        for (const auto& [prefix, space] : graph_.prefixes()) {
            out_ += "@prefix " + prefix + ": <" + escaped(space, true) + "> .\n";
        }
        for (const auto& [subject, properties] : graph_.subjects()) write_subject(subject, properties);
        return std::move(out_);
    }

  private:
    void write_subject(const Term& subject, const Graph::Properties& properties) {
        out_ += "\n" + term(subject);
        const std::string type = std::string(kRdf) + "type";
        bool first = true;
        const auto write_one = [&](const std::string& predicate, const std::set<Term>& values) {
            out_ += (first ? " " : " ;\n    ") + (predicate == type ? std::string("a") : name(predicate));
            first = false;
            bool comma = false;
            for (const Term& value : values) {
                out_ += (comma ? " , " : " ") + term(value);
                comma = true;
            }
        };
        if (const auto types = properties.find(type); types != properties.end()) write_one(type, types->second);
        for (const auto& [predicate, values] : properties) {
            if (predicate != type) write_one(predicate, values);
        }
        out_ += " .\n";
    }

    [[nodiscard]] std::string name(const std::string& iri) const {
        for (const auto& [prefix, space] : graph_.prefixes()) {
            if (iri.starts_with(space) && is_local(std::string_view(iri).substr(space.size()))) {
                return prefix + ":" + iri.substr(space.size());
            }
        }
        return "<" + escaped(iri, true) + ">";
    }

    [[nodiscard]] std::string term(const Term& one) const {
        if (one.kind == Term::Kind::iri) return name(one.value);
        if (one.kind == Term::Kind::blank) return "_:" + one.value;
        std::string text = "\"" + escaped(one.value, false) + "\"";
        if (!one.language.empty()) return text + "@" + one.language;
        return one.datatype.empty() ? text : text + "^^" + name(one.datatype);
    }

    const Graph& graph_;
    std::string out_;
};

}  // namespace

std::string to_turtle(const Graph& graph) {
    return Writer(graph).write();
}

}  // namespace yici::rdf

#include "engines/process/state.h"

#include <charconv>

#include "engines/process/values.h"
#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::process {

namespace {

[[noreturn]] void damaged(std::string_view line) {
    throw Error(ErrorKind::internal, "process.state_damaged", std::string(line.substr(0, 80)));
}

/// Takes words off a line's front.
class Words {
  public:
    Words(std::string_view line, const Model& model) : line_(line), rest_(line), model_(model) {}
    std::string_view next() {
        const size_t end = std::min(rest_.find(' '), rest_.size());
        const std::string_view word = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return word;
    }
    int64_t number() {
        const std::string_view word = next();
        int64_t value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc() || end != word.data() + word.size()) damaged(line_);
        return value;
    }
    int element() {
        const std::string_view id = next();
        if (id == "-") return -1;
        const auto found = model_.find(id);
        if (!found) throw Error(ErrorKind::conflict, "process.element_unknown", std::string(id));
        return *found;
    }
    Date date() {
        const auto date = yici::parse_date(next());
        if (!date) damaged(line_);
        return *date;
    }
    [[nodiscard]] bool more() const { return !rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }

  private:
    std::string_view line_;
    std::string_view rest_;
    const Model& model_;
};

class Encoder {
  public:
    Encoder(const State& state, const Model& model) : state_(state), model_(model) {}
    std::string run() {
        word("n");
        number(state_.last_id);
        number(state_.holds);
        number(state_.suspended ? 1 : 0);
        if (state_.clocks_stand()) out_ += ' ' + yici::to_string(state_.stopped_from);
        out_ += '\n';
        for (const auto& stop : state_.stops) {
            out_ += "d " + yici::to_string(stop.from) + ' ' + yici::to_string(stop.to) + '\n';
        }
        for (const Scope& scope : state_.scopes) encode_scope(scope);
        for (const Token& token : state_.tokens) encode_token(token);
        for (const Iterations& one : state_.iterations) {
            word("l");
            for (const int64_t value : {one.token, one.total, one.started, one.completed}) number(value);
            out_ += ' ';
            append_json(out_, feel::Value(feel::List{feel::Value(one.items), feel::Value(one.results)}));
            out_ += '\n';
        }
        for (const Compensating& one : state_.compensating) {
            word("k");
            number(one.token);
            for (const int handler : one.handlers) element(handler);
            out_ += '\n';
        }
        return std::move(out_);
    }

  private:
    void word(std::string_view text) { out_ += text; }
    void number(int64_t value) {
        out_ += ' ';
        out_ += std::to_string(value);
    }
    void element(int index) {
        out_ += ' ';
        if (index < 0)
            out_ += '-';
        else
            out_ += model_.at(index).id;
    }
    void encode_scope(const Scope& scope) {
        if (scope.kind != Scope::Kind::process) {
            word("s");
            number(scope.id);
            number(scope.parent);
            number(scope.owner);
            element(scope.element);
            out_ += ' ';
            out_ += static_cast<char>(scope.kind);
            if (!scope.locals.entries().empty()) out_ += ' ' + to_json(scope.locals);
            out_ += '\n';
        }
        for (const Compensation& one : scope.done) encode_compensation(scope.id, 0, one);
    }
    void encode_compensation(int64_t scope, int64_t depth, const Compensation& one) {
        word("c");
        number(scope);
        number(depth);
        element(one.element);
        out_ += '\n';
        for (const Compensation& inner : one.inner) encode_compensation(scope, depth + 1, inner);
    }
    void encode_token(const Token& token) {
        word("t");
        number(token.id);
        element(token.element);
        number(token.scope);
        out_ += ' ';
        out_ += static_cast<char>(token.stand);
        const bool plain = token.pending == 0 && token.origin == 0 && !token.seen;
        if (token.flow >= 0 || !plain) {
            // A flow is named by its place among its target's: its own id is optional in BPMN.
            int64_t place = -1;
            const auto& incoming = model_.at(token.element).incoming;
            for (size_t i = 0; i < incoming.size(); ++i) {
                if (incoming[i] == token.flow) place = static_cast<int64_t>(i);
            }
            number(place);
        }
        if (!plain) {
            number(token.pending);
            number(token.origin);
            number(token.seen ? 1 : 0);
        }
        out_ += '\n';
    }

    const State& state_;
    const Model& model_;
    std::string out_;
};

void decode_token(Words& words, State& state, const Model& model) {
    Token token;
    token.id = words.number();
    token.element = words.element();
    token.scope = words.number();
    const std::string_view stand = words.next();
    if (stand.size() != 1 || token.element < 0) damaged(stand);
    token.stand = static_cast<Token::Stand>(stand[0]);
    if (words.more()) {
        const int64_t place = words.number();
        const auto& incoming = model.at(token.element).incoming;
        if (place >= 0) {
            if (place >= std::ssize(incoming)) damaged("flow");
            token.flow = incoming[static_cast<size_t>(place)];
        }
    }
    if (words.more()) {
        token.pending = words.number();
        token.origin = words.number();
        token.seen = words.number() != 0;
    }
    state.tokens.push_back(token);
}

void decode_scope(Words& words, State& state) {
    Scope scope;
    scope.id = words.number();
    scope.parent = words.number();
    scope.owner = words.number();
    scope.element = words.element();
    const std::string_view kind = words.next();
    if (kind.size() != 1) damaged(kind);
    scope.kind = static_cast<Scope::Kind>(kind[0]);
    if (words.more()) scope.locals = context_of_json(words.rest());
    state.scopes.push_back(std::move(scope));
}

void decode_iterations(Words& words, State& state) {
    Iterations one;
    one.token = words.number();
    one.total = words.number();
    one.started = words.number();
    one.completed = words.number();
    const feel::Value lists = value_of_json(words.rest());
    const feel::List* both = lists.list();
    if (both == nullptr || both->size() != 2 || both->at(0).list() == nullptr || both->at(1).list() == nullptr) {
        damaged(words.rest());
    }
    one.items = *both->at(0).list();
    one.results = *both->at(1).list();
    state.iterations.push_back(std::move(one));
}

void decode_compensation(Words& words, State& state) {
    std::vector<Compensation>* list = &state.scope(words.number()).done;
    for (int64_t depth = words.number(); depth > 0; --depth) {
        if (list->empty()) damaged("c");
        list = &list->back().inner;
    }
    list->push_back({words.element(), {}});
}

void decode_header(Words& words, State& state) {
    state.last_id = words.number();
    state.holds = words.number();
    state.suspended = words.number() != 0;
    if (words.more()) state.stopped_from = words.date();
}

}  // namespace

Token* State::token(int64_t id) {
    for (Token& one : tokens) {
        if (one.id == id) return &one;
    }
    return nullptr;
}

const Token* State::token(int64_t id) const {
    return const_cast<State*>(this)->token(id);
}

Scope& State::scope(int64_t id) {
    for (Scope& one : scopes) {
        if (one.id == id) return one;
    }
    throw Error(ErrorKind::internal, "process.state_damaged", "scope " + std::to_string(id));
}

const Scope& State::scope(int64_t id) const {
    return const_cast<State*>(this)->scope(id);
}

Iterations* State::iterations_of(int64_t token) {
    for (Iterations& one : iterations) {
        if (one.token == token) return &one;
    }
    return nullptr;
}

std::string encode(const State& state, const Model& model) {
    return Encoder(state, model).run();
}

State decode(std::string_view text, const Model& model) {
    State state;
    state.scopes.push_back({});
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        Words words(text.substr(0, end), model);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::string_view kind = words.next();
        if (kind == "n")
            decode_header(words, state);
        else if (kind == "d")
            state.stops.push_back({words.date(), words.date()});
        else if (kind == "s")
            decode_scope(words, state);
        else if (kind == "t")
            decode_token(words, state, model);
        else if (kind == "l")
            decode_iterations(words, state);
        else if (kind == "c")
            decode_compensation(words, state);
        else if (kind == "k") {
            Compensating one;
            one.token = words.number();
            while (words.more()) one.handlers.push_back(words.element());
            state.compensating.push_back(std::move(one));
        } else
            damaged(kind);
    }
    return state;
}

}  // namespace yici::process

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/rules/decisions.h"
#include "engines/rules/node.h"

namespace yici::rules {

/// Where a required value goes: into a slot, or as a member of the context that stands for an import.
struct Requirement {
    size_t slot = 0;
    size_t element = 0;
    std::string member;
};

/// An input, decision, knowledge model or service, resolved and compiled.
struct Element {
    const Definitions* model = nullptr;
    const DrgElement* drg = nullptr;
    DataTypePtr type;  // of the value, or of what a function yields
    std::vector<Requirement> requirements;
    size_t slots = 0;
    NodePtr logic;
    std::vector<size_t> outputs;     // of a service
    std::vector<size_t> parameters;  // of a service: input data, then input decisions
};

/// All models that one model needs, compiled. Never changed once it is made.
class Program : public std::enable_shared_from_this<Program> {
  public:
    Program(std::vector<Document> documents, std::vector<Finding>& findings);

    [[nodiscard]] const Definitions& main() const { return documents_.front().definitions(); }
    [[nodiscard]] const std::vector<Document>& documents() const { return documents_; }
    [[nodiscard]] const std::vector<Element>& elements() const { return elements_; }
    /// By name or id, in the main model first.
    [[nodiscard]] std::optional<size_t> find(std::string_view name, std::optional<DrgElement::Kind> kind) const;
    /// The function that a knowledge model or a service is.
    [[nodiscard]] feel::Value function_of(size_t element, const std::shared_ptr<Trace>& trace) const;

  private:
    friend class Linker;
    [[nodiscard]] feel::Value call(size_t element, std::span<const feel::Value> arguments,
                                   Activation& activation) const;

    std::vector<Document> documents_;
    std::vector<Element> elements_;
};

/// One evaluation of a graph of decisions: every element is worked out at most once.
class Session {
  public:
    explicit Session(Activation& activation);
    /// The value of an input, or of a decision that shall not be worked out.
    void give(size_t element, feel::Value value);
    /// Inputs that nobody gave are looked up here.
    void look_up(std::span<const Input> inputs) { inputs_ = inputs; }
    [[nodiscard]] feel::Value value_of(size_t element);
    [[nodiscard]] Frame frame_of(size_t element);

  private:
    [[nodiscard]] feel::Value decide(size_t element);
    [[nodiscard]] feel::Value decide_traced(size_t element);
    [[nodiscard]] feel::Value look_up_input(const Element& element);

    Activation& activation_;
    std::span<const Input> inputs_;
    std::vector<std::optional<feel::Value>> known_;
    std::vector<bool> in_progress_;
};

}  // namespace yici::rules

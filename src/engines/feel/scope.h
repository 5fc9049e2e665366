#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/tree.h"

namespace yici::feel {

/// The names that the body of one function sees while it is parsed; the outermost one stands for the expression.
class Scope {
  public:
    Scope(Scope* outer, const Names& names) : outer_(outer), names_(names) {}

    size_t new_slot() { return locals_++; }
    /// A name that is seen until pop(); gives its slot.
    size_t push(std::string name);
    void push(std::string name, size_t slot);
    /// The element that a filter looks at: its entries are names.
    size_t push_element();
    void pop();
    /// Gives the slot of a name that nobody asked for back, when it was the last one.
    void release(size_t slot) { locals_ -= slot + 1 == locals_ ? 1 : 0; }
    /// Whether the name that was pushed last has been asked for.
    [[nodiscard]] bool last_used() const { return variables_.back().used; }

    /// What the name stands for: a local, a member of filtered elements, an input; null for none of them.
    NodePtr resolve(const std::string& name, Place place, std::vector<size_t>& reads);
    /// Whether a filter is around, so that every name may be a member.
    [[nodiscard]] bool in_filter() const;
    [[nodiscard]] bool knows(std::string_view name) const;
    /// Every name that is seen, of this and the outer functions; not the inputs.
    template <class Visit>
    void each(const Visit& visit) const {
        for (const Variable& variable : variables_)
            if (!variable.element) visit(variable.name);
        if (outer_ != nullptr) outer_->each(visit);
    }

    [[nodiscard]] Scope* outer() const { return outer_; }
    [[nodiscard]] size_t locals() const { return locals_; }
    std::vector<NodePtr> take_captured() { return std::move(captured_); }
    [[nodiscard]] const std::vector<size_t>& capture_slots() const { return capture_slots_; }

  private:
    struct Variable {
        std::string name;
        size_t slot = 0;
        bool element = false;
        bool used = false;
    };
    struct Found {
        std::vector<size_t> elements;  // slots of filtered elements that may have the name, innermost first
        std::optional<size_t> local;
        std::optional<size_t> input;
    };
    Found find(const std::string& name, std::vector<size_t>& reads);
    size_t capture(NodePtr node);

    Scope* outer_;
    const Names& names_;
    std::vector<Variable> variables_;
    size_t locals_ = 0;
    std::vector<NodePtr> captured_;
    std::vector<size_t> capture_slots_;
};

}  // namespace yici::feel

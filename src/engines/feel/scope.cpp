#include "engines/feel/scope.h"

#include <algorithm>

namespace yici::feel {

size_t Scope::push(std::string name) {
    const size_t slot = new_slot();
    push(std::move(name), slot);
    return slot;
}

void Scope::push(std::string name, size_t slot) {
    variables_.push_back({std::move(name), slot, false, false});
}

size_t Scope::push_element() {
    const size_t slot = new_slot();
    variables_.push_back({"item", slot, false, false});
    variables_.push_back({"", slot, true, false});
    return slot;
}

void Scope::pop() {
    const bool element = variables_.back().element;
    variables_.pop_back();
    if (element) variables_.pop_back();
}

size_t Scope::capture(NodePtr node) {
    const size_t slot = new_slot();
    captured_.push_back(std::move(node));
    capture_slots_.push_back(slot);
    return slot;
}

Scope::Found Scope::find(const std::string& name, std::vector<size_t>& reads) {
    Found found;
    for (auto variable = variables_.rbegin(); variable != variables_.rend(); ++variable) {
        if (variable->element) {
            variable->used = true;
            found.elements.push_back(variable->slot);
        } else if (variable->name == name) {
            variable->used = true;
            found.local = variable->slot;
            return found;
        }
    }
    if (outer_ == nullptr) {
        found.input = names_.find(name);
        if (found.input) reads.push_back(*found.input);
        return found;
    }
    const Found outer = outer_->find(name, reads);
    for (const size_t element : outer.elements) found.elements.push_back(capture(make_local(element, {})));
    if (outer.local) found.local = capture(make_local(*outer.local, {}));
    if (outer.input) found.local = capture(make_input(*outer.input, {}));
    // The next use of the name finds what has been captured, unless elements may have it first.
    if (found.local && found.elements.empty()) variables_.insert(variables_.begin(), {name, *found.local, false, true});
    return found;
}

NodePtr Scope::resolve(const std::string& name, Place place, std::vector<size_t>& reads) {
    const Found found = find(name, reads);
    NodePtr base = found.local   ? make_local(*found.local, place)
                   : found.input ? make_input(*found.input, place)
                                 : nullptr;
    if (found.elements.empty()) return base;
    if (!base) base = make_null("feel.unknown_name", name, place);
    std::vector<NodePtr> elements;
    for (const size_t slot : found.elements) elements.push_back(make_local(slot, place));
    return make_member(name, std::move(elements), std::move(base), place);
}

bool Scope::in_filter() const {
    return std::any_of(variables_.begin(), variables_.end(), [](const Variable& v) { return v.element; }) ||
           (outer_ != nullptr && outer_->in_filter());
}

bool Scope::knows(std::string_view name) const {
    return std::any_of(variables_.begin(), variables_.end(),
                       [&](const Variable& v) { return !v.element && v.name == name; }) ||
           (outer_ != nullptr ? outer_->knows(name) : names_.find(name).has_value());
}

}  // namespace yici::feel

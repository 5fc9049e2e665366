#include <algorithm>

#include "engines/feel/builtin.h"
#include "engines/feel/compare.h"

namespace yici::feel {

namespace {

bool same(const Value& a, const Value& b) {
    return equals(a, b).value_or(false);
}

/// 1 is the first element, -1 the last one; the index from 0, none outside.
std::optional<size_t> index_in(const List& list, const Number& position) {
    const auto size = static_cast<int64_t>(list.size());
    const int64_t wanted = position.to_integer().value_or(0);
    if (wanted > 0 && wanted <= size) return static_cast<size_t>(wanted - 1);
    if (wanted < 0 && wanted >= -size) return static_cast<size_t>(size + wanted);
    return std::nullopt;
}

Value no_element(const Call& call, const List& list) {
    return call.fail("feel.no_element", call.number(1).to_string() + " / " + std::to_string(list.size()));
}

Value list_contains(Call& call) {
    call.steps(call[0].weight());
    const List& list = call.list(0);
    return std::any_of(list.begin(), list.end(), [&](const Value& value) { return same(value, call[1]); });
}

Value count(Call& call) {
    return Number(static_cast<int64_t>(call.list(0).size()));
}

Value sublist(Call& call) {
    const List& list = call.list(0);
    const auto from = index_in(list, call.number(1));
    if (!from) return no_element(call, list);
    size_t length = list.size() - *from;
    if (call.given(2)) {
        const int64_t wanted = call.integer(2).value_or(-1);
        if (wanted < 0 || static_cast<size_t>(wanted) > length)
            return call.fail("feel.no_element", call.number(2).to_string());
        length = static_cast<size_t>(wanted);
    }
    call.steps(length * 4);
    const auto begin = list.begin() + static_cast<ptrdiff_t>(*from);
    return List(begin, begin + static_cast<ptrdiff_t>(length));
}

Value append(Call& call) {
    call.steps((call.list(0).size() + call.list(1).size()) * 4);
    List list = call.list(0);
    list.insert(list.end(), call.list(1).begin(), call.list(1).end());
    return list;
}

std::optional<List> joined(const Call& call) {
    List list;
    for (const Value& part : call.list(0)) {
        if (part.is_null()) return std::nullopt;
        const List* const elements = part.list();
        call.steps(elements == nullptr ? 4 : elements->size() * 4);
        if (elements == nullptr) {
            list.push_back(part);
        } else {
            list.insert(list.end(), elements->begin(), elements->end());
        }
    }
    return list;
}

Value concatenate(Call& call) {
    auto list = joined(call);
    return list ? Value(*std::move(list)) : call.fail("feel.wrong_arguments", "concatenate(Null)");
}

List distinct(const Call& call, const List& list) {
    List found;
    for (const Value& value : list) {
        call.steps(1 + found.size() * std::min<uint64_t>(value.weight(), 1000));
        if (std::none_of(found.begin(), found.end(), [&](const Value& other) { return same(value, other); }))
            found.push_back(value);
    }
    return found;
}

Value distinct_values(Call& call) {
    return distinct(call, call.list(0));
}

Value union_of(Call& call) {
    const auto list = joined(call);
    return list ? Value(distinct(call, *list)) : call.fail("feel.wrong_arguments", "union(Null)");
}

Value insert_before(Call& call) {
    List list = call.list(0);
    const auto at = index_in(list, call.number(1));
    if (!at) return no_element(call, list);
    call.steps(list.size() * 4);
    list.insert(list.begin() + static_cast<ptrdiff_t>(*at), call[2]);
    return list;
}

Value remove(Call& call) {
    List list = call.list(0);
    const auto at = index_in(list, call.number(1));
    if (!at) return no_element(call, list);
    call.steps(list.size() * 4);
    list.erase(list.begin() + static_cast<ptrdiff_t>(*at));
    return list;
}

Value reverse(Call& call) {
    call.steps(call.list(0).size() * 4);
    return List(call.list(0).rbegin(), call.list(0).rend());
}

Value index_of(Call& call) {
    call.steps(call[0].weight());
    List found;
    for (size_t i = 0; i < call.list(0).size(); ++i)
        if (same(call.list(0)[i], call[1])) found.emplace_back(Number(static_cast<int64_t>(i + 1)));
    return found;
}

void flatten_into(const Call& call, const List& list, List& flat) {
    for (const Value& value : list) {
        call.steps(4);
        if (const List* const inner = value.list()) {
            flatten_into(call, *inner, flat);
        } else {
            flat.push_back(value);
        }
    }
}

Value flatten(Call& call) {
    List flat;
    flatten_into(call, call.list(0), flat);
    return flat;
}

Value replace_at(Call& call) {
    List list = call.list(0);
    const auto at = index_in(list, call.number(1));
    if (!at) return no_element(call, list);
    call.steps(list.size() * 4);
    list[*at] = call[2];
    return list;
}

Value replace_matching(Call& call) {
    List list = call.list(0);
    for (Value& value : list) {
        call.steps(4);
        const Value arguments[] = {value, call[2]};
        const Tri matches = tri(call[1].function()->call(arguments, call.run));
        if (matches == Tri::unknown) return call.fail("feel.wrong_type", "match");
        if (matches == Tri::yes) value = call[2];
    }
    return list;
}

/// Merges from below, so that a `precedes` that contradicts itself does no harm. False when it is no truth.
template <class Precedes>
bool merge_sort(List& list, const Precedes& precedes) {
    List merged(list.size());
    for (size_t width = 1; width < list.size(); width *= 2) {
        for (size_t from = 0; from < list.size(); from += 2 * width) {
            size_t left = from;
            const size_t middle = std::min(from + width, list.size());
            size_t right = middle;
            const size_t end = std::min(from + 2 * width, list.size());
            for (size_t i = from; i < end; ++i) {
                bool takes_right = left == middle;
                if (left < middle && right < end) {
                    const Tri before = precedes(list[right], list[left]);
                    if (before == Tri::unknown) return false;
                    takes_right = before == Tri::yes;
                }
                merged[i] = list[takes_right ? right++ : left++];
            }
        }
        list.swap(merged);
    }
    return true;
}

Value sort(Call& call) {
    List list = call.list(0);
    call.steps(list.size() * 4);
    const bool sorted = merge_sort(list, [&](const Value& a, const Value& b) {
        call.steps(1);
        if (!call.given(1)) {
            const auto before = order(a, b);
            return before ? tri(*before < 0) : Tri::unknown;
        }
        const Value arguments[] = {a, b};
        return tri(call[1].function()->call(arguments, call.run));
    });
    return sorted ? Value(std::move(list)) : call.fail("feel.not_comparable", "sort");
}

constexpr Row kRows[] = {
    {"list contains", "list:l, element:a->b", list_contains},
    {"count", "list:l->n", count},
    {"sublist", "list:l, start position:n, length:n?->l", sublist},
    {"append", "list:l, item:a...->l", append},
    {"concatenate", "list:a...->l", concatenate},
    {"union", "list:a...->l", union_of},
    {"distinct values", "list:l->l", distinct_values},
    {"insert before", "list:l, position:n, newItem:a->l", insert_before},
    {"remove", "list:l, position:n->l", remove},
    {"reverse", "list:l->l", reverse},
    {"index of", "list:l, match:a->l", index_of},
    {"flatten", "list:l->l", flatten},
    {"list replace", "list:l, position:n, newItem:a->l", replace_at},
    {"list replace", "list:l, match:f, newItem:a->l", replace_matching},
    {"sort", "list:l, precedes:f?->l", sort},
};

}  // namespace

std::span<const Row> list_builtins() {
    return kRows;
}

}  // namespace yici::feel

#include "engines/feel/builtin.h"

namespace yici::feel {

namespace {

/// What a copy of it takes; long names count too.
uint64_t cost_of(const Context& context) {
    uint64_t cost = 4;
    for (const auto& [name, value] : context.entries()) cost += 4 + name.size() / 16;
    return cost;
}

Value get_value(Call& call) {
    const Value* const found = call[0].context()->find(call.text(1));
    return found == nullptr ? call.fail("feel.no_member", call.text(1)) : *found;
}

Value get_deep_value(Call& call) {
    const Value* at = &call[0];
    for (const Value& key : call.list(1)) {
        const Value* const found =
            at->context() == nullptr || key.string() == nullptr ? nullptr : at->context()->find(*key.string());
        if (found == nullptr) return call.fail("feel.no_member", key.to_string());
        at = found;
    }
    return call.list(1).empty() ? call.fail("feel.no_member") : *at;
}

Value get_entries(Call& call) {
    List entries;
    for (const auto& [name, value] : call[0].context()->entries()) {
        call.steps(8 + name.size() / 16);
        Context entry;
        entry.put("key", name);
        entry.put("value", value);
        entries.emplace_back(std::move(entry));
    }
    return entries;
}

Value context_of(Call& call) {
    Context context;
    for (const Value& entry : call.list(0)) {
        call.steps(4 + context.entries().size());
        const Context* const pair = entry.context();
        const Value* const key = pair == nullptr ? nullptr : pair->find("key");
        const Value* const value = pair == nullptr ? nullptr : pair->find("value");
        if (key == nullptr || value == nullptr || key->string() == nullptr)
            return call.fail("feel.wrong_type", "{key, value}");
        if (context.find(*key->string()) != nullptr) return call.fail("feel.entry_twice", *key->string());
        call.steps(key->string()->size() / 16);
        context.put(*key->string(), *value);
    }
    return context;
}

Value put(Call& call) {
    call.steps(cost_of(*call[0].context()) + call.text(1).size() / 16);
    Context context = *call[0].context();
    context.put(call.text(1), call[2]);
    return context;
}

/// None when a key is no text or what it leads to is no context.
std::optional<Value> put_deep(const Call& call, const Value& into, std::span<const Value> keys) {
    if (into.context() == nullptr || keys.empty() || keys.front().string() == nullptr) return std::nullopt;
    call.steps(cost_of(*into.context()));
    const std::string& key = *keys.front().string();
    Context context = *into.context();
    if (keys.size() == 1) {
        context.put(key, call[2]);
        return context;
    }
    const Value* const inner = context.find(key);
    auto changed = inner == nullptr ? std::nullopt : put_deep(call, *inner, keys.subspan(1));
    if (!changed) return std::nullopt;
    context.put(key, *std::move(changed));
    return context;
}

Value put_by_keys(Call& call) {
    if (call.list(1).size() > Value::kDeepest) return call.fail("feel.too_deep");
    auto changed = put_deep(call, call[0], call.list(1));
    return changed ? *std::move(changed) : call.fail("feel.no_member", call[1].to_string());
}

Value merge(Call& call) {
    Context context;
    for (const Value& part : call.list(0)) {
        if (part.context() == nullptr) return call.fail("feel.wrong_type", std::string(kind_name(part.kind())));
        for (const auto& [name, value] : part.context()->entries()) {
            call.steps(4 + context.entries().size() + name.size() / 16);
            context.put(name, value);
        }
    }
    return context;
}

constexpr Row kRows[] = {
    {"get value", "m:c, key:s->a", get_value},
    {"get value", "m:c, keys:l->a", get_deep_value},
    {"get entries", "m:c->l", get_entries},
    {"context", "entries:l->c", context_of},
    {"context put", "context:c, key:s, value:a->c", put},
    {"context put", "context:c, keys:l, value:a->c", put_by_keys},
    {"context merge", "contexts:l->c", merge},
};

}  // namespace

std::span<const Row> context_builtins() {
    return kRows;
}

}  // namespace yici::feel

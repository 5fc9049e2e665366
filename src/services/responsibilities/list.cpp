#include <algorithm>

#include "foundation/base/text.h"
#include "foundation/crypto/hash.h"
#include "services/responsibilities/responsibilities_state.h"

namespace yici::responsibilities {

namespace {

/// The fields that an alternative asks of its resource; a question whether there is a record asks for none.
std::vector<std::string> fields_of(const matters::Alternative& alternative) {
    if (!alternative.question) return alternative.fields;
    if (alternative.question->field.empty()) return {""};
    return {alternative.question->field};
}

std::string id_of(const Responsibility& line) {
    const std::string text = line.provider + "\n" + line.resource + "\n" + line.field + "\n" +
                             (line.resource.empty() ? line.title : std::string());
    return to_hex(BytesView(crypto::sm3(text)).first(6));
}

State state_of(const Readiness& ready) {
    if (ready.obstacle == Obstacle::failing) return State::failing;
    if (ready.obstacle != Obstacle::none) return State::promised;
    return ready.serving ? State::serving : State::connected;
}

/// One failing use makes the line fail, one that still waits makes it promised; it serves when any use is served.
State worst(const std::vector<Use>& uses) {
    const auto any = [&](State state) {
        return std::ranges::any_of(uses, [&](const Use& use) { return use.state == state; });
    };
    for (const State state : {State::failing, State::promised, State::serving}) {
        if (any(state)) return state;
    }
    return State::connected;
}

/// Gathers lines by who provides what.
class Lines {
  public:
    Responsibility& line(const std::string& provider, const std::string& resource, const std::string& field,
                         const std::string& title) {
        Responsibility made;
        made.provider = provider;
        made.resource = resource;
        made.field = field;
        made.title = title;
        made.id = id_of(made);
        const auto [place, fresh] = places_.emplace(made.id, lines_.size());
        if (fresh) lines_.push_back(std::move(made));
        return lines_[place->second];
    }
    std::vector<Responsibility> take() {
        for (Responsibility& line : lines_) line.state = worst(line.uses);
        return std::move(lines_);
    }

  private:
    std::map<std::string, size_t> places_;
    std::vector<Responsibility> lines_;
};

std::string title_of(const records::RecordTypes& types, const exchange::Resource& resource, const std::string& field) {
    const records::RecordType* type = types.find(resource.record_type);
    if (field.empty()) return type != nullptr ? type->title : resource.name;
    const records::Field* known = type != nullptr ? type->find(field) : nullptr;
    return known != nullptr ? known->title : field;
}

}  // namespace

Readiness Responsibilities::Inner::readiness_of(const Situation& situation, const matters::Matter& matter,
                                                const matters::Material& material,
                                                const matters::Alternative& alternative) const {
    const exchange::Resource* resource = parts.resources.find(alternative.resource);
    if (resource == nullptr) return {Obstacle::not_opened, false};
    std::vector<std::string> fields = fields_of(alternative);
    std::erase(fields, "");
    const auto grant = parts.grants.find_for(matter.department, resource->code, matter.code, fields, situation.today);
    const bool granted =
        grant && grant->in_force(situation.today) && grant->covers(matter.code) &&
        std::ranges::all_of(fields, [&](const std::string& field) { return grant->grants_field(field); });
    if (resource->share_type == 3 && !(granted && grant->statutory)) return {Obstacle::not_shared, false};
    if (!granted) return {Obstacle::not_granted, false};
    if (!parts.is_connected(*resource)) return {Obstacle::not_connected, false};
    const auto calls = situation.calls.find({resource->code, matter.code, material.code});
    const bool fails = calls != situation.calls.end() && calls->second.failed_in_a_row >= parts.policy.failed_in_a_row;
    if (fails || situation.broken.contains(resource->delivery.system)) return {Obstacle::failing, false};
    return {Obstacle::none, calls != situation.calls.end() && calls->second.answered > 0};
}

std::vector<Responsibility> Responsibilities::Inner::compute(const Situation& situation) const {
    Lines lines;
    for (const matters::Matter* matter : parts.matters.all()) {
        for (const matters::Material& material : matter->materials) {
            bool by_resource = false;
            for (const matters::Alternative& alternative : material.alternatives) {
                const exchange::Resource* resource = parts.resources.find(alternative.resource);
                if (resource == nullptr) continue;
                by_resource = true;
                const Readiness ready = readiness_of(situation, *matter, material, alternative);
                Use use{matter->code, material.code, state_of(ready), ready.obstacle, "", 0, 0, {}};
                if (const auto calls = situation.calls.find({resource->code, matter->code, material.code});
                    calls != situation.calls.end()) {
                    use.answered = calls->second.answered;
                    use.failed = calls->second.failed;
                    use.last_answered = calls->second.last_answered;
                }
                if (ready.obstacle == Obstacle::not_granted || ready.obstacle == Obstacle::not_shared) {
                    const auto open = parts.requests.open_request(matter->department, resource->code, matter->code);
                    if (open) use.request = open->number;
                }
                for (const std::string& field : fields_of(alternative)) {
                    lines.line(resource->provider, resource->code, field, title_of(parts.types, *resource, field))
                        .uses.push_back(use);
                }
            }
            if (by_resource || !material.original.empty()) continue;
            for (const matters::Alternative& alternative : material.alternatives) {
                if (alternative.held_by.empty()) continue;
                lines.line(alternative.held_by, "", "", material.name)
                    .uses.push_back({matter->code, material.code, State::promised, Obstacle::not_opened, "", 0, 0, {}});
            }
        }
    }
    return lines.take();
}

void Responsibilities::Inner::keep(std::vector<Responsibility>& list) {
    const Date now = today();
    const auto complete = [&](const std::map<std::string, Kept, std::less<>>& known,
                              const std::function<void(Responsibility&, const Kept&)>& changed) {
        for (Responsibility& line : list) {
            const auto found = known.find(line.id);
            Kept kept = found != known.end() ? found->second : Kept{};
            const bool fresh = found == known.end();
            if (fresh) kept.due = codes::limit_of(parts.calendar, now, parts.policy.days).due;
            const bool other_state = kept.state != to_string(line.state);
            if (other_state) {
                kept.state = to_string(line.state);
                kept.since = now;
            }
            line.due = kept.due;
            line.assigned_by = kept.assigned_by;
            line.note = kept.note;
            line.since = kept.since;
            if (fresh || other_state) changed(line, kept);
        }
    };
    bool any = false;
    const auto known = parts.database.read_value([](db::Transaction& transaction) { return load_kept(transaction); });
    complete(known, [&](Responsibility&, const Kept&) { any = true; });
    if (!any) return;
    parts.database.write([&](db::Transaction& transaction) {
        complete(load_kept(transaction), [&](Responsibility& line, const Kept& kept) {
            store_kept(transaction, line.id, now, kept);
            std::string data = R"({"provider":")" + line.provider + R"(","resource":)";
            append_json_string(data, line.resource);
            data += R"(,"field":)";
            append_json_string(data, line.field);
            parts.journal.append(transaction, {"responsibility." + kept.state, "system", "", line.id, data + "}"});
        });
    });
}

}  // namespace yici::responsibilities

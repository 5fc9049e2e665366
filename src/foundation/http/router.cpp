#include "foundation/http/router.h"

#include <array>
#include <stdexcept>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::http {

namespace {

constexpr size_t kMethods = 7;

/// One segment of all patterns. Names of values belong to a route, not to a node: two routes may name theirs apart.
struct Node {
    struct Leaf {
        std::array<std::unique_ptr<Router::Route>, kMethods> routes;
        [[nodiscard]] bool any() const {
            for (const auto& route : routes) {
                if (route) return true;
            }
            return false;
        }
    };
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> value;
    Leaf here;
    Leaf rest;
};

struct Match {
    const Node::Leaf* leaf = nullptr;
    std::vector<std::string_view> values;
};

std::string_view take_segment(std::string_view& path) {
    const size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
    return segment;
}

/// `path` is "" at its end, else begins with "/".
bool descend(const Node& node, std::string_view path, Match& match) {
    if (path.empty()) {
        if (node.here.any()) match.leaf = &node.here;
        return match.leaf != nullptr;
    }
    std::string_view after = path.substr(1);
    const std::string_view segment = take_segment(after);
    if (const auto found = node.fixed.find(segment); found != node.fixed.end()) {
        if (descend(*found->second, after, match)) return true;
    }
    if (node.value && !segment.empty()) {
        match.values.push_back(segment);
        if (descend(*node.value, after, match)) return true;
        match.values.pop_back();
    }
    if (node.rest.any()) {
        match.values.push_back(path.substr(1));
        match.leaf = &node.rest;
        return true;
    }
    return false;
}

std::vector<std::string> value_names(std::string_view pattern) {
    std::vector<std::string> names;
    for (const std::string_view segment : split(pattern, '/')) {
        if (!segment.starts_with('{')) continue;
        std::string_view name = segment.substr(1, segment.size() - 2);
        if (name.ends_with("...")) name.remove_suffix(3);
        names.emplace_back(name);
    }
    return names;
}

std::string allowed_methods(const Node::Leaf& leaf) {
    std::string names;
    for (size_t i = 0; i < kMethods; ++i) {
        const bool head_of_get = i == static_cast<size_t>(Method::head) && leaf.routes[0];
        const bool options = i == static_cast<size_t>(Method::options);
        if (!leaf.routes[i] && !head_of_get && !options) continue;
        names += (names.empty() ? "" : ", ") + std::string(to_string(static_cast<Method>(i)));
    }
    return names;
}

}  // namespace

struct Router::Tree {
    struct Entry {
        const Route* route;
        std::vector<std::string> names;
    };
    Node root;
    std::vector<Entry> entries;

    Node::Leaf& leaf_of(std::string_view pattern) {
        if (!pattern.starts_with('/')) throw std::logic_error("a pattern begins with /: " + std::string(pattern));
        Node* node = &root;
        std::string_view path = pattern;
        while (!path.empty()) {
            path.remove_prefix(1);
            const std::string_view segment = take_segment(path);
            if (segment.starts_with('{') && segment.ends_with("...}")) {
                if (!path.empty()) throw std::logic_error("nothing can follow the rest: " + std::string(pattern));
                return node->rest;
            }
            auto& next = segment.starts_with('{') ? node->value : node->fixed[std::string(segment)];
            if (!next) next = std::make_unique<Node>();
            node = next.get();
        }
        return node->here;
    }

    void add(Route route) {
        auto& place = leaf_of(route.pattern).routes.at(static_cast<size_t>(route.method));
        if (place) {
            throw std::logic_error("two routes for " + std::string(to_string(route.method)) + " " + route.pattern);
        }
        place = std::make_unique<Route>(std::move(route));
        place->index = entries.size();
        entries.push_back({place.get(), value_names(place->pattern)});
    }
};

Router::Router() : tree_(std::make_unique<Tree>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
    tree_->add({method, std::string(pattern), std::move(handler), {}, std::move(options), 0});
}

void Router::add_inline(Method method, std::string_view pattern, InlineHandler handler, RouteOptions options) {
    tree_->add({method, std::string(pattern), {}, std::move(handler), std::move(options), 0});
}

const Router::Route& Router::find(Request& request, std::string& allowed) const {
    Match match;
    if (!descend(tree_->root, request.path, match)) throw Error(ErrorKind::not_found, "http.no_such_path");
    const Route* route = match.leaf->routes.at(static_cast<size_t>(request.method)).get();
    if (!route && request.method == Method::head) route = match.leaf->routes[0].get();
    if (!route) {
        allowed = allowed_methods(*match.leaf);
        throw Error(ErrorKind::invalid_input, "http.method_not_allowed", allowed);
    }
    const auto& names = tree_->entries[route->index].names;
    for (size_t i = 0; i < names.size(); ++i) request.path_values[names[i]] = std::string(match.values[i]);
    return *route;
}

std::vector<const Router::Route*> Router::routes() const {
    std::vector<const Route*> all;
    for (const auto& entry : tree_->entries) all.push_back(entry.route);
    return all;
}

}  // namespace yici::http

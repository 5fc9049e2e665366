#include "engines/rules/segment_text.h"

#include <algorithm>

namespace yici::rules {

namespace {

/// Segments first … last side by side, of an ordered kind: even ones lie between points, odd ones are points.
std::string interval(const ColumnIndex& column, size_t first, size_t last) {
    const auto& points = column.points;
    const bool low_open = first % 2 == 0;
    const bool high_open = last % 2 == 0;
    const bool from_below = first == 0;
    const bool to_above = last == 2 * points.size();
    if (from_below && to_above) return "-";
    if (first == last && !low_open) return points[first / 2].to_string();
    const std::string low = from_below ? "" : points[low_open ? first / 2 - 1 : first / 2].to_string();
    const std::string high = to_above ? "" : points[last / 2].to_string();
    if (from_below) return (high_open ? "< " : "<= ") + high;
    if (to_above) return (low_open ? "> " : ">= ") + low;
    return (low_open ? "(" : "[") + low + ".." + high + (high_open ? ")" : "]");
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
}

std::string texts(const ColumnIndex& column, const std::vector<size_t>& segments) {
    std::vector<std::string> named;
    const bool others = std::find(segments.begin(), segments.end(), column.points.size()) != segments.end();
    for (size_t i = 0; i < column.points.size(); ++i) {
        const bool chosen = std::find(segments.begin(), segments.end(), i) != segments.end();
        if (chosen != others) named.push_back(column.points[i].to_string());
    }
    if (!others) return joined(named);
    return named.empty() ? "-" : "not(" + joined(named) + ")";
}

}  // namespace

std::string text_of_segments(const ColumnIndex& column, const std::vector<size_t>& segments) {
    using Kind = feel::Value::Kind;
    if (column.kind == Kind::null) return "-";
    if (column.kind == Kind::string) return texts(column, segments);
    if (column.kind == Kind::boolean) return segments.size() == 2 ? "-" : segments.front() == 1 ? "true" : "false";
    std::vector<std::string> parts;
    for (size_t i = 0; i < segments.size();) {
        size_t last = i;
        const auto follows = [&](size_t next) {
            for (size_t between = segments[last] + 1; between < segments[next]; ++between) {
                if (column.segments[between].exists) return false;
            }
            return true;
        };
        while (last + 1 < segments.size() && follows(last + 1)) ++last;
        parts.push_back(interval(column, segments[i], segments[last]));
        i = last + 1;
    }
    return joined(parts);
}

}  // namespace yici::rules

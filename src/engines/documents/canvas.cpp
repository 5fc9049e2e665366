#include "engines/documents/canvas.h"

#include <numbers>

#include "foundation/base/text.h"

namespace yici::documents {
namespace {

constexpr double kPointsAMm = 72 / 25.4;

double points(double mm) {
    return mm * kPointsAMm;
}

}  // namespace

Colour parse_colour(std::string_view text, double alpha) {
    const auto bytes = text.size() == 7 ? from_hex(text.substr(1)) : std::nullopt;
    if (!bytes) return {1, 1, 1, alpha};
    return {(*bytes)[0] / 255.0, (*bytes)[1] / 255.0, (*bytes)[2] / 255.0, alpha};
}

Canvas::Canvas(cairo_t* context, double scale) : cairo_(context) {
    cairo_scale(cairo_, scale, scale);
    cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
}

void Canvas::fill_rectangle(double x, double y, double width, double height, const Colour& colour) {
    cairo_rectangle(cairo_, points(x), points(y), points(width), points(height));
    fill(colour);
}

void Canvas::stroke_rectangle(double x, double y, double width, double height, double line, const Colour& colour) {
    cairo_rectangle(cairo_, points(x), points(y), points(width), points(height));
    stroke(line, colour);
}

void Canvas::move_to(double x, double y) {
    cairo_move_to(cairo_, points(x), points(y));
}
void Canvas::line_to(double x, double y) {
    cairo_line_to(cairo_, points(x), points(y));
}

void Canvas::stroke(double line, const Colour& colour) {
    cairo_set_source_rgba(cairo_, colour.red, colour.green, colour.blue, colour.alpha);
    cairo_set_line_width(cairo_, points(line));
    cairo_stroke(cairo_);
}

void Canvas::fill(const Colour& colour) {
    cairo_set_source_rgba(cairo_, colour.red, colour.green, colour.blue, colour.alpha);
    cairo_fill(cairo_);
}

void Canvas::stroke_circle(double x, double y, double radius, double line, double dash, const Colour& colour) {
    const double pattern[] = {points(dash)};
    if (dash > 0) cairo_set_dash(cairo_, pattern, 1, 0);
    cairo_new_sub_path(cairo_);
    cairo_arc(cairo_, points(x), points(y), points(radius), 0, 2 * std::numbers::pi);
    stroke(line, colour);
    cairo_set_dash(cairo_, nullptr, 0, 0);
}

Canvas::Layout Canvas::layout_of(const std::string& text, const TextStyle& style) {
    Layout layout(pango_cairo_create_layout(cairo_));
    pango_context_set_round_glyph_positions(pango_layout_get_context(layout.get()), FALSE);
    pango_context_set_language(pango_layout_get_context(layout.get()), pango_language_from_string("zh-cn"));
    pango_layout_context_changed(layout.get());
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family_static(
        font, style.serif ? "Noto Serif CJK SC, Noto Serif CJK, serif" : "Noto Sans CJK SC, Noto Sans CJK, sans-serif");
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, style.points * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    if (style.spacing_points != 0) {
        PangoAttrList* attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes,
                               pango_attr_letter_spacing_new(static_cast<int>(style.spacing_points * PANGO_SCALE)));
        pango_layout_set_attributes(layout.get(), attributes);
        pango_attr_list_unref(attributes);
    }
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
}

void Canvas::show(double x, double y, PangoLayout* layout, const TextStyle& style) {
    int width = 0;
    pango_layout_get_size(layout, &width, nullptr);
    const double shift = style.align == Align::left ? 0 : style.align == Align::right ? 1 : 0.5;
    cairo_set_source_rgba(cairo_, style.colour.red, style.colour.green, style.colour.blue, style.colour.alpha);
    cairo_move_to(cairo_, points(x) - shift * width / PANGO_SCALE,
                  points(y) - static_cast<double>(pango_layout_get_baseline(layout)) / PANGO_SCALE);
    pango_cairo_show_layout(cairo_, layout);
}

void Canvas::text(double x, double y, const std::string& text, const TextStyle& style) {
    const Layout layout = layout_of(text, style);
    pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
    show(x, y, layout.get(), style);
}

double Canvas::text_width(const std::string& text, const TextStyle& style) {
    const Layout layout = layout_of(text, style);
    int width = 0;
    pango_layout_get_size(layout.get(), &width, nullptr);
    return static_cast<double>(width) / PANGO_SCALE / kPointsAMm;
}

void Canvas::fitted_text(double x, double y, double width, const std::string& text, TextStyle style) {
    constexpr double kSmallest = 0.7;
    const double wanted = text_width(text, style);
    if (wanted > width) style.points *= std::max(kSmallest, width / wanted);
    const Layout layout = layout_of(text, style);
    if (wanted * kSmallest > width) {
        pango_layout_set_width(layout.get(), static_cast<int>(points(width) * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    }
    show(x, y, layout.get(), style);
}

}  // namespace yici::documents

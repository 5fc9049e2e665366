#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>

namespace yici::documents {

struct Colour {
    double red = 0;
    double green = 0;
    double blue = 0;
    double alpha = 1;
};
/// "#rrggbb"; anything else is white.
[[nodiscard]] Colour parse_colour(std::string_view text, double alpha = 1);

enum class Align { left, centre, right };

struct TextStyle {
    double points = 12;
    bool bold = false;
    Colour colour;
    Align align = Align::left;
    double spacing_points = 0;  // between letters
    bool serif = true;
};

/// A cairo surface measured in millimetres from the top left corner. Text is set in Noto CJK.
class Canvas {
  public:
    /// `scale`: device units a point; the context is owned by the caller and outlives the canvas.
    Canvas(cairo_t* context, double scale);

    [[nodiscard]] cairo_t* context() const { return cairo_; }
    void fill_rectangle(double x, double y, double width, double height, const Colour& colour);
    void stroke_rectangle(double x, double y, double width, double height, double line, const Colour& colour);
    void move_to(double x, double y);
    void line_to(double x, double y);
    void stroke(double line, const Colour& colour);
    void fill(const Colour& colour);
    /// `dash` 0: unbroken.
    void stroke_circle(double x, double y, double radius, double line, double dash, const Colour& colour);

    /// One line with its base line at y.
    void text(double x, double y, const std::string& text, const TextStyle& style);
    [[nodiscard]] double text_width(const std::string& text, const TextStyle& style);
    /// Makes the letters smaller, to 70 %, then breaks lines, so that nothing is cut off; the first base line is at y.
    void fitted_text(double x, double y, double width, const std::string& text, TextStyle style);

  private:
    struct Unref {
        void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    };
    using Layout = std::unique_ptr<PangoLayout, Unref>;
    [[nodiscard]] Layout layout_of(const std::string& text, const TextStyle& style);
    void show(double x, double y, PangoLayout* layout, const TextStyle& style);

    cairo_t* cairo_;
};

}  // namespace yici::documents

#include "engines/documents/face.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engines/documents/canvas.h"
#include "engines/documents/qr.h"

namespace yici::documents {
namespace {

const Colour kRed = parse_colour("#96281b");
const Colour kGold = parse_colour("#b08d4c");
const Colour kLabel = parse_colour("#6d5843");
const Colour kInk = parse_colour("#231d18");

constexpr double kFrameMm = 5;     // outer edge of the frame
constexpr double kBandMm = 4.4;    // its ornamented band
constexpr double kInnerMm = 11.6;  // where the frame ends
constexpr double kMarginMm = 19;   // texts keep this far from the right edge
constexpr double kQrMm = 24;
constexpr double kSealRadiusMm = 20;  // seals of bodies are 40 to 50 mm wide

/// Two waves that cross, from (x, y) over `length`, along x or along y.
void braid(Canvas& canvas, double x, double y, double length, bool along_x) {
    constexpr double kStep = 0.25;
    const double waves = std::round(length / 4);
    for (const double phase : {0.0, std::numbers::pi / 2, std::numbers::pi, 1.5 * std::numbers::pi}) {
        for (double at = 0; at <= length + 1e-9; at += kStep) {
            const double off = 1.25 * std::sin(phase + at / length * waves * 2 * std::numbers::pi);
            const double px = along_x ? x + at : x + off;
            const double py = along_x ? y + off : y + at;
            at == 0 ? canvas.move_to(px, py) : canvas.line_to(px, py);
        }
        canvas.stroke(0.18, kGold);
    }
}

void rosette(Canvas& canvas, double x, double y, double radius, int petals, const Colour& colour, double line) {
    constexpr int kSteps = 720;
    for (const double depth : {0.15, 0.3, 0.45}) {
        for (int i = 0; i <= kSteps; ++i) {
            const double angle = 2 * std::numbers::pi * i / kSteps;
            const double r = radius * (1 - depth + depth * std::cos(petals * angle));
            const double px = x + r * std::cos(angle);
            const double py = y + r * std::sin(angle);
            i == 0 ? canvas.move_to(px, py) : canvas.line_to(px, py);
        }
        canvas.stroke(line, colour);
    }
}

void draw_ground(Canvas& canvas, const FaceLayout& page) {
    canvas.fill_rectangle(0, 0, page.width_mm, page.height_mm, parse_colour(page.background));
    Colour faint = kGold;
    faint.alpha = 0.2;
    // Waves round a ring, each turned a little further: the net that banknotes have.
    const double radius = std::min(page.width_mm, page.height_mm) * 0.34;
    constexpr int kWaves = 9;
    constexpr int kSteps = 1440;
    for (const double ring : {0.45, 0.72, 1.0}) {
        for (int wave = 0; wave < kWaves; ++wave) {
            for (int i = 0; i <= kSteps; ++i) {
                const double angle = 2 * std::numbers::pi * i / kSteps;
                const double turned = 18 * angle + 2 * std::numbers::pi * wave / kWaves;
                const double r = radius * (ring + 0.14 * std::cos(turned));
                const double x = page.width_mm / 2 + r * std::cos(angle);
                const double y = page.height_mm * 0.54 + r * std::sin(angle);
                i == 0 ? canvas.move_to(x, y) : canvas.line_to(x, y);
            }
            canvas.stroke(0.12, faint);
        }
    }
}

void draw_frame(Canvas& canvas, const FaceLayout& page) {
    const double width = page.width_mm - 2 * kFrameMm;
    const double height = page.height_mm - 2 * kFrameMm;
    canvas.stroke_rectangle(kFrameMm, kFrameMm, width, height, 1.1, kRed);
    const double in = kFrameMm + 1.3;
    canvas.stroke_rectangle(in, in, page.width_mm - 2 * in, page.height_mm - 2 * in, 0.25, kGold);
    const double band = kFrameMm + 1.3 + kBandMm;
    canvas.stroke_rectangle(band, band, page.width_mm - 2 * band, page.height_mm - 2 * band, 0.25, kGold);
    canvas.stroke_rectangle(band + 0.8, band + 0.8, page.width_mm - 2 * band - 1.6, page.height_mm - 2 * band - 1.6,
                            0.5, kRed);
    const double middle = kFrameMm + 1.3 + kBandMm / 2;
    const double corner = kBandMm / 2;
    for (const double y : {middle, page.height_mm - middle}) {
        braid(canvas, middle + corner, y, page.width_mm - 2 * (middle + corner), true);
    }
    for (const double x : {middle, page.width_mm - middle}) {
        braid(canvas, x, middle + corner, page.height_mm - 2 * (middle + corner), false);
        for (const double y : {middle, page.height_mm - middle}) {
            canvas.stroke_rectangle(x - corner, y - corner, kBandMm, kBandMm, 0.25, kGold);
            rosette(canvas, x, y, corner * 0.85, 8, kRed, 0.2);
        }
    }
}

void draw_title(Canvas& canvas, const FaceContent& content) {
    const auto& page = content.type.face;
    const double middle = page.width_mm / 2;
    const double room = page.width_mm - 2 * kMarginMm;
    TextStyle style{30, true, kRed, Align::centre, 8, true};
    const double wanted = canvas.text_width(content.licence.name, style);
    if (wanted > room) {
        style.points *= room / wanted;
        style.spacing_points *= room / wanted;
    }
    canvas.text(middle, page.title_y_mm, content.licence.name, style);
    double y = page.title_y_mm + 6.5;
    if (!content.type.name_en.empty()) {
        canvas.text(middle, y, content.type.name_en, {10, false, kLabel, Align::centre, 0.6, true});
        y += 4;
    }
    constexpr double kRule = 34;
    for (const double side : {-1.0, 1.0}) {
        canvas.move_to(middle + side * 3, y);
        canvas.line_to(middle + side * kRule, y);
        canvas.stroke(0.25, kGold);
    }
    canvas.move_to(middle - 1.4, y);
    canvas.line_to(middle, y - 1.4);
    canvas.line_to(middle + 1.4, y);
    canvas.line_to(middle, y + 1.4);
    canvas.fill(kRed);
}

std::string shown_value(const FaceContent& content, const FaceItem& item) {
    const std::string value = face_value(content.licence, item.name);
    if (item.mask.empty()) return value;
    return content.mask ? content.mask(item.mask, value) : std::string(to_code_points(value).size(), '*');
}

/// The upper right corner belongs to the QR code.
double qr_left(const FaceLayout& page) {
    return page.width_mm - kMarginMm - kQrMm;
}
double qr_top(const FaceLayout& page) {
    return page.title_y_mm + 13;
}

/// How far right an item's value may reach: to its right neighbour in the same row, to the QR code, or to the margin.
double right_edge(const FaceLayout& page, const FaceItem& item) {
    double edge = page.width_mm - kMarginMm;
    const bool beside_qr = item.y_mm > qr_top(page) && item.y_mm < qr_top(page) + kQrMm + 10;
    if (beside_qr && item.x_mm < qr_left(page)) edge = qr_left(page) - 4;
    for (const auto& other : page.items) {
        if (other.x_mm > item.x_mm && std::abs(other.y_mm - item.y_mm) < 4) edge = std::min(edge, other.x_mm - 4);
    }
    return edge;
}

/// Letters are spread over the column, as on paper, unless that would tear a short title apart.
void draw_label(Canvas& canvas, const FaceItem& item, double column, TextStyle style) {
    const double letters = static_cast<double>(to_code_points(item.title).size());
    const double missing = column - canvas.text_width(item.title, style);
    constexpr double kPointsAMm = 72 / 25.4;
    if (letters > 1 && missing / (letters - 1) < 8) style.spacing_points += missing * kPointsAMm / (letters - 1);
    canvas.text(item.x_mm, item.y_mm, item.title, style);
}

void draw_items(Canvas& canvas, const FaceContent& content) {
    const TextStyle label{12, false, kLabel, Align::left, 0.5, true};
    const TextStyle value{14, true, kInk, Align::left, 0.3, true};
    const auto& page = content.type.face;
    for (const auto& item : page.items) {
        double column = 0;
        for (const auto& other : page.items) {
            if (other.x_mm == item.x_mm) column = std::max(column, canvas.text_width(other.title, label));
        }
        draw_label(canvas, item, column, label);
        canvas.text(item.x_mm + column, item.y_mm, "：", label);
        const double x = item.x_mm + column + 6;
        canvas.fitted_text(x, item.y_mm, std::max(10.0, right_edge(page, item) - x), shown_value(content, item), value);
    }
}

void draw_qr(Canvas& canvas, double x, double y, const std::string& url) {
    const QrModules modules = qr_modules(url);
    constexpr double kQuiet = 2;  // mm, on white
    canvas.fill_rectangle(x, y, kQrMm, kQrMm, parse_colour("#ffffff"));
    const double module = (kQrMm - 2 * kQuiet) / modules.size;
    for (int row = 0; row < modules.size; ++row) {
        for (int column = 0; column < modules.size; ++column) {
            if (!modules.at(column, row)) continue;
            int end = column;
            while (end < modules.size && modules.at(end, row)) ++end;
            // A hair taller than the row, so that no light line shows between rows.
            canvas.fill_rectangle(x + kQuiet + column * module, y + kQuiet + row * module, (end - column) * module,
                                  module * 1.02, Colour{});
            column = end;
        }
    }
    canvas.stroke_rectangle(x, y, kQrMm, kQrMm, 0.2, kGold);
}

/// Where the seal goes: over the issuer's name, which it must touch, and inside the frame. A face without that item
/// gets the name and the date here.
void draw_seal_place(Canvas& canvas, const FaceContent& content) {
    const auto& page = content.type.face;
    const auto issuer = std::ranges::find(page.items, "issuer_name", &FaceItem::name);
    const bool named = issuer != page.items.end();
    const double lowest = page.height_mm - kInnerMm - kSealRadiusMm - 1;
    const double furthest = page.width_mm - kMarginMm - kSealRadiusMm;
    const double x = named ? std::min(issuer->x_mm + 42, furthest) : furthest - 6;
    const double y = named ? std::min(issuer->y_mm, lowest) : lowest;
    Colour faint = kRed;
    faint.alpha = 0.3;
    canvas.stroke_circle(x, y, kSealRadiusMm, 0.2, 1.2, faint);
    canvas.text(x, y - kSealRadiusMm + 6, "（印章处）", {7, false, faint, Align::centre, 1, true});
    if (named) return;
    TextStyle style{13, true, kInk, Align::centre, 1, true};
    const double room = 2 * (page.width_mm - kInnerMm - 2 - x);
    const double wanted = canvas.text_width(content.licence.issuer_name, style);
    if (wanted > room) style.points *= room / wanted;
    canvas.text(x, y + 2, content.licence.issuer_name, style);
    canvas.text(x, y + 10, face_value(content.licence, "issued_on"), {12, false, kInk, Align::centre, 0.5, true});
}

void draw_marks(Canvas& canvas, const FaceContent& content) {
    const auto& page = content.type.face;
    draw_qr(canvas, qr_left(page), qr_top(page), content.verification_url);
    canvas.text(qr_left(page) + kQrMm / 2, qr_top(page) + kQrMm + 4, "扫码核验",
                {7.5, false, kLabel, Align::centre, 1, true});
    TextStyle small{7, false, kLabel, Align::centre, 0, false};
    const std::string identifier = "证照标识 " + content.licence.identifier;
    const double room = page.width_mm - 2 * kInnerMm - 4;
    const double wanted = canvas.text_width(identifier, small);
    if (wanted > room) small.points *= room / wanted;
    canvas.text(page.width_mm / 2, page.height_mm - 1.7, identifier, small);
}

void draw(Canvas& canvas, const FaceContent& content) {
    draw_ground(canvas, content.type.face);
    draw_frame(canvas, content.type.face);
    draw_title(canvas, content);
    draw_marks(canvas, content);
    draw_seal_place(canvas, content);
    draw_items(canvas, content);
}

struct Destroy {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;
using Context = std::unique_ptr<cairo_t, Destroy>;

cairo_status_t collect(void* bytes, const unsigned char* data, unsigned int size) {
    static_cast<Bytes*>(bytes)->insert(static_cast<Bytes*>(bytes)->end(), data, data + size);
    return CAIRO_STATUS_SUCCESS;
}

void require_drawn(cairo_status_t status) {
    if (status != CAIRO_STATUS_SUCCESS) {
        throw Error(ErrorKind::internal, "documents.cannot_draw", cairo_status_to_string(status));
    }
}

std::string words_of(Date date) {
    return std::to_string(static_cast<int>(date.year())) + "年" + std::to_string(static_cast<unsigned>(date.month())) +
           "月" + std::to_string(static_cast<unsigned>(date.day())) + "日";
}

}  // namespace

std::string face_value(const Licence& licence, std::string_view name) {
    if (name == "holder_name") return licence.holder_name;
    if (name == "holder_code") return licence.holder_code;
    if (name == "licence_number") return licence.number;
    if (name == "issuer_name") return licence.issuer_name;
    if (name == "issued_on") return words_of(licence.issued_on);
    if (name == "valid_from") return words_of(licence.valid_from);
    if (name == "valid_until") return licence.valid_until ? words_of(*licence.valid_until) : "长期";
    const auto found = std::ranges::find(licence.items, name, &LicenceItem::name);
    return found == licence.items.end() ? std::string() : found->value;
}

Bytes face_pdf(const FaceContent& content) {
    Bytes bytes;
    const auto& page = content.type.face;
    const Surface surface(
        cairo_pdf_surface_create_for_stream(collect, &bytes, page.width_mm * 72 / 25.4, page.height_mm * 72 / 25.4));
    const std::string created = to_string(content.licence.issued_on) + "T00:00:00+08:00";
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, content.licence.name.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, content.licence.identifier.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
    {
        const Context context(cairo_create(surface.get()));
        Canvas canvas(context.get(), 1);
        draw(canvas, content);
        cairo_show_page(context.get());
        require_drawn(cairo_status(context.get()));
    }
    cairo_surface_finish(surface.get());
    require_drawn(cairo_surface_status(surface.get()));
    return bytes;
}

Bytes face_png(const FaceContent& content, int dots_per_inch) {
    if (dots_per_inch < 72 || dots_per_inch > 300) {
        throw Error(ErrorKind::invalid_input, "documents.bad_resolution", std::to_string(dots_per_inch));
    }
    const auto& page = content.type.face;
    const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                     static_cast<int>(page.width_mm / 25.4 * dots_per_inch),
                                                     static_cast<int>(page.height_mm / 25.4 * dots_per_inch)));
    {
        const Context context(cairo_create(surface.get()));
        Canvas canvas(context.get(), dots_per_inch / 72.0);
        draw(canvas, content);
        require_drawn(cairo_status(context.get()));
    }
    Bytes bytes;
    require_drawn(cairo_surface_write_to_png_stream(surface.get(), collect, &bytes));
    return bytes;
}

}  // namespace yici::documents

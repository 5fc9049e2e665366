#include "engines/documents/face.h"

#include <cairo.h>
#include <gtest/gtest.h>

#include "engines/documents/qr.h"
#include "engines/documents/sample_test.h"

namespace yici::documents {
namespace {

constexpr const char* kUrl = "http://localhost:8080/verify/1.2.156.3005.2.X?code=ABCDEFGH";

struct Image {
    int width = 0;
    int height = 0;
    std::vector<uint32_t> pixels;
    [[nodiscard]] uint32_t at_mm(double x, double y, double dpi) const {
        return pixels[static_cast<size_t>(y / 25.4 * dpi) * static_cast<size_t>(width) +
                      static_cast<size_t>(x / 25.4 * dpi)] &
               0xffffff;
    }
};

Image decode(const Bytes& png) {
    struct Source {
        const Bytes& bytes;
        size_t at = 0;
    } source{png};
    const auto read = [](void* from, unsigned char* to, unsigned int size) {
        auto& s = *static_cast<Source*>(from);
        if (s.at + size > s.bytes.size()) return CAIRO_STATUS_READ_ERROR;
        std::copy_n(s.bytes.begin() + static_cast<std::ptrdiff_t>(s.at), size, to);
        s.at += size;
        return CAIRO_STATUS_SUCCESS;
    };
    cairo_surface_t* surface = cairo_image_surface_create_from_png_stream(read, &source);
    EXPECT_EQ(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    Image image{cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), {}};
    const auto* data = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < image.height; ++y) {
        const auto* row = reinterpret_cast<const uint32_t*>(data + y * stride);
        image.pixels.insert(image.pixels.end(), row, row + image.width);
    }
    cairo_surface_destroy(surface);
    return image;
}

class Face : public testing::Test {
  protected:
    FaceContent content() const { return {type_, licence_, kUrl, sample::stars}; }
    LicenceType type_ = sample::old_age_type();
    Licence licence_ = sample::old_age_licence();
};

TEST_F(Face, PngHasThePagesSizeAndGround) {
    const Image image = decode(face_png(content(), 150));
    EXPECT_EQ(image.width, static_cast<int>(210 / 25.4 * 150));
    EXPECT_EQ(image.height, static_cast<int>(148 / 25.4 * 150));
    EXPECT_EQ(image.at_mm(2, 2, 150), 0xfdf6e3U);
    EXPECT_EQ(image.at_mm(5, 74, 150), 0x96281bU) << "the frame";
    EXPECT_THROW((void)face_png(content(), 1200), Error);
}

TEST_F(Face, PdfIsTheSameForTheSameLicence) {
    const Bytes pdf = face_pdf(content());
    EXPECT_TRUE(as_text(pdf).starts_with("%PDF-1."));
    EXPECT_EQ(pdf, face_pdf(content()));
    licence_.holder_name = "李小明";
    EXPECT_NE(pdf, face_pdf(content()));
}

TEST_F(Face, WithoutAMaskerMaskedItemsAreStars) {
    const auto png = [&](Masker mask, const std::string& code) {
        licence_.holder_code = code;
        return face_png({type_, licence_, kUrl, std::move(mask)}, 72);
    };
    EXPECT_EQ(png({}, "330106193801010018"), png({}, "330106194001010012"));
    EXPECT_NE(png(sample::stars, "330106193801010018"), png(sample::stars, "330105193801010012"));
}

TEST_F(Face, LongAndHostileTextsAreDrawn) {
    licence_.holder_name = std::string(3000, 'x') + "\n\t\x01";
    licence_.issuer_name = "中华人民共和国浙江省杭州市西湖区人民政府蒋村街道办事处便民服务中心综合受理窗口";
    licence_.name = type_.name = "关于某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某事项的批准证书";
    licence_.number.clear();
    EXPECT_GT(face_png(content(), 72).size(), 1000U);
    type_.face.items.clear();
    type_.face.width_mm = type_.face.height_mm = 80;
    EXPECT_GT(face_pdf(content()).size(), 1000U);
}

TEST_F(Face, ValuesReadAsPeopleWriteThem) {
    EXPECT_EQ(face_value(licence_, "issued_on"), "2018年6月12日");
    EXPECT_EQ(face_value(licence_, "valid_until"), "长期");
    licence_.valid_until = Date{std::chrono::year{2028} / 6 / 11};
    EXPECT_EQ(face_value(licence_, "valid_until"), "2028年6月11日");
    EXPECT_EQ(face_value(licence_, "allowance.standard"), "每月人民币 200 元");
    EXPECT_EQ(face_value(licence_, "unknown"), "");
}

TEST(Qr, ModulesHaveThreeFinders) {
    const QrModules modules = qr_modules(kUrl);
    ASSERT_GE(modules.size, 21);
    EXPECT_EQ((modules.size - 17) % 4, 0);
    const auto finder_at = [&](int x0, int y0) {
        for (int y = 0; y < 7; ++y) {
            for (int x = 0; x < 7; ++x) {
                const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
                if (modules.at(x0 + x, y0 + y) != (ring != 2)) return false;
            }
        }
        return true;
    };
    EXPECT_TRUE(finder_at(0, 0) && finder_at(modules.size - 7, 0) && finder_at(0, modules.size - 7));
    EXPECT_FALSE(finder_at(modules.size - 7, modules.size - 7));
    EXPECT_NE(qr_modules("http://localhost:8080/a").dark, qr_modules("http://localhost:8080/b").dark);
}

TEST(Qr, SvgDrawsExactlyTheDarkModules) {
    const std::string text = "查询 http://localhost:8080/track/330106180612000012 \"<&>";
    const QrModules modules = qr_modules(text);
    const std::string svg = qr_svg(text);
    EXPECT_TRUE(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    EXPECT_EQ(svg.find("查询"), std::string::npos) << "no text of the caller in the markup";
    std::vector<bool> drawn(modules.dark.size());
    const std::string path = svg.substr(svg.find(" d=\"") + 4);
    for (size_t at = path.find('M'); at != std::string::npos; at = path.find('M', at + 1)) {
        int x = 0;
        int y = 0;
        int width = 0;
        ASSERT_EQ(std::sscanf(path.c_str() + at, "M%d %dh%dv1h-%*dz", &x, &y, &width), 3);
        for (int i = 0; i < width; ++i) drawn[static_cast<size_t>((y - 4) * modules.size + x - 4 + i)] = true;
    }
    EXPECT_EQ(drawn, modules.dark);
}

TEST(Qr, UnfitTextIsRefused) {
    EXPECT_THROW((void)qr_svg(""), Error);
    EXPECT_THROW((void)qr_svg(std::string(3000, 'x')), Error);
    EXPECT_NO_THROW((void)qr_svg(std::string(2000, 'x')));
}

}  // namespace
}  // namespace yici::documents

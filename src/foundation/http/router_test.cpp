#include "foundation/http/router.h"

#include <gtest/gtest.h>

#include "foundation/base/error.h"
#include "foundation/http/path.h"

namespace yici::http {

namespace {

Handler nothing() {
    return [](const Request&) { return Response::empty(); };
}

/// The pattern of the route that takes this request, or the key of the error.
std::string found(const Router& router, Method method, std::string path, Request* filled = nullptr) {
    Request request;
    request.method = method;
    request.path = std::move(path);
    std::string allowed;
    try {
        const std::string pattern = router.find(request, allowed).pattern;
        if (filled) *filled = request;
        return pattern;
    } catch (const Error& error) {
        return error.key() + (allowed.empty() ? "" : " " + allowed);
    }
}

}  // namespace

TEST(Router, FixedSegmentsWinOverValuesAndValuesOverTheRest) {
    Router router;
    router.get("/files/{rest...}", nothing());
    router.get("/files/{name}", nothing());
    router.get("/files/new", nothing());
    router.get("/files/new/{part}/end", nothing());
    EXPECT_EQ(found(router, Method::get, "/files/new"), "/files/new");
    EXPECT_EQ(found(router, Method::get, "/files/other"), "/files/{name}");
    EXPECT_EQ(found(router, Method::get, "/files/a/b/c"), "/files/{rest...}");
    EXPECT_EQ(found(router, Method::get, "/files/new/x/end"), "/files/new/{part}/end");
    // The fixed way leads nowhere here, so the search must come back from it.
    EXPECT_EQ(found(router, Method::get, "/files/new/x/other"), "/files/{rest...}");
    EXPECT_EQ(found(router, Method::get, "/file"), "http.no_such_path");
}

TEST(Router, FillsValuesByTheNamesOfTheRouteThatWasFound) {
    Router router;
    router.get("/cases/{number}", nothing());
    router.post("/cases/{id}/materials/{material}/brought", nothing());
    router.get("/web/{path...}", nothing());
    Request request;
    EXPECT_EQ(found(router, Method::post, "/cases/7/materials/m 1/brought", &request),
              "/cases/{id}/materials/{material}/brought");
    EXPECT_EQ(request.at("id"), "7");
    EXPECT_EQ(request.at("material"), "m 1");
    EXPECT_EQ(request.path_values.size(), 2U);
    EXPECT_EQ(found(router, Method::get, "/web/a/b.js", &request), "/web/{path...}");
    EXPECT_EQ(request.at("path"), "a/b.js");
}

TEST(Router, AValueIsNeverEmpty) {
    Router router;
    router.get("/cases/{number}", nothing());
    EXPECT_EQ(found(router, Method::get, "/cases/"), "http.no_such_path");
    EXPECT_EQ(found(router, Method::get, "/cases"), "http.no_such_path");
}

TEST(Router, NamesTheAllowedMethods) {
    Router router;
    router.get("/a", nothing());
    router.put("/a", nothing());
    router.post("/b", nothing());
    EXPECT_EQ(found(router, Method::delete_, "/a"), "http.method_not_allowed GET, HEAD, PUT, OPTIONS");
    EXPECT_EQ(found(router, Method::get, "/b"), "http.method_not_allowed POST, OPTIONS");
    EXPECT_EQ(found(router, Method::head, "/a"), "/a");
    EXPECT_EQ(found(router, Method::head, "/b"), "http.method_not_allowed POST, OPTIONS");
}

TEST(Router, TwoRoutesForTheSameAreOurMistake) {
    Router router;
    router.get("/a/{x}", nothing());
    router.post("/a/{x}", nothing());
    EXPECT_THROW(router.get("/a/{y}", nothing()), std::logic_error);
    EXPECT_THROW(router.get("no-slash", nothing()), std::logic_error);
    EXPECT_THROW(router.get("/{rest...}/more", nothing()), std::logic_error);
    EXPECT_EQ(router.routes().size(), 2U);
}

TEST(Path, IsDecodedOnce) {
    EXPECT_EQ(normalised_path("/a%20b"), "/a b");
    EXPECT_EQ(normalised_path("/a+b"), "/a+b");
    EXPECT_EQ(normalised_path("/%25%32%65"), "/%2e");
    EXPECT_EQ(normalised_path("/%E5%8A%9E"), "/办");
    EXPECT_EQ(normalised_path("/a/"), "/a/");
    EXPECT_EQ(normalised_path("/..."), "/...");
    EXPECT_EQ(normalised_path("/%2e%2E/a"), std::nullopt);
}

TEST(Parameters, AreDecodedAndChecked) {
    const Parameters parameters = Parameters::parse("q=%E5%8A%9E+b&empty=&flag&page=12&q=second&low=-3");
    EXPECT_EQ(parameters.find("q"), "办 b");
    EXPECT_EQ(parameters.find("empty"), "");
    EXPECT_EQ(parameters.find("flag"), "");
    EXPECT_EQ(parameters.find("none"), std::nullopt);
    EXPECT_EQ(parameters.integer_or("page", 1, 1, 100), 12);
    EXPECT_EQ(parameters.integer_or("low", 1, -5, 100), -3);
    EXPECT_EQ(parameters.integer_or("none", 7, 1, 100), 7);
    EXPECT_THROW((void)parameters.integer_or("page", 1, 1, 11), Error);
    EXPECT_THROW((void)parameters.integer_or("q", 1, 1, 11), Error);
    EXPECT_THROW(Parameters::parse("a=%2"), Error);
    EXPECT_THROW(Parameters::parse("a=%ff"), Error);
}

TEST(Request, FindsItsCookies) {
    Request request;
    request.headers.add("Cookie", "a=1; session=abc=d; sess=2");
    EXPECT_EQ(request.cookie("session"), "abc=d");
    EXPECT_EQ(request.cookie("sess"), "2");
    EXPECT_EQ(request.cookie("b"), std::nullopt);
}

}  // namespace yici::http

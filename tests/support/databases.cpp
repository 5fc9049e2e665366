#include "support/databases.h"

namespace yici::test {

const std::string& DatabaseTest::url() {
    if (url_.empty()) url_ = "sqlite:" + (folder_.path() / "test.db").string();
    return url_;
}

db::Database& DatabaseTest::database() {
    if (!database_) reopen();
    return *database_;
}

db::Database& DatabaseTest::reopen(const db::Options& options) {
    database_.reset();
    database_ = db::open(url(), options);
    return *database_;
}

}  // namespace yici::test

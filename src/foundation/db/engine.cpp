#include "foundation/db/engine.h"

#include <algorithm>

#include "foundation/base/log.h"

namespace yici::db {

namespace {

std::string describe(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const Error& error) {
        return error.key();
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "unknown";
    }
}

}  // namespace

void run_actions(Actions& actions) noexcept {
    for (const auto& action : actions) {
        try {
            action();
        } catch (...) {
            log::error("db.after_commit_failed", {{"error", describe(std::current_exception())}});
        }
    }
    actions.clear();
}

void write_gathered(Transaction& transaction, std::vector<Deferred::Item> items) {
    while (!items.empty()) {
        const std::shared_ptr<Gathering> into = items.front().into;
        std::vector<std::string> texts;
        std::vector<Deferred::Item> others;
        for (Deferred::Item& item : items) {
            if (item.into == into) {
                texts.push_back(std::move(item.text));
            } else {
                others.push_back(std::move(item));
            }
        }
        into->write(transaction, texts);
        items = std::move(others);
    }
}

void report(const std::function<void(std::exception_ptr)>& done, const std::exception_ptr& failure) noexcept {
    try {
        if (done) done(failure);
    } catch (...) {
        log::error("db.done_failed", {{"error", describe(std::current_exception())}});
    }
}

std::string quoted_name(std::string_view name) {
    const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!plain) throw Error(ErrorKind::internal, "base.internal", "not a name of a table or column");
    return '"' + std::string(name) + '"';
}

void check_text(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw Error(ErrorKind::invalid_input, "db.text_invalid", "U+0000");
}

std::string excerpt(std::string_view sql) {
    constexpr size_t kMost = 200;
    return std::string(sql.substr(0, kMost));
}

std::unique_ptr<Database> open(std::string_view url, const Options& options) {
    constexpr std::string_view kSqlite = "sqlite:";
    if (url.starts_with(kSqlite)) {
        const std::string path(url.substr(kSqlite.size()));
        if (!path.empty() && path != ":memory:") return open_sqlite(path, options);
    }
    constexpr std::string_view kPostgres = "postgresql:";
    if (url.starts_with(kPostgres)) {
        const std::string_view rest = url.substr(kPostgres.size());
        return open_postgres(std::string(rest.starts_with("//") ? url : rest), options);
    }
    // The address itself may hold a password.
    throw Error(ErrorKind::invalid_input, "db.bad_url", "expected sqlite:PATH or postgresql:CONNECTION-STRING");
}

}  // namespace yici::db

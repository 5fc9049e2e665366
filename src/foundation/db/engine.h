#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"
#include "foundation/db/database.h"

namespace yici::db {

/// What both engines share behind the face.
using Work = std::function<void(Transaction&)>;
using Actions = std::vector<std::function<void()>>;

/// What a transaction has asked for beside its SQL.
struct Deferred {
    struct Item {
        std::shared_ptr<Gathering> into;
        std::string text;
    };
    Actions actions;          // after the commit
    std::vector<Item> items;  // just before it
    void clear() {
        actions.clear();
        items.clear();
    }
};

/// Gives every Gathering its items, which are taken away.
void write_gathered(Transaction& transaction, std::vector<Deferred::Item> items);

/// Lets a map with std::string keys be asked with a std::string_view.
struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// A transaction that can also run a script of several statements, which migrations need.
class EngineTransaction : public Transaction {
  public:
    virtual void run_script(const std::string& script) = 0;
};

/// Runs what after_commit() gathered; an action's exception is logged.
void run_actions(Actions& actions) noexcept;

/// Calls `done`; its exception is logged.
void report(const std::function<void(std::exception_ptr)>& done, const std::exception_ptr& failure) noexcept;

/// Database::migrate over one engine.
void run_migrations(Database& database, std::string_view room, std::string_view script);

/// "name" in double quotes; base.internal unless it is lower-case snake_case, since names come from our own code.
[[nodiscard]] std::string quoted_name(std::string_view name);

/// Text for a parameter: db.text_invalid when it holds U+0000, which PostgreSQL cannot store and so neither may.
void check_text(std::string_view text);

/// The beginning of a statement for error details. Statements hold no values, so no personal data.
[[nodiscard]] std::string excerpt(std::string_view sql);

[[nodiscard]] std::unique_ptr<Database> open_sqlite(const std::string& path, const Options& options);
[[nodiscard]] std::unique_ptr<Database> open_postgres(const std::string& address, const Options& options);

}  // namespace yici::db

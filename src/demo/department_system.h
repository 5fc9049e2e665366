#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "demo/population.h"
#include "foundation/db/database.h"
#include "foundation/http/router.h"

namespace yici::demo {

/// One department's tables and paths; what the three have in common for Department to run them.
class DepartmentSystem {
  public:
    virtual ~DepartmentSystem() = default;
    /// Makes the tables and, when they are empty, fills them in one transaction.
    virtual void prepare(Population& population, const std::function<void(int64_t)>& progress) = 0;
    [[nodiscard]] virtual int64_t records() const = 0;
    virtual void add_routes(http::Router& router) = 0;
    /// JSON object of its disturbances.
    [[nodiscard]] virtual std::string disturbances() const = 0;
};

/// Writes one flat JSON object; integers bare, text quoted, nothing as null.
class JsonObject {
  public:
    JsonObject& add(std::string_view name, const db::Value& value);
    [[nodiscard]] std::string text() const { return out_.empty() ? "{}" : out_ + "}"; }

  private:
    std::string out_;
};

}  // namespace yici::demo

#pragma once

#include <chrono>
#include <mutex>

#include "demo/department.h"
#include "demo/department_system.h"
#include "demo/ticket_check.h"

namespace yici::demo {

/// The police's population system: GET /population/{subject} and /households/{subject}, JSON in the police's own field
/// names (gmsfhm, xm, …), only those that ?fields= asks for when it is given.
class Police final : public DepartmentSystem {
  public:
    Police(db::Database& database, const TicketCheck& tickets, const Disturbances& disturbances, uint64_t seed,
           std::function<void(std::chrono::milliseconds)> wait);
    void prepare(Population& population, const std::function<void(int64_t)>& progress) override;
    [[nodiscard]] int64_t records() const override;
    void add_routes(http::Router& router) override;
    [[nodiscard]] std::string disturbances() const override;

  private:
    http::Response answer(const http::Request& request, std::span<const std::string_view> columns);

    db::Database& database_;
    const TicketCheck& tickets_;
    Disturbances disturbances_;
    std::mutex mutex_;
    SeededRandom random_;
    std::function<void(std::chrono::milliseconds)> wait_;
};

}  // namespace yici::demo

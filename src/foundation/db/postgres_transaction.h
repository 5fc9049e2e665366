#pragma once

#include "foundation/db/engine.h"
#include "foundation/db/postgres_connection.h"

namespace yici::db {

class PostgresTransaction final : public EngineTransaction {
  public:
    PostgresTransaction(PostgresConnection& connection, Deferred& deferred)
        : connection_(connection), deferred_(deferred) {}
    int64_t execute(std::string_view sql, Values parameters) override;
    std::vector<Row> query(std::string_view sql, Values parameters) override;
    /// Through a cursor, so `each` may run statements too; for SELECT, WITH and VALUES.
    void query_each(std::string_view sql, Values parameters, const std::function<bool(const Row&)>& each) override;
    int64_t bulk_load(std::string_view table, std::span<const std::string> columns,
                      const std::function<bool(std::vector<Value>&)>& next) override;
    void after_commit(std::function<void()> action) override;
    void gather(std::shared_ptr<Gathering> into, std::string item) override;
    void run_script(const std::string& script) override;

    /// Runs the work and holds it to the rule that a failed statement's error must come out.
    void run(const Work& work);

  private:
    void check_usable() const;

    PostgresConnection& connection_;
    Deferred& deferred_;
};

}  // namespace yici::db

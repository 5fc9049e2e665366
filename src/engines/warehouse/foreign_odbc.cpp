#include <sql.h>
#include <sqlext.h>

#include <type_traits>

#include "engines/warehouse/foreign_kinds.h"
#include "foundation/base/error.h"

namespace yici::warehouse {

namespace {

SQLCHAR* letters(const std::string& text) {
    return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text.c_str()));
}

/// A handle of ODBC that frees itself.
class Handle {
  public:
    Handle(SQLSMALLINT kind, SQLHANDLE parent) : kind_(kind) { SQLAllocHandle(kind, parent, &handle_); }
    ~Handle() {
        if (handle_ != nullptr) SQLFreeHandle(kind_, handle_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    [[nodiscard]] SQLHANDLE get() const { return handle_; }

    /// What the driver says, and whether the connection is gone (SQLSTATE 08…).
    [[noreturn]] void fail() const {
        SQLCHAR state[6] = {};
        SQLCHAR words[512] = {};
        SQLINTEGER code = 0;
        SQLSMALLINT length = 0;
        SQLGetDiagRec(kind_, handle_, 1, state, &code, words, sizeof words, &length);
        const std::string text = std::string(reinterpret_cast<char*>(state)) + " " + reinterpret_cast<char*>(words);
        const bool lost = kind_ != SQL_HANDLE_STMT || text.starts_with("08");
        throw Error(ErrorKind::unavailable, lost ? "warehouse.source_unreachable" : "warehouse.source_refused", text);
    }
    void check(SQLRETURN code) const {
        if (!SQL_SUCCEEDED(code)) fail();
    }

  private:
    SQLSMALLINT kind_;
    SQLHANDLE handle_ = nullptr;
};

/// A value of any length, piece by piece.
std::optional<std::string> cell(const Handle& statement, SQLUSMALLINT column) {
    std::string text;
    char piece[4096];
    for (;;) {
        SQLLEN length = 0;
        const SQLRETURN code = SQLGetData(statement.get(), column, SQL_C_CHAR, piece, sizeof piece, &length);
        if (code == SQL_NO_DATA) return text;
        statement.check(code);
        if (length == SQL_NULL_DATA) return std::nullopt;
        const bool more = length == SQL_NO_TOTAL || length >= static_cast<SQLLEN>(sizeof piece);
        text.append(piece, more ? sizeof piece - 1 : static_cast<size_t>(length));
        if (!more) return text;
    }
}

class Odbc final : public Foreign {
  public:
    explicit Odbc(std::string_view connection) : words_(connection) {}
    ~Odbc() override { close(); }
    Odbc(const Odbc&) = delete;
    Odbc& operator=(const Odbc&) = delete;

    std::vector<Column> columns(std::string_view table) override {
        return asked([&](const Handle& statement) {
            std::string name(table);
            statement.check(SQLColumns(statement.get(), nullptr, 0, nullptr, 0, letters(name), SQL_NTS, nullptr, 0));
            std::vector<Column> found;
            constexpr SQLUSMALLINT kName = 4;
            constexpr SQLUSMALLINT kType = 6;
            while (SQL_SUCCEEDED(SQLFetch(statement.get()))) {
                Column column{cell(statement, kName).value_or(""), cell(statement, kType).value_or("")};
                for (char& c : column.type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
                found.push_back(std::move(column));
            }
            return found;
        });
    }

    std::vector<Cells> select(std::string_view sql, std::span<const std::string> parameters) override {
        return asked([&](const Handle& statement) {
            std::string text(sql);
            statement.check(SQLPrepare(statement.get(), letters(text), SQL_NTS));
            std::vector<SQLLEN> lengths(parameters.size());
            for (size_t i = 0; i < parameters.size(); ++i) {
                lengths[i] = static_cast<SQLLEN>(parameters[i].size());
                statement.check(SQLBindParameter(statement.get(), static_cast<SQLUSMALLINT>(i + 1), SQL_PARAM_INPUT,
                                                 SQL_C_CHAR, SQL_VARCHAR, parameters[i].size() + 1, 0,
                                                 letters(parameters[i]), lengths[i] + 1, &lengths[i]));
            }
            statement.check(SQLExecute(statement.get()));
            SQLSMALLINT width = 0;
            statement.check(SQLNumResultCols(statement.get(), &width));
            std::vector<Cells> rows;
            for (;;) {
                const SQLRETURN code = SQLFetch(statement.get());
                if (code == SQL_NO_DATA) return rows;
                statement.check(code);
                Cells cells;
                for (SQLSMALLINT i = 1; i <= width; ++i) {
                    cells.push_back(cell(statement, static_cast<SQLUSMALLINT>(i)));
                }
                rows.push_back(std::move(cells));
            }
        });
    }

  private:
    template <typename Work>
    std::invoke_result_t<Work, const Handle&> asked(Work work) {
        open();
        try {
            const Handle statement(SQL_HANDLE_STMT, connection_->get());
            return work(statement);
        } catch (const Error&) {
            close();
            throw;
        }
    }

    void open() {
        if (connection_) return;
        environment_ = std::make_unique<Handle>(SQL_HANDLE_ENV, nullptr);
        SQLSetEnvAttr(environment_->get(), SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
        auto connection = std::make_unique<Handle>(SQL_HANDLE_DBC, environment_->get());
        SQLSetConnectAttr(connection->get(), SQL_ATTR_LOGIN_TIMEOUT, reinterpret_cast<SQLPOINTER>(30), 0);
        connection->check(SQLDriverConnect(connection->get(), nullptr, letters(words_), SQL_NTS, nullptr, 0, nullptr,
                                           SQL_DRIVER_NOPROMPT));
        connection_ = std::move(connection);
    }

    void close() {
        if (connection_) SQLDisconnect(connection_->get());
        connection_.reset();
        environment_.reset();
    }

    std::string words_;
    std::unique_ptr<Handle> environment_;
    std::unique_ptr<Handle> connection_;
};

}  // namespace

std::unique_ptr<Foreign> connect_odbc(std::string_view connection_string) {
    return std::make_unique<Odbc>(connection_string);
}

}  // namespace yici::warehouse

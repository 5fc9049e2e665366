#include <mysql.h>

#include <charconv>

#include "engines/warehouse/foreign_kinds.h"
#include "foundation/base/error.h"

namespace yici::warehouse {

namespace {

struct Place {
    std::string user;
    std::string password;
    std::string host;
    unsigned port = 3306;
    std::string database;
    std::string socket;
};

[[noreturn]] void bad(const char* what) {
    throw Error(ErrorKind::invalid_input, "warehouse.bad_source", what);
}

/// %XX in user and password stand for a byte.
std::string decoded(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

Place parse(std::string_view url) {
    url.remove_prefix(std::string_view("mariadb://").size());
    const size_t at = url.rfind('@');
    const size_t slash = url.find('/', at == std::string_view::npos ? 0 : at);
    if (at == std::string_view::npos || slash == std::string_view::npos) bad("mariadb");
    Place place;
    const std::string_view who = url.substr(0, at);
    const size_t colon = who.find(':');
    place.user = decoded(who.substr(0, colon));
    if (colon != std::string_view::npos) place.password = decoded(who.substr(colon + 1));
    const std::string_view where = url.substr(at + 1, slash - at - 1);
    const size_t port = where.find(':');
    place.host = where.substr(0, port);
    if (port != std::string_view::npos) {
        const std::string_view digits = where.substr(port + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), place.port);
        if (error != std::errc() || end != digits.data() + digits.size() || place.port > 65535) bad("mariadb port");
    }
    const std::string_view rest = url.substr(slash + 1);
    constexpr std::string_view kSocket = "?socket=";
    const size_t question = rest.find('?');
    place.database = rest.substr(0, question);
    if (question != std::string_view::npos) {
        if (!rest.substr(question).starts_with(kSocket)) bad("mariadb option");
        place.socket = rest.substr(question + kSocket.size());
    }
    return place;
}

struct Close {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

class MariaDb final : public Foreign {
  public:
    explicit MariaDb(Place place) : place_(std::move(place)) {}

    std::vector<Column> columns(std::string_view table) override {
        std::vector<Column> found;
        const std::vector<std::string> parameters{std::string(table)};
        for (Cells& row : select("SELECT column_name, column_type FROM information_schema.columns "
                                 "WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position",
                                 parameters)) {
            found.push_back({row[0].value_or(""), row[1].value_or("")});
        }
        return found;
    }

    std::vector<Cells> select(std::string_view sql, std::span<const std::string> parameters) override {
        open();
        const std::string statement = with(sql, parameters);
        if (mysql_real_query(connection_.get(), statement.data(), statement.size()) != 0) fail();
        const std::unique_ptr<MYSQL_RES, Close> result(mysql_store_result(connection_.get()));
        if (!result) fail();
        const unsigned width = mysql_num_fields(result.get());
        std::vector<Cells> rows;
        while (const MYSQL_ROW row = mysql_fetch_row(result.get())) {
            const unsigned long* lengths = mysql_fetch_lengths(result.get());
            Cells cells(width);
            for (unsigned i = 0; i < width; ++i) {
                if (row[i] != nullptr) cells[i].emplace(row[i], lengths[i]);
            }
            rows.push_back(std::move(cells));
        }
        if (mysql_errno(connection_.get()) != 0) fail();
        return rows;
    }

  private:
    void open() {
        if (connection_) return;
        connection_.reset(mysql_init(nullptr));
        const unsigned seconds = 30;
        mysql_options(connection_.get(), MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
        mysql_options(connection_.get(), MYSQL_OPT_READ_TIMEOUT, &seconds);
        mysql_options(connection_.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
        const char* socket = place_.socket.empty() ? nullptr : place_.socket.c_str();
        if (mysql_real_connect(connection_.get(), place_.host.c_str(), place_.user.c_str(), place_.password.c_str(),
                               place_.database.c_str(), place_.port, socket, 0) == nullptr) {
            fail();
        }
        // Standard SQL in their dialect: names in double quotes, backslashes are letters; and hands off their data.
        for (const std::string_view setting :
             {"SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'", "SET SESSION TRANSACTION READ ONLY",
              "SET SESSION time_zone = '+08:00'"}) {
            if (mysql_real_query(connection_.get(), setting.data(), setting.size()) != 0) fail();
        }
    }

    /// Parameters as literals: a constant takes the type of the column that it meets. With NO_BACKSLASH_ESCAPES a quote
    /// is the only letter that needs care, and in utf8mb4 no other letter holds its byte.
    static std::string with(std::string_view sql, std::span<const std::string> parameters) {
        std::string statement;
        size_t next = 0;
        for (const char letter : sql) {
            if (letter != '?' || next == parameters.size()) {
                statement += letter;
                continue;
            }
            const std::string& value = parameters[next++];
            statement += '\'';
            for (const char c : value) {
                if (c == '\'') statement += '\'';
                statement += c;
            }
            statement += '\'';
        }
        return statement;
    }

    [[noreturn]] void fail() {
        const unsigned code = mysql_errno(connection_.get());
        const std::string words = mysql_error(connection_.get());
        connection_.reset();
        const bool theirs = code >= 1000 && code < 2000 && code != 1053 && code != 1040 && code != 1927;
        throw Error(ErrorKind::unavailable, theirs ? "warehouse.source_refused" : "warehouse.source_unreachable",
                    words);
    }

    Place place_;
    std::unique_ptr<MYSQL, Close> connection_;
};

}  // namespace

std::unique_ptr<Foreign> connect_mariadb(std::string_view url) {
    return std::make_unique<MariaDb>(parse(url));
}

}  // namespace yici::warehouse

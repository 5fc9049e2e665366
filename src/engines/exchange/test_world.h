#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engines/exchange/gateway.h"
#include "engines/records/records.h"
#include "foundation/base/random.h"
#include "foundation/crypto/keys.h"
#include "support/temporary_folder.h"

namespace yici::exchange::test {

constexpr const char* kCivil = "113301000024800019";
constexpr const char* kPolice = "11330000002482007W";
constexpr const char* kPerson = "330106199003072511";
constexpr const char* kSpouse = "330106199204012521";
constexpr const char* kStranger = "330106198001011234";
constexpr const char* kMatter = "给付-00123-001";
constexpr const char* kCase = "33010018061200001235";
constexpr const char* kApplication = "A330100000000000000000001";
constexpr const char* kSecret = "0123456789abcdef0123456789abcdef";
constexpr const char* kRegistry = "307001003/000021";
constexpr const char* kHttp = "307001003/000022";
constexpr const char* kSql = "307001003/000023";
constexpr const char* kProvincial = "307001003/000024";
constexpr const char* kMissing = "307001003/000025";
constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2018} / 6 / 12} + std::chrono::hours(2)};

inline records::RecordTypes types() {
    using records::DataType;
    using records::Mask;
    records::RecordType person{"person", "人口", "Person", records::SubjectKind::person, {}};
    person.fields = {{"name", "姓名", "Name", DataType::text, kPolice, 2, Mask::name},
                     {"birth_date", "出生日期", "Birth", DataType::date, kPolice, 2, Mask::none},
                     {"address", "住址", "Address", DataType::text, kPolice, 2, Mask::address},
                     {"children", "子女数", "Children", DataType::integer, kCivil, 2, Mask::none}};
    return records::RecordTypes({person});
}

inline Resource resource(const char* code, Delivery delivery) {
    Resource made;
    made.code = code;
    made.name = "人口基本信息";
    made.provider = kPolice;
    made.record_type = "person";
    made.items = {"name", "birth_date", "address", "children"};
    made.share_type = 2;
    made.condition = "用于政务服务事项核验";
    made.delivery = std::move(delivery);
    made.grants = {{kCivil,
                    {kMatter},
                    {"name", "birth_date", "address"},
                    1000,
                    Date{std::chrono::year{2030} / 12 / 31},
                    "国务院令第809号"}};
    return made;
}

inline Resources resources() {
    Delivery http;
    http.kind = DeliveryKind::http_json;
    http.system = "police";
    http.path = "/population/{subject}";
    http.fields = {{"name", "xm"}, {"birth_date", "csrq"}};
    Delivery sql;
    sql.kind = DeliveryKind::sql;
    sql.system = "civil_affairs";
    sql.query = "SELECT xm, csrq, zz, zn FROM people WHERE sfzh = ?";
    Delivery provincial;
    provincial.kind = DeliveryKind::gateway;
    provincial.system = "human_resources";
    provincial.interface = "abcdefghijklmnop";
    provincial.provider_code = "001008002016013";
    provincial.subject_parameter = "cardId";
    Delivery missing = http;
    missing.system = "nowhere";
    Resources all({resource(kRegistry, {}), resource(kHttp, http), resource(kSql, sql),
                   resource(kProvincial, provincial), resource(kMissing, missing)});
    return all;
}

inline LiveCase live_case() {
    const Question old{Question::Kind::age_at_least, "birth_date", {}, 80};
    std::vector<MaterialUse> uses;
    for (const char* code : {kRegistry, kHttp, kSql, kProvincial, kMissing}) {
        uses.push_back({"household", "户口簿", code, {"name", "address", "children"}, {}});
        uses.push_back({"age", "年龄证明", code, {}, old});
        uses.push_back({"alive", "在世证明", code, {}, Question{}});
    }
    return {kCase,    kMatter,
            "02",     {{kPerson, "d1"}, {kSpouse, "d2"}},
            "陈晓敏", std::make_shared<const std::vector<MaterialUse>>(std::move(uses))};
}

inline Call call(const char* resource = kRegistry) {
    Call made;
    made.id = "call-1";
    made.application = kApplication;
    made.organisation = kCivil;
    made.resource = resource;
    made.matter = kMatter;
    made.case_number = kCase;
    made.material = "household";
    made.subject = kPerson;
    made.fields = {"name"};
    made.purpose = "高龄津贴申领";
    made.basis = "国务院令第809号";
    made.officer = "clerk-7";
    made.expires = kNow + std::chrono::minutes(5);
    return made;
}

/// A node with one live case, one person in its registry, and everything that a gateway needs.
struct World {
    explicit World(db::Database& own_database, GatewayOptions with_options = {}, std::vector<System> systems = {})
        : database(own_database),
          options(std::move(with_options)),
          memory(record_types),
          records(database, record_types, clock, &memory),
          grants(database, clock),
          applications(database, random, as_bytes("0123456789abcdef")) {
        if (!options.wait) options.wait = [this](std::chrono::milliseconds pause) { pauses.push_back(pause); };
        grants.take_from(catalogue);
        applications.put(kApplication, "民政业务系统", kCivil, kSecret);
        cases.put(live_case());
        records.add({"person",
                     kPerson,
                     {kPolice, "population"},
                     kNow,
                     "",
                     {{"name", "陈晓敏"},
                      {"birth_date", "1930-03-07"},
                      {"address", "杭州市西湖区文三路100号"},
                      {"children", "2"}}});
        open_journal();
        gateway = std::make_unique<Gateway>(parts(), std::move(systems), options);
    }

    [[nodiscard]] GatewayParts parts() {
        return {catalogue, record_types, grants, applications, cases, memory, *journal, *key, clock, random, &disputed};
    }
    void open_journal() { journal = journal::Journal::open(files.path() / "journal", database, *key, clock, {}); }
    /// Every entry's text.
    [[nodiscard]] std::vector<std::string> entries() const {
        journal->flush();
        std::vector<std::string> texts;
        for (const journal::Stored& stored : journal->read(0, journal->size())) texts.push_back(stored.text);
        return texts;
    }

    yici::test::TemporaryFolder files;
    db::Database& database;
    GatewayOptions options;
    ManualClock clock{kNow};
    SystemRandom random;
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    records::RecordTypes record_types = types();
    records::MemoryRegistry memory;
    records::Records records;
    Resources catalogue = resources();
    Grants grants;
    Applications applications;
    CaseTable cases;
    DisputedFields disputed;
    std::unique_ptr<journal::Journal> journal;
    std::vector<std::chrono::milliseconds> pauses;
    std::unique_ptr<Gateway> gateway;
};

}  // namespace yici::exchange::test

#include "intake_sample.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>

#include "engines/codes/codes.h"

namespace yici::bench {
namespace {

constexpr std::array<const char*, 12> kSurnames{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"};
constexpr std::array<const char*, 12> kGiven{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军"};
constexpr std::array<const char*, 8> kRegions{"330102", "330106", "330203", "330302",
                                              "330402", "330502", "330602", "331002"};
constexpr size_t kDepartments = 400;

std::string department(size_t i) {
    char text[32];
    std::snprintf(text, sizeof text, "33%04zu%06zu", i % 100, i * 37 % 999999);
    return text;
}

std::string date(uint64_t value, int first_year, int years) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d",
                  first_year + static_cast<int>(value % static_cast<uint64_t>(years)),
                  1 + static_cast<int>(value / 128 % 12), 1 + static_cast<int>(value / 2048 % 28));
    return text;
}

class Sample {
  public:
    explicit Sample(uint64_t seed) : random_(seed) {}

    void append(std::string& out, int64_t number) {
        const uint64_t dice = random_() % 200;
        const std::string birth = date(random_(), 1930, 85);
        const auto sequence = static_cast<unsigned>(random_() % 1000);
        std::string id =
            kRegions[random_() % kRegions.size()] + birth.substr(0, 4) + birth.substr(5, 2) + birth.substr(8);
        char digits[8];
        std::snprintf(digits, sizeof digits, "%03u", sequence);
        id += digits;
        id += codes::IdNumber::check_character(id);
        if (dice == 0) id[17] = id[17] == '1' ? '2' : '1';
        if (dice == 1) id = id.substr(0, 17);
        std::string sex = sequence % 2 == 1 ? "1" : "2";
        if (dice == 2) sex = sex == "1" ? "2" : "1";
        if (dice == 3) sex = "9";
        std::string name = std::string(kSurnames[random_() % 12]) + kGiven[random_() % 12] + kGiven[random_() % 12];
        if (dice == 4) name.clear();
        std::string phone = "1" + std::to_string(3 + random_() % 7) + std::to_string(100000000 + random_() % 900000000);
        if (dice == 5) phone[1] = '2';
        const std::string shown_birth = dice == 6 ? "1990-02-30" : dice == 7 ? date(random_(), 1880, 15) : birth;
        const std::string income = dice == 8 ? "-1.50" : dice == 9 ? "unknown" : money();
        const std::string updated = dice == 10 ? "2018-06-12 25:00:00" : date(random_(), 2010, 8) + clock();
        out += id + "," + quoted_name(name) + "," + sex + "," + shown_birth + "," + phone + ",";
        out += (dice == 11 ? "339999999999" : department(random_() % kDepartments)) + "," + address(number) + ",";
        out += income + "," + updated + "," + std::to_string(1 + random_() % 6) + "\r\n";
    }

  private:
    std::string money() {
        char text[32];
        std::snprintf(text, sizeof text, "%llu.%02llu", static_cast<unsigned long long>(random_() % 300000),
                      static_cast<unsigned long long>(random_() % 100));
        return text;
    }
    std::string clock() {
        char text[32];
        std::snprintf(text, sizeof text, " %02llu:%02llu:%02llu", static_cast<unsigned long long>(random_() % 24),
                      static_cast<unsigned long long>(random_() % 60), static_cast<unsigned long long>(random_() % 60));
        return text;
    }
    std::string quoted_name(const std::string& name) {
        return !name.empty() && random_() % 100 == 0 ? "\"" + name + "\"\"曾用名\"\"\"" : name;
    }
    std::string address(int64_t number) {
        const std::string street = "文三路" + std::to_string(number % 900 + 1) + "号";
        switch (random_() % 9) {
            case 0:
                return random_() % 50 == 0 ? "\"" + street + "\r\n2幢\"" : "\"" + street + ",2幢\"";
            default:
                return street;
        }
    }

    std::mt19937_64 random_;
};

}  // namespace

void write_intake_sample(const std::filesystem::path& file, const std::filesystem::path& departments, int64_t rows,
                         uint64_t seed) {
    std::ofstream codes_file(departments, std::ios::binary);
    codes_file << "code\n";
    for (size_t i = 0; i < kDepartments; ++i) codes_file << department(i) << '\n';
    std::ofstream out(file, std::ios::binary);
    std::string text = "id_number,name,sex,birth_date,phone,department,address,income,updated_at,household\r\n";
    Sample sample(seed);
    for (int64_t row = 0; row < rows; ++row) {
        sample.append(text, row);
        if (text.size() > (size_t{1} << 20)) {
            out << text;
            text.clear();
        }
    }
    out << text;
}

}  // namespace yici::bench

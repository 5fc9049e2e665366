#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

#include "engines/feel/feel_test_support.h"

namespace {

std::atomic<int64_t> allocations = 0;

}  // namespace

// Of the whole test program, so that a test can ask what an evaluation took from the heap.
void* operator new(size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, size_t /*size*/) noexcept {
    std::free(memory);
}

namespace yici::feel {

namespace {

struct Applicant {
    Names names;
    std::vector<Value> inputs;

    Applicant() {
        put("age", Number(83));
        put("monthly income", *Number::parse("1860.5"));
        put("disabled", false);
        put("status", "retired");
        put("applied", Date{2018, 6, 12});
        Context home;
        home.put("district", "330106");
        home.put("persons", Number(3));
        names.add("home", {"district", "persons"});
        inputs.emplace_back(std::move(home));
        put("paid", List{Number(1200), Number(980)});
    }
    void put(const char* name, Value value) {
        names.add(name);
        inputs.push_back(std::move(value));
    }
};

TEST(FeelProgram, CommonPathsTakeNothingFromTheHeap) {
    const Applicant applicant;
    for (const char* text :
         {"age >= 80 and disabled = false", "monthly income * 12 < 30000",
          "if age >= 90 then 300 else if age >= 80 then 200 else 0", "age between 80 and 89", "age in [80..90)",
          "status in (\"retired\", \"unemployed\")", "age in (< 18, >= 60)",
          "home.persons + 1 > 3 or home.district = \"330106\"", "starts with(home.district, \"3301\")",
          "applied > date(\"2018-01-01\")", "applied + duration(\"P60D\") > @\"2018-07-01\"", "paid[1] - paid[-1]",
          "floor(monthly income) / 2", "not(disabled) and count(paid) = 2", "(age - 60) * 0.5 ** 2",
          "age instance of number"}) {
        const Expression expression = Expression::parse(text, applicant.names);
        feel::Run run(test::noon());
        (void)expression.evaluate(applicant.inputs, run);
        const int64_t before = allocations.load();
        for (int i = 0; i < 10; ++i) (void)expression.evaluate(applicant.inputs, run);
        EXPECT_EQ(allocations.load(), before) << text;
    }
}

TEST(FeelProgram, CellsTakeNothingFromTheHeap) {
    const Applicant applicant;
    for (const char* cell : {"-", ">= 60", "[18..60), > 80", "not(< 18)", "83", "? > 5 and ? < 100"}) {
        const Expression expression = Expression::parse_unary_tests(cell, applicant.names);
        feel::Run run(test::noon());
        const int64_t before = allocations.load();
        for (int i = 0; i < 10; ++i) (void)expression.test(applicant.inputs[0], applicant.inputs, run);
        EXPECT_EQ(allocations.load(), before) << cell;
    }
}

TEST(FeelProgram, RunsFromSeveralThreadsAtOnce) {
    const Applicant applicant;
    const Expression expression = Expression::parse(
        R"~(sum(for p in paid return p * age) + count(paid[item > 1000]) +
           string length(replace(status, "(e)", "$1$1")) + date and time("2018-01-01T00:00:00@Asia/Shanghai").hour)~",
        applicant.names);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                feel::Run run(test::noon());
                right += expression.evaluate(applicant.inputs, run) == Value(Number(180'950)) ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right.load(), 200);
}

TEST(FeelProgram, SaysWhatItReads) {
    const Applicant applicant;
    const auto reads = [&](const char* text) { return Expression::parse(text, applicant.names).reads(); };
    EXPECT_EQ(reads("age + home.persons + age"), (std::vector<size_t>{0, 5}));
    EXPECT_EQ(reads("for p in paid return function(x) x + age"), (std::vector<size_t>{0, 6}));
    EXPECT_EQ(reads("1 + 2"), std::vector<size_t>());
    EXPECT_EQ(*Expression::parse("1 + 2", applicant.names).constant(), Value(Number(3)));
    EXPECT_EQ(Expression::parse("age", applicant.names).constant(), nullptr);
}

}  // namespace

}  // namespace yici::feel

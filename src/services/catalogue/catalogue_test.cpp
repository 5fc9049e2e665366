#include "services/catalogue/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "foundation/base/random.h"
#include "foundation/crypto/keys.h"
#include "support/databases.h"

namespace yici::catalogue {
namespace {

constexpr const char* kPolice = "11330000002481063P";
constexpr const char* kCivilAffairs = "11330000002481071J";

class CatalogueTest : public test::DatabaseTest {
  protected:
    void SetUp() override {
        test::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        journal = journal::Journal::open(folder().path() / "journal", database(), *key, clock, {});
        open();
    }
    void TearDown() override {
        catalogue.reset();
        journal.reset();
    }
    void open() {
        catalogue = std::make_unique<Catalogue>(
            Parts{database(), *journal, rules, matters, bodies, clock,
                  [] {
                      return std::map<std::string, int64_t>{{"给付-00123-001", 7}};
                  },
                  [](const Entry&) {
                      return std::vector<std::pair<std::string, std::string>>{{"s1", "人口系统"}};
                  }});
    }
    static Entry draft(const std::string& name) {
        Entry entry;
        entry.name = name;
        entry.abstract = name + "的说明";
        entry.items = {{"id_number", "公民身份号码", "", "C", 18, 0, 3, "DE00001"}};
        entry.share_type = 1;
        return entry;
    }
    std::string key_of(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.key();
        }
        return "none";
    }
    Stored publish(const std::string& id) {
        for (int step = 0; step < 2; ++step) {
            (void)catalogue->act(id, Action::submit, "", steward, "");
            (void)catalogue->act(id, Action::approve, "", authority, "");
        }
        return catalogue->get(id);
    }

    std::vector<Finding> findings;
    codes::Divisions divisions = codes::Divisions::load("packs/zhejiang/divisions.csv", findings);
    organisations::Directory bodies = organisations::Directory::load("packs/zhejiang", divisions, findings);
    records::RecordTypes types = records::RecordTypes::load("packs/zhejiang", findings);
    exchange::Resources resources = exchange::Resources::load("packs/zhejiang", types, findings);
    Rules rules = Rules::load("packs/zhejiang", bodies, resources, types, findings);
    matters::Catalogue matters = matters::Catalogue::load("packs/zhejiang", findings);
    ManualClock clock{*parse_instant("2018-06-12T08:00:00Z")};
    SystemRandom random;
    std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<Catalogue> catalogue;
    Actor steward{"police-steward", "张三", kPolice, true, false};
    Actor other{"civil-steward", "李四", kCivilAffairs, true, false};
    Actor authority{"authority", "王五", "11330000000001804D", false, true};
};

TEST_P(CatalogueTest, ThePacksResourcesArePublishedOnceAndAgainWhenThePackChanges) {
    EXPECT_EQ(catalogue->published().size(), rules.entries.size());
    open();
    EXPECT_EQ(catalogue->get("307001003-000021").position.version, 1);
    std::ranges::find(rules.entries, "307001003/000021", &Entry::code)->abstract = "改过的摘要";
    open();
    EXPECT_EQ(catalogue->get("307001003-000021").position.version, 2);
    EXPECT_EQ(catalogue->versions("307001003-000021").size(), 2U);
}

TEST_P(CatalogueTest, WhatPeoplePublishedStaysOverARestart) {
    Entry entry = catalogue->get("307001003-000021").entry;
    entry.abstract = "人改过的摘要";
    (void)catalogue->revise("307001003-000021", entry, steward, "k");
    (void)catalogue->act("307001003-000021", Action::submit, "", steward, "");
    (void)catalogue->act("307001003-000021", Action::approve, "", authority, "");
    open();
    EXPECT_EQ(catalogue->get("307001003-000021").published->abstract, "人改过的摘要");
}

TEST_P(CatalogueTest, TwoReviewsThenItIsSeen) {
    const Stored made = catalogue->create(draft("驾驶证信息"), steward, "k1");
    EXPECT_EQ(made.entry.code, "307001003/000036");  // behind the greatest of the provider's category
    EXPECT_EQ(catalogue->create(draft("驾驶证信息"), steward, "k1").id, made.id);
    EXPECT_EQ(key_of([&] { (void)catalogue->create(draft("别的"), steward, "k1"); }), "catalogue.key_reused");
    EXPECT_TRUE(catalogue->search("驾驶证", 5).empty());
    (void)catalogue->act(made.id, Action::submit, "", steward, "");
    EXPECT_EQ(key_of([&] { (void)catalogue->act(made.id, Action::approve, "", steward, ""); }),
              "catalogue.authority_only");
    EXPECT_EQ(catalogue->act(made.id, Action::approve, "", authority, "").position,
              (Position{State::draft, Stage::registered, 0}));
    (void)catalogue->act(made.id, Action::submit, "", steward, "");
    const Stored published = catalogue->act(made.id, Action::approve, "", authority, "");
    EXPECT_EQ(published.position, (Position{State::published, Stage::publication, 1}));
    ASSERT_FALSE(catalogue->search("驾驶证", 5).empty());
    EXPECT_EQ(catalogue->search("驾驶证", 5).front().code, made.entry.code);
}

TEST_P(CatalogueTest, ARevisionIsNotSeenBeforeItIsPublished) {
    const std::string id = catalogue->create(draft("驾驶证信息"), steward, "").id;
    (void)publish(id);
    Entry changed = draft("机动车驾驶证信息");
    EXPECT_EQ(key_of([&] { (void)catalogue->revise(id, changed, other, ""); }), "catalogue.not_yours");
    const Stored working = catalogue->revise(id, changed, steward, "");
    EXPECT_EQ(working.position.state, State::draft);
    EXPECT_EQ(working.published->name, "驾驶证信息");
    EXPECT_TRUE(working.visible());
    (void)catalogue->act(id, Action::submit, "", steward, "");  // straight to publication
    EXPECT_EQ(catalogue->act(id, Action::approve, "", authority, "").published->name, "机动车驾驶证信息");
    EXPECT_EQ(catalogue->versions(id).size(), 2U);
}

TEST_P(CatalogueTest, RefusalsAndWithdrawalsNeedAReason) {
    const std::string id = catalogue->create(draft("驾驶证信息"), steward, "").id;
    (void)catalogue->act(id, Action::submit, "", steward, "");
    EXPECT_EQ(key_of([&] { (void)catalogue->act(id, Action::refuse, " ", authority, ""); }),
              "catalogue.reason_missing");
    EXPECT_EQ(catalogue->act(id, Action::refuse, "摘要不清", authority, "").position.state, State::refused);
    (void)publish(id);
    EXPECT_EQ(key_of([&] { (void)catalogue->act(id, Action::remove, "", steward, ""); }), "catalogue.not_now");
    (void)catalogue->act(id, Action::withdraw, "系统停用", steward, "");
    EXPECT_TRUE(catalogue->get(id).visible());
    EXPECT_FALSE(catalogue->act(id, Action::approve, "", authority, "").visible());
    EXPECT_EQ(catalogue->act(id, Action::remove, "", steward, "").position.state, State::deleted);
}

TEST_P(CatalogueTest, AFaultyEntryIsRefusedWithEverythingThatIsWrong) {
    Entry entry = draft("甲");
    entry.share_type = 2;
    entry.items.clear();
    try {
        (void)catalogue->create(entry, steward, "");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.key(), "catalogue.faulty");
        EXPECT_NE(error.detail().find("共享条件"), std::string::npos);
        EXPECT_NE(error.detail().find("items"), std::string::npos);
    }
}

TEST_P(CatalogueTest, SearchFindsWhatIsMeant) {
    EXPECT_EQ(catalogue->search("老人津贴", 5).front().name, "高龄津贴申领");
    EXPECT_EQ(catalogue->search("结婚证", 5, "resource").front().code, "307001005/000011");
    EXPECT_EQ(catalogue->search("户口本", 5).front().code, "307001003/000022");
    EXPECT_EQ(catalogue->search("hukoubu", 5).front().code, "307001003/000022");
}

TEST_P(CatalogueTest, LineageLeadsFromSystemToCases) {
    const Lineage lineage = catalogue->lineage(catalogue->get("307001003-000021").entry);
    EXPECT_EQ(lineage.system, "police");
    EXPECT_EQ(lineage.systems.front().second, "人口系统");
    const auto allowance = std::ranges::find(lineage.matters, "给付-00123-001", &Lineage::Use::matter);
    ASSERT_NE(allowance, lineage.matters.end());
    EXPECT_EQ(allowance->cases, 7);
    EXPECT_EQ(allowance->materials.size(), 2U);
    EXPECT_EQ(lineage.cases, 7);
}

TEST_P(CatalogueTest, ConflictsOfTheElementStandardAreShown) {
    const auto conflicts = catalogue->element_conflicts();
    const auto has = [&](std::string_view kind, std::string_view name) {
        return std::ranges::any_of(conflicts, [&](const auto& one) { return one.kind == kind && one.name == name; });
    };
    EXPECT_TRUE(has("same_element_other_names", "单位名称"));
    EXPECT_FALSE(has("same_element_other_names", "曾用名"));
    Entry entry = draft("甲");
    entry.items = {{"name", "姓名", "", "C", 0, 0, 0, "DE00014"}, {"born", "生日", "", "C", 0, 0, 0, ""}};
    (void)publish(catalogue->create(entry, steward, "").id);
    const auto after = catalogue->element_conflicts();
    EXPECT_TRUE(std::ranges::any_of(
        after, [](const auto& one) { return one.kind == "same_name_other_element" && one.name == "姓名"; }));
    EXPECT_TRUE(std::ranges::any_of(
        after, [](const auto& one) { return one.kind == "not_mapped" && one.element == "DE00005"; }));
}

TEST_P(CatalogueTest, HarvestingTwiceChangesNothingAndChangesAreCounted) {
    const auto incoming = [](const std::string& code, const std::string& digest) {
        Entry entry = draft("外地" + code);
        entry.code = code;
        return Incoming{entry, digest};
    };
    const HarvestCounts first =
        catalogue->harvest("x", {incoming("a", "1"), incoming("b", "1"), incoming("c", "1")}, authority);
    EXPECT_EQ(first.added, 3);
    const HarvestCounts second =
        catalogue->harvest("x", {incoming("a", "1"), incoming("b", "1"), incoming("c", "1")}, authority);
    EXPECT_EQ(second.unchanged, 3);
    EXPECT_EQ(second.added + second.changed + second.removed, 0);
    const HarvestCounts third =
        catalogue->harvest("x", {incoming("a", "2"), incoming("b", "1"), incoming("d", "1")}, authority);
    EXPECT_EQ(third.added, 1);
    EXPECT_EQ(third.changed, 1);
    EXPECT_EQ(third.removed, 1);
    EXPECT_EQ(third.unchanged, 1);
    EXPECT_EQ(
        catalogue
            ->harvest("x", {incoming("a", "2"), incoming("b", "1"), incoming("c", "1"), incoming("d", "1")}, authority)
            .added,
        1);
    EXPECT_EQ(catalogue->harvest("y", {incoming("a", "1")}, authority).added, 1);  // another catalogue, another entry
    EXPECT_EQ(catalogue->published().size(), rules.entries.size());                // never among our own
    EXPECT_FALSE(catalogue->search("外地", 5).empty());
}

YICI_ON_BOTH_DATABASES(CatalogueTest);

TEST(Lifecycle, OneStepSkipsRegistration) {
    EXPECT_EQ(next({State::draft, Stage::none, 0}, Action::submit, false)->stage, Stage::publication);
    EXPECT_EQ(next({State::draft, Stage::none, 0}, Action::submit, true)->stage, Stage::registration);
    EXPECT_FALSE(next({State::published, Stage::publication, 1}, Action::submit, true).has_value());
    EXPECT_FALSE(revised({State::pending, Stage::registration, 0}).has_value());
}

}  // namespace
}  // namespace yici::catalogue

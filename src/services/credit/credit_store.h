#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "foundation/db/request_keys.h"
#include "services/credit/credit.h"

namespace yici::credit {

/// The subject's file, made when it is new; its name becomes the newest one that is not empty.
[[nodiscard]] int64_t file_of(db::Transaction& transaction, const std::string& subject, const std::string& name,
                              bool person);
[[nodiscard]] std::optional<FileHead> load_file(db::Transaction& transaction, int64_t id);
[[nodiscard]] std::optional<FileHead> load_file(db::Transaction& transaction, std::string_view subject);
[[nodiscard]] FilePage search_files(db::Transaction& transaction, const std::string& query, bool exact,
                                    const http::Part& part);

[[nodiscard]] std::optional<Entry> load_entry(db::Transaction& transaction, std::string_view number);
void insert_entry(db::Transaction& transaction, const Entry& entry);
void update_entry(db::Transaction& transaction, const Entry& entry);
[[nodiscard]] std::vector<Entry> entries_of(db::Transaction& transaction, std::string_view subject);
[[nodiscard]] EntryPage load_entries(db::Transaction& transaction, const EntryFilter& filter, Date today);
/// Whether the body has already entered this decision about the subject.
[[nodiscard]] bool has_document(db::Transaction& transaction, const Entry& entry);
/// Subjects with counted entries whose last day has passed; they are marked as counted no more.
[[nodiscard]] std::vector<std::string> take_expired(db::Transaction& transaction, Date today);
[[nodiscard]] std::vector<Figure> load_figures(db::Transaction& transaction, Date today);

[[nodiscard]] std::optional<Repair> load_repair(db::Transaction& transaction, std::string_view number);
void store_repair(db::Transaction& transaction, const Repair& repair);
[[nodiscard]] RepairPage load_repairs(db::Transaction& transaction, const RepairFilter& filter, Date today);
[[nodiscard]] bool has_open_repair(db::Transaction& transaction, std::string_view entry);
[[nodiscard]] std::vector<Repair> overdue_supplements(db::Transaction& transaction, Date today);
void insert_evidence(db::Transaction& transaction, std::string_view repair, const std::vector<Evidence>& evidence,
                     Instant time);
[[nodiscard]] std::vector<Evidence> load_evidence(db::Transaction& transaction, std::string_view repair);

void insert_event(db::Transaction& transaction, std::string_view about, const Actor& by, std::string_view action,
                  std::string_view note, Instant time);
[[nodiscard]] std::vector<Event> load_events(db::Transaction& transaction, std::string_view about);

/// "XY201806120001" for entries (信用), "XF…" for repairs (修复).
[[nodiscard]] std::string next_number(db::Transaction& transaction, std::string_view prefix, Date day);
[[nodiscard]] const db::RequestKeys& request_keys();

}  // namespace yici::credit

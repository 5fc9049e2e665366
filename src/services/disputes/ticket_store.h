#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/db/database.h"
#include "foundation/db/request_keys.h"
#include "services/disputes/disputes.h"

namespace yici::disputes {

/// What makes two reports twins.
struct RecordField {
    std::string subject;  // digest
    std::string type;
    std::string field;
    std::string item;
};

[[nodiscard]] std::optional<Ticket> load_ticket(db::Transaction& transaction, std::string_view id);
[[nodiscard]] std::optional<Ticket> load_open(db::Transaction& transaction, const RecordField& record);
/// The newest of the record's field, open or not.
[[nodiscard]] std::optional<Ticket> load_last(db::Transaction& transaction, const RecordField& record);
[[nodiscard]] TicketPage load_tickets(db::Transaction& transaction, const TicketFilter& filter, Date today);
void each_open(db::Transaction& transaction, const std::function<void(const Ticket&)>& each);
void insert_ticket(db::Transaction& transaction, const Ticket& ticket);
void update_ticket(db::Transaction& transaction, const Ticket& ticket);

/// False when the same source with the same reason is there already.
[[nodiscard]] bool insert_source(db::Transaction& transaction, std::string_view ticket, const TicketSource& source);
[[nodiscard]] std::vector<TicketSource> load_sources(db::Transaction& transaction, std::string_view ticket);
void insert_event(db::Transaction& transaction, std::string_view ticket, const Actor& by, std::string_view action,
                  std::string_view note, Instant time);
[[nodiscard]] std::vector<TicketEvent> load_events(db::Transaction& transaction, std::string_view ticket);

void store_effect(db::Transaction& transaction, std::string_view ticket, const UsedBy& used);
[[nodiscard]] std::vector<UsedBy> load_effects(db::Transaction& transaction, std::string_view ticket);

/// "JZ201806120001": 校正, the day, a sequence that begins at 1 each day.
[[nodiscard]] std::string next_ticket_id(db::Transaction& transaction, Date day);
[[nodiscard]] std::vector<BodyFigures> load_figures(db::Transaction& transaction, Date today);

/// Answers by request key.
[[nodiscard]] const db::RequestKeys& request_keys();

}  // namespace yici::disputes

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/exchange/call_work.h"
#include "engines/exchange/system.h"
#include "engines/exchange/ticket.h"
#include "foundation/crypto/keys.h"
#include "foundation/http/client.h"

namespace yici::exchange {

/// What a provider answered, in our names, asked fields alone.
struct Fetched {
    bool found = false;
    std::vector<std::pair<std::string, std::string>> values;
    int dropped = 0;  // fields that came without being asked
};

/// One way to a provider's system; one attempt. Errors: exchange.provider_unreachable, exchange.provider_failed,
/// exchange.provider_timed_out (may be tried again); exchange.provider_refused, exchange.provider_bad_answer (not).
class Connector {
  public:
    virtual ~Connector() = default;
    [[nodiscard]] virtual Fetched fetch(const CallWork& work, const records::RecordType& type) = 0;
};

/// Signs tickets for one system: HMAC-SM3 when it has a secret, else SM2 by the node.
class TicketSigner {
  public:
    TicketSigner(const System& system, const crypto::PrivateKey& key);
    /// A ticket for `work`, to be written into its request's headers.
    [[nodiscard]] TicketOrder order(http::Headers& headers, const CallWork& work) const;
    void add(http::Headers& headers, const CallWork& work) const;

  private:
    std::unique_ptr<crypto::HmacKey> hmac_;
    const crypto::PrivateKey& key_;
};

/// HTTP+JSON: GET of the path, with fields=… in the provider's names; 200 is one JSON object, 404 is no record.
class HttpJsonConnector final : public Connector {
  public:
    HttpJsonConnector(const System& system, const crypto::PrivateKey& key, http::Client& client)
        : system_(system), signer_(system, key), client_(client) {}
    [[nodiscard]] Fetched fetch(const CallWork& work, const records::RecordType& type) override;
    /// What is sent, still without its ticket.
    [[nodiscard]] http::ClientRequest request_for(const CallWork& work) const;
    [[nodiscard]] const TicketSigner& signer() const { return signer_; }
    [[nodiscard]] static Fetched read(const http::Response& response, const CallWork& work,
                                      const records::RecordType& type);

  private:
    System system_;
    TicketSigner signer_;
    http::Client& client_;
};

/// A department's own table, read through the query that the resource names.
[[nodiscard]] std::unique_ptr<Connector> make_sql_connector(const System& system);
/// The provincial gateway protocol as a client.
[[nodiscard]] std::unique_ptr<Connector> make_gateway_connector(const System& system, const crypto::PrivateKey& key,
                                                                http::Client& client, const Clock& clock);

/// Reads a provider's JSON object: asked fields by their names there, values as text that fits their types.
/// exchange.provider_bad_answer names the field.
[[nodiscard]] Fetched read_provider_object(std::string_view json, const CallWork& work,
                                           const records::RecordType& type);

/// An http::Client's error as a connector's.
[[noreturn]] void rethrow_as_provider_error(const std::exception_ptr& thrown);
/// Throws for every status that is not 200.
void check_provider_status(int status);

}  // namespace yici::exchange

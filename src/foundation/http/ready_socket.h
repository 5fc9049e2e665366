#pragma once

#include <memory>

#include "foundation/http/asio.h"
#include "foundation/http/ready_set.h"

namespace yici::http {

/// What waits for a socket.
class ReadyOperation {
  public:
    virtual ~ReadyOperation() = default;
    /// Calls whoever waits.
    virtual void complete(const boost::system::error_code& error, size_t count) = 0;
};

/// A connected TCP socket whose readiness a ReadySet tells. An AsyncStream as Asio's own is, so that TLS runs over it;
/// one read and one write at a time. On its loop's thread alone.
class ReadySocket {
  public:
    using executor_type = asio::io_context::executor_type;
    using lowest_layer_type = ReadySocket;

    explicit ReadySocket(ReadySet& set) : set_(set) {}
    ~ReadySocket() { close(); }
    ReadySocket(const ReadySocket&) = delete;
    ReadySocket& operator=(const ReadySocket&) = delete;

    /// Takes over a connected socket.
    void adopt(tcp::socket&& connected, boost::system::error_code& error);
    /// What the socket takes now; would_block when nothing.
    size_t write_some(asio::const_buffer bytes, boost::system::error_code& error);

    template <typename Buffers, typename Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return begin(reading_, asio::mutable_buffer(*asio::buffer_sequence_begin(buffers)), std::forward<Token>(token));
    }
    template <typename Buffers, typename Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        const asio::const_buffer bytes(*asio::buffer_sequence_begin(buffers));
        // A side holds one kind of buffer; what is written is not changed.
        return begin(writing_, asio::mutable_buffer(const_cast<void*>(bytes.data()), bytes.size()),
                     std::forward<Token>(token));
    }
    /// Ends what waits with operation_aborted.
    void cancel();
    void close();
    void shutdown_send();
    /// close() drops what the other side has not yet taken.
    void reset_on_close();
    /// Whether nothing came since the last read: neither an end nor words.
    [[nodiscard]] bool is_quiet() const;

    [[nodiscard]] executor_type get_executor() const { return set_.context().get_executor(); }
    [[nodiscard]] lowest_layer_type& lowest_layer() { return *this; }

  private:
    friend class ReadySet;
    struct Side {
        bool ready = false;
        asio::mutable_buffer buffer;
        std::unique_ptr<ReadyOperation> operation;
    };
    struct Outcome {
        std::unique_ptr<ReadyOperation> operation;  // none: it still waits
        boost::system::error_code error;
        size_t count = 0;
    };
    template <typename Handler>
    class Waiting final : public ReadyOperation {
      public:
        explicit Waiting(Handler&& handler) : handler_(std::move(handler)) {}
        void complete(const boost::system::error_code& error, size_t count) override {
            handler_(boost::system::error_code(error), count);
        }

      private:
        Handler handler_;
    };

    template <typename Token>
    auto begin(Side& side, asio::mutable_buffer buffer, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, size_t)>(
            [this, &side, buffer](auto&& handler) {
                using Each = std::decay_t<decltype(handler)>;
                start(side, buffer, std::make_unique<Waiting<Each>>(std::forward<decltype(handler)>(handler)));
            },
            token);
    }
    void start(Side& side, asio::mutable_buffer buffer, std::unique_ptr<ReadyOperation> operation);
    void told(uint32_t events);
    Outcome attempt(Side& side);
    size_t transfer(Side& side, asio::mutable_buffer buffer, boost::system::error_code& error);
    void post(Outcome outcome);
    void abort(Side& side);

    ReadySet& set_;
    int number_ = -1;
    bool hung_up_ = false;  // the other side sends no more: reading ends with what is there
    Side reading_;
    Side writing_;
};

}  // namespace yici::http

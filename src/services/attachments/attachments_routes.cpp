#include "services/attachments/attachments.h"
#include "services/attachments/sniff.h"
#include "services/attachments/state.h"

namespace yici::attachments {

http::Response download(const Attachment& attachment, std::string content) {
    const FileType* type = file_type(attachment.type);
    http::Response response = http::Response::file(
        std::move(content), type != nullptr ? type->media_type : "application/octet-stream", attachment.name);
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

void Attachments::add_routes(http::Router& router, accounts::Accounts& accounts) {
    const auto body_limit = static_cast<size_t>(state_->parts.limits.file_bytes);
    router.post("/api/v1/attachments",
                [this, &accounts](const http::Request& request) {
                    const accounts::Account account = accounts.require(request);
                    Upload upload;
                    upload.owner = account.id;
                    upload.subject = account.subject;
                    upload.name = request.query_parameters().text_or("name", "");
                    upload.declared_type = std::string(request.headers.find("Content-Type").value_or(""));
                    upload.content = request.body;
                    upload.request_key =
                        std::string(request.headers.find("Idempotency-Key").value_or("").substr(0, 200));
                    return http::Response::json(to_json(store(upload)), 201);
                },
                {.body_limit = body_limit,
                 .guard = [&accounts](const http::Request& request) { (void)accounts.require(request); }});
    router.remove("/api/v1/attachments/{attachment}", [this, &accounts](const http::Request& request) {
        remove(request.at("attachment"), accounts.require(request));
        return http::Response::empty();
    });
}

}  // namespace yici::attachments

#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engines/process/extensions.h"
#include "engines/process/model.h"
#include "engines/process/xml.h"

namespace yici::process {

/// What stands beside the processes in a file: messages, signals, errors, escalations by id.
struct Named {
    std::string name;
    std::string code;         // of errors and escalations
    std::string correlation;  // of messages: the text of a formula
};

/// Reads one process of a file.
class ProcessReader {
  public:
    ProcessReader(const XmlFile& xml, const std::map<std::string, Named>& named, std::string file, Definitions& into)
        : xml_(xml), named_(named), file_(std::move(file)), into_(into) {}
    void read(pugi::xml_node process);

  private:
    void read_scope(pugi::xml_node scope, int parent);
    void read_node(pugi::xml_node node, int parent);
    void read_flow(pugi::xml_node node);
    void read_association(pugi::xml_node node);
    void read_activity(pugi::xml_node node, Element& element);
    void read_user_task(pugi::xml_node node, const Extensions& extensions, Element& element);
    void read_event(pugi::xml_node node, Element& element);
    void read_definition(pugi::xml_node definition, Element& element);
    void read_timer(pugi::xml_node definition, Element& element);
    void read_loop(pugi::xml_node node, Element& element);
    [[nodiscard]] std::optional<Limit> limit_of(const Extensions& extensions, pugi::xml_node node);
    void connect();
    void connect_attachments();

    void fault(pugi::xml_node node, std::string key, const std::string& detail);
    void cannot_run(pugi::xml_node node, std::string key, const std::string& detail);
    [[nodiscard]] Formula formula(pugi::xml_node node, std::string_view text);
    [[nodiscard]] Formula condition(pugi::xml_node node, std::string_view text);
    [[nodiscard]] Formula guarded(pugi::xml_node node, std::string_view text, bool condition);

    struct Pending {
        pugi::xml_node node;
        int element;
    };

    const XmlFile& xml_;
    const std::map<std::string, Named>& named_;
    std::string file_;
    Definitions& into_;
    std::shared_ptr<Model> model_;
    std::vector<std::string> variables_;
    std::vector<Pending> nodes_;
    std::vector<pugi::xml_node> flow_nodes_;
    std::vector<pugi::xml_node> associations_;
    std::map<std::string, int, std::less<>> elements_;
    std::set<std::string, std::less<>> flow_ids_;
};

/// Names in `into` what is drawn and cannot run, as far as single elements tell.
void check_model(const Model& model, const std::string& file, Definitions& into);

}  // namespace yici::process

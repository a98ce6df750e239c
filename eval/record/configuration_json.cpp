#include "eval/record/configuration_json.hpp"

namespace sluice::eval {

nlohmann::ordered_json to_json(const configuration& what)
{
    nlohmann::ordered_json made;
    made["configuration"] = label_of(what);
    made["clients"] = what.clients;
    made["file_size"] = what.file_size;
    made["files"] = what.files;
    made["workers"] = what.workers;
    made["mode"] = mode_name(what.mode);
    made["rate"] = what.rate;
    made["link"] = what.link;
    return made;
}

configuration configuration_of(const nlohmann::ordered_json& from)
{
    configuration made;
    made.clients = from.at("clients");
    made.file_size = from.at("file_size");
    made.files = from.at("files");
    made.workers = from.at("workers");
    const bool programs = from.at("mode") == mode_name(client_mode::programs);
    made.mode = programs ? client_mode::programs : client_mode::coroutines;
    made.rate = from.at("rate");
    made.link = from.at("link");
    return made;
}

} // namespace sluice::eval

#pragma once

#include "base/event_log.hpp"
#include "client/console.hpp"
#include "client/report.hpp"
#include "storage/target_folder.hpp"
#include "transfer/download.hpp"

#include <functional>

namespace sluice::client {

/// What the verbs work with; main owns it.
struct command_context {
    asio::any_io_executor executor;
    asio::thread_pool& pool;
    const std::string& called; // the program's name as it was typed
    const settings& loaded;
    const client_settings& wanted;
    transfer::connector& server;
    event_log& log;
    console& out;

    /// What the first Ctrl-C does while a verb works on it; empty: the program ends.
    std::function<void()> interrupt;

    /// The exit code of a signal that came, for the summary; done: none came.
    exit_code signalled = exit_code::done;
};

/// The verbs. Each prints its result and gives the exit code; names are as the user wrote them.
class commands {
public:
    explicit commands(command_context& context) : context_(context) {}

    task<exit_code> ls(std::string what);
    task<exit_code> stat(std::vector<std::string> names);
    task<exit_code> get(std::vector<std::string> names);
    task<exit_code> put(std::vector<std::string> names);
    task<exit_code> agent();
    task<exit_code> verify(std::vector<std::string> locals);
    task<exit_code> ping();
    exit_code journal_show(std::string folder);
    exit_code config_explain();

    /// The verb that the words begin with. Its name and the number of words are right already.
    task<exit_code> run(std::vector<std::string> words);

    /// Everything below the root that the server offers.
    task<result<std::vector<proto::entry>>> whole_catalog();

private:
    task<result<std::unique_ptr<transfer::asker>>> connect();
    task<result<std::vector<proto::entry>>> entries_of(transfer::asker& peer,
                                                       proto::list_request wanted);

    /// Tells of an error as the outcome of the verb, or as one of its errors: without a document.
    exit_code failed(const error& why);
    exit_code complain(const error& why);

    /// One document; verbs without events print it for --json-stream too.
    bool as_json() const { return context_.wanted.json || context_.wanted.json_stream; }

    command_context& context_;
};

} // namespace sluice::client

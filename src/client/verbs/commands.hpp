#pragma once

#include "admin/job_calls.hpp"
#include "base/event_log.hpp"
#include "client/prompt/console.hpp"
#include "client/report/report.hpp"
#include "client/stream/topic_link.hpp"
#include "storage/target_folder.hpp"
#include "transfer/download/download.hpp"

#include <functional>

namespace sluice::client {

struct array_get_order;
struct array_got;

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

    /// To prove oneself with by HTTP; a secret, empty: none.
    std::string token = {};
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

    // Agents and pulls of the server, and its prompt.
    task<exit_code> pull(std::string path);
    task<exit_code> agents();
    task<exit_code> jobs();
    task<exit_code> job(std::string action, std::string id);
    task<exit_code> administer();

    // Live topics.
    task<exit_code> stream(std::string action, std::vector<std::string> words);
    // Arrays; action is the second word of the verb.
    task<exit_code> array(std::string action, std::vector<std::string> words);

    task<exit_code> verify_receipt(std::vector<std::string> files);
    exit_code journal_show(std::string folder);
    exit_code config_explain();

    /// Runs schedules (all without names) until a signal comes; once: each one time, now.
    task<exit_code> schedule_run(std::vector<std::string> names, bool once);
    exit_code schedule_preview(const std::vector<std::string>& names);
    exit_code schedule_history(const std::vector<std::string>& names);

    /// The verb that the words begin with. Its name and the number of words are right already.
    task<exit_code> run(std::vector<std::string> words);

    /// Everything below the root that the server offers.
    task<result<std::vector<proto::entry>>> whole_catalog();

private:
    task<exit_code> run_order(std::string name, std::string action, std::vector<std::string> words);
    task<result<std::unique_ptr<transfer::asker>>> connect();
    task<result<std::vector<proto::entry>>> entries_of(transfer::asker& peer,
                                                       proto::list_request wanted);

    task<exit_code> array_put(const std::vector<std::string>& words);
    task<exit_code> array_get(std::string name);
    task<exit_code> array_list();
    task<exit_code> array_info(std::string name);
    task<exit_code> array_remove(std::vector<std::string> names);
    void tell_got(const array_got& got, const array_get_order& order);

    /// The document with --json, else the line, unless quiet.
    void tell_array(const nlohmann::ordered_json& document, const std::string& line);

    /// Until all have ended; the exit code is their outcome.
    task<exit_code> watch(fetch::api_client& server, admin::told_jobs jobs);
    void tell_jobs(const admin::told_jobs& told);

    task<exit_code> list_topics();
    task<result<std::unique_ptr<topic_link>>> open_topic(proto::topic_open wanted);
    task<exit_code> publish_topic(std::string name, std::string from);
    task<exit_code> tail_topic(std::string name);
    task<exit_code> record_topic(std::string name, std::string file);
    task<exit_code> watch_topic(std::string name);
    void tell_gap(const proto::topic_gap& missing);

    /// Tells of an error as the outcome of the verb, or as one of its errors: without a document.
    exit_code failed(const error& why);
    exit_code complain(const error& why);

    /// One document; verbs without events print it for --json-stream too.
    bool as_json() const { return context_.wanted.json || context_.wanted.json_stream; }

    command_context& context_;
};

} // namespace sluice::client

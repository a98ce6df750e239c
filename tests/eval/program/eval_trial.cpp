#include "eval/program/eval_trial.hpp"

#include "support/catch.hpp"

#include <filesystem>

namespace sluice::test {
namespace {

constexpr auto limit = std::chrono::minutes(2);

program start_eval(std::vector<std::string> arguments)
{
    program_options how;
    how.arguments = std::move(arguments);
    return {SLUICE_EVAL_PROGRAM, std::move(how)};
}

} // namespace

program eval_trial::start(std::vector<std::string> arguments) const
{
    arguments.insert(arguments.end(), {"--out", folder_.path()});
    return start_eval(std::move(arguments));
}

finished_program eval_trial::run(std::vector<std::string> arguments) const
{
    return start(std::move(arguments)).wait(deadline::after(limit));
}

std::string eval_trial::script(const std::string& name, const std::string& body) const
{
    folder_.write(name, std::string("#!/bin/sh\nclient=") + SLUICE_CLIENT_PROGRAM + "\n" + body);
    std::filesystem::permissions(folder_.at(name), std::filesystem::perms::owner_all);
    return folder_.at(name);
}

std::vector<eval::record> eval_trial::records() const
{
    auto read = eval::read_records(folder_.at("times/raw.ndjson"));
    if (!read) FAIL(read.error().text());
    return std::move(*read);
}

finished_program run_eval(std::vector<std::string> arguments)
{
    return start_eval(std::move(arguments)).wait(deadline::after(limit));
}

} // namespace sluice::test

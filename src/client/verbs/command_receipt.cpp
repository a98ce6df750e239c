#include "async/on_pool.hpp"
#include "base/escape.hpp"
#include "client/local_root.hpp"
#include "client/report/receipt_verdict.hpp"
#include "client/verbs/commands.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>

namespace sluice::client {
namespace {

/// Everything that blocks. Errors: those of key_named, not_found and io_failed of the files.
result<receipt_verdict> judge_all(const std::vector<std::string>& files, const std::string& key,
                                  receipt::chain_rule rule)
{
    const auto public_key = key_named(key);
    if (!public_key) return public_key.error();
    receipt::chain_check check(*public_key, rule);
    receipt_verdict found;
    for (const auto& name : files) {
        if (name == "-") {
            judge_receipts(std::cin, name, check, found);
            continue;
        }
        std::ifstream in(name, std::ios::binary);
        if (!in) return fail_errno("verify-receipt", name);
        judge_receipts(in, name, check, found);
        if (in.bad()) return fail(errc::io_failed, "verify-receipt", name);
    }
    if (found.receipts == 0)
        return fail(errc::checksum_mismatch, "verify-receipt", "no receipt in it");
    return found;
}

/// Compares the one good receipt with a local file. Errors: bad_usage, unsupported,
/// checksum_mismatch, and those of has_root.
result<> judge_file(const receipt_verdict& found, const std::string& local)
{
    if (found.receipts != 1)
        return fail(errc::bad_usage, "verify-receipt", "--file takes one receipt");
    if (found.good.empty()) return ok;
    const auto& said = found.good.front();
    if (said.root_digest.empty())
        return fail(errc::unsupported, "verify-receipt", "the receipt holds no digest");
    const auto kind =
        said.digest_kind == "sha256" ? storage::digest_kind::sha256 : storage::digest_kind::xxh3;
    const auto same = has_root(local, kind, said.root_digest);
    if (!same) return same.error();
    if (*same) return ok;
    return fail(errc::checksum_mismatch, "verify-receipt",
                local + " is not what receipt " + std::to_string(said.number) + " is about");
}

std::string place_of(const receipt_failure& one)
{
    return fmt::format("{}:{}", escape(one.file), one.line);
}

json document_of(const receipt_verdict& found, exit_code code)
{
    json document;
    document["schema"] = 1;
    document["exit_code"] = static_cast<int>(code);
    document["receipts"] = found.receipts;
    document["good"] = found.good.size();
    document["first"] = found.good.empty() ? json() : json(found.good.front().number);
    document["last"] = found.good.empty() ? json() : json(found.good.back().number);
    document["failures"] = json::array();
    for (const auto& one : found.failures)
        document["failures"].push_back(
            {{"file", one.file}, {"line", one.line}, {"error", to_json(one.why)}});
    return document;
}

std::string summary_of(const receipt_verdict& found)
{
    if (found.good.size() == 1 && found.receipts == 1) {
        const auto& said = found.good.front();
        return fmt::format("receipt {} is good: {} {} of {} by {}, {} bytes, {} {}, {}",
                           said.number, escape(said.door), escape(said.direction),
                           escape(said.what), escape(said.who.empty() ? said.peer : said.who),
                           said.bytes, escape(said.digest_kind), escape(said.root_digest),
                           escape(said.result));
    }
    if (found.good.empty()) return fmt::format("none of {} receipts is good", found.receipts);
    return fmt::format("{} of {} receipts are good, {} to {}", found.good.size(), found.receipts,
                       found.good.front().number, found.good.back().number);
}

} // namespace

task<exit_code> commands::verify_receipt(std::vector<std::string> files)
{
    const auto key = context_.loaded.text("key");
    const auto local = context_.loaded.text("file");
    const auto rule = context_.loaded.boolean("each") ? receipt::chain_rule::each_alone
                                                      : receipt::chain_rule::linked;
    if (key.empty()) {
        const auto code = failed(fail(errc::bad_usage, "verify-receipt", "--key is missing"));
        co_return code;
    }
    auto judge = [&] { return judge_all(files, key, rule); };
    const auto found = co_await on_pool(context_.pool, std::move(judge));
    if (!found) co_return failed(found.error());
    auto compare = [&] { return local.empty() ? result<>(ok) : judge_file(*found, local); };
    const auto same = co_await on_pool(context_.pool, std::move(compare));
    if (!same) co_return failed(same.error());
    const auto code =
        found->failures.empty() ? exit_code::done : exit_code_of(found->failures.front().why);
    for (const auto& one : found->failures)
        context_.out.complain(place_of(one) + ": " + one.why.text());
    context_.out.result(as_json() ? json_text(document_of(*found, code)) : summary_of(*found));
    co_return code;
}

} // namespace sluice::client

#pragma once

#include "receipt/receipt.hpp"
#include "receipt/sha256.hpp"
#include "receipt/signed_receipt.hpp"
#include "receipt/signing_key.hpp"
#include "support/catch.hpp"

#include <vector>

namespace sluice::test {

inline receipt::signing_key new_key()
{
    auto made = receipt::signing_key::make();
    if (!made) FAIL(made.error().text());
    return std::move(*made);
}

inline receipt::statement sample_statement(std::uint64_t number)
{
    receipt::statement said;
    said.number = number;
    said.transfer = number + 3;
    said.key_id = "0011223344556677";
    said.previous = receipt::first_previous();
    said.who = "ann";
    said.peer = "127.0.0.1:40112";
    said.what = "films/\"a\"\\\xc3\xa4 " + std::to_string(number) + ".mkv";
    said.direction = "up";
    said.door = "native";
    said.digest_kind = "xxh3";
    said.root_digest = "00ff";
    said.bytes = 18'446'744'073'709'551'615U;
    said.started_ns = 1'795'264'200'000'000'001;
    said.ended_ns = 1'795'264'201'999'999'999;
    said.result = "ok";
    said.program = "sluice-server 0.1.0";
    return said;
}

inline std::string signed_line(const receipt::statement& said, const receipt::signing_key& key)
{
    receipt::signed_receipt whole{receipt::text_of(said), {}};
    auto signature = key.sign(whole.text);
    if (!signature) FAIL(signature.error().text());
    whole.signature = std::move(*signature);
    return receipt::line_of(whole);
}

/// The lines of receipts first to last of a chain.
inline std::vector<std::string> sample_chain(const receipt::signing_key& key, std::uint64_t last)
{
    std::vector<std::string> lines;
    auto previous = receipt::first_previous();
    for (std::uint64_t number = 1; number <= last; ++number) {
        auto said = sample_statement(number);
        said.key_id = key.its_public_key().id();
        said.previous = previous;
        previous = receipt::sha256_hex(receipt::text_of(said));
        lines.push_back(signed_line(said, key));
    }
    return lines;
}

} // namespace sluice::test

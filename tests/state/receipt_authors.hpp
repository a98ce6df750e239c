#pragma once

#include "state/receipt_store.hpp"

namespace sluice::test {

/// Says of each receipt what it was given: "NUMBER TRANSFER WHAT after PREVIOUS'S FIRST WORD".
class plain_author final : public state::receipt_writer {
public:
    std::string write(const state::ledger_record& about, std::uint64_t number,
                      const std::string& previous) override
    {
        return std::to_string(number) + " " + std::to_string(about.number) + " " + about.what +
               " after " + previous.substr(0, previous.find(' '));
    }
};

inline state::ledger_record finished_transfer(const std::string& what,
                                              const std::string& who = "ann")
{
    state::ledger_record ended;
    ended.who = who;
    ended.what = what;
    ended.result = "ok";
    return ended;
}

} // namespace sluice::test

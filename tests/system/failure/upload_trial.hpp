#pragma once

#include "support/http_peer.hpp"
#include "support/strace.hpp"
#include "support/temp_folder.hpp"

#include <functional>
#include <memory>
#include <set>

namespace sluice::test {

/// One upload as a patient client sends it: every call of go_on starts where the server says it
/// stands, and sees to it that nothing acknowledged before is missing.
class upload_trial {
public:
    explicit upload_trial(std::string content, std::string name);
    virtual ~upload_trial() = default;

    /// Goes on until the file is published, or until an answer is missing or no success. True: the
    /// server says that it is published.
    virtual bool go_on(std::uint16_t port) = 0;

    const std::string& content() const { return content_; }
    const std::string& name() const { return name_; }

    /// Set once something acknowledged was not there any more.
    const std::string& lost() const { return lost_; }

    /// The last answer that was no success.
    const http_answer& refusal() const { return refusal_; }

    /// Uploads that may be left open since the client never learned of them.
    std::size_t unknown_ones() const { return unknown_; }

    /// Runs before each request.
    void before_each(std::function<void()> what) { before_ = std::move(what); }

protected:
    http_answer send(std::uint16_t port, const http_ask& what);
    bool good(const http_answer& answer);

    std::string content_;
    std::string name_;
    std::string lost_;
    http_answer refusal_;
    std::size_t unknown_ = 0;
    std::function<void()> before_;
};

std::unique_ptr<upload_trial> chunk_trial(std::string content, std::string name);
std::unique_ptr<upload_trial> tus_trial(std::string content, std::string name);
std::unique_ptr<upload_trial> flow_trial(std::string content, std::string name);

constexpr std::size_t trial_chunk = 100'000;

} // namespace sluice::test

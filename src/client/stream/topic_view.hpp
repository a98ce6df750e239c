#pragma once

#include "base/deadline.hpp"
#include "proto/messages.hpp"
#include "stream/message.hpp"
#include "stream/schema.hpp"
#include "terminal/plot.hpp"

#include <deque>
#include <string>
#include <vector>

namespace sluice::client {

/// The text of one picture of a topic: a line about it, then the plot. Pure.
std::vector<std::string> topic_picture(const std::string& title, std::span<const double> values,
                                       terminal::plot_room room, terminal::plot_ink ink);

/// Draws a topic on standard output as it comes: in place on a terminal, as large as that is now;
/// elsewhere one picture below the other, one each second.
class topic_view {
public:
    topic_view(std::string name, stream::schema layout, terminal::plot_ink ink);
    topic_view(const topic_view&) = delete;
    topic_view& operator=(const topic_view&) = delete;

    /// Gives the terminal its cursor back.
    ~topic_view();

    void add(const stream::message& one);
    void add(const proto::topic_gap& missing);

    /// When the next picture is due.
    deadline paint_at() const { return paint_at_; }
    void paint();

    std::uint64_t messages() const { return messages_; }

private:
    std::string title() const;

    std::string name_;
    stream::schema layout_;
    terminal::plot_ink ink_;
    bool in_place_;
    deadline paint_at_;
    std::deque<double> newest_;
    std::uint64_t messages_ = 0;
    std::uint64_t missed_ = 0;
    std::uint64_t sequence_ = 0;
    bool painted_ = false;
};

} // namespace sluice::client

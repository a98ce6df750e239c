#pragma once

#include "support/catch.hpp"
#include "support/program.hpp"
#include "support/temp_folder.hpp"

#include <optional>

namespace sluice::test {

/// A file system of its own for one test, made in a mount namespace that lives as long as the
/// object and is reached through /proc. Not valid where that is not permitted.
class private_mount {
public:
    /// `mount` is a command for the shell in which $1 is the folder to mount on.
    explicit private_mount(const std::string& mount)
    {
        program_options how;
        how.input = standard_input::pipe;
        how.arguments = {"unshare", "-m",          "sh", "-c", mount + " && echo ready && read end",
                         "sh",      folder_.path()};
        holder_.emplace("/usr/bin/env", std::move(how));
        const auto is_ready = [](const program& one) {
            return one.out().find("ready") != std::string::npos;
        };
        valid_ = holder_->wait_until(is_ready, deadline::after(std::chrono::seconds(10)));
        if (!valid_) WARN("SKIPPED: mounting is not permitted here: " + holder_->err());
    }

    bool valid() const { return valid_; }
    pid_t holder() const { return holder_->pid(); }

    /// Where the disk is for a program in the mount namespace of the holder.
    std::string path_inside() const { return folder_.path(); }

    std::string path() const
    {
        return "/proc/" + std::to_string(holder_->pid()) + "/root" + folder_.path();
    }

private:
    temp_folder folder_;
    std::optional<program> holder_;
    bool valid_ = false;
};

} // namespace sluice::test

#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>

namespace sluice::transfer {

/// Which paths below the served folder are being written, whichever the door: a second writer of
/// one path is refused at once. Thread-safe.
class target_claims {
public:
    target_claims();

    /// Held while somebody writes there; gives the path back when destroyed. May outlive the book.
    class claim {
    public:
        claim() = default;
        claim(claim&&) noexcept = default;
        claim& operator=(claim&& other) noexcept;
        ~claim();

    private:
        friend class target_claims;
        struct book;
        claim(std::shared_ptr<book> in, std::string path);
        void give_back() noexcept;

        std::shared_ptr<book> in_;
        std::string path_;
    };

    /// Errors: target_busy.
    result<claim> take(const std::string& path);

private:
    std::shared_ptr<claim::book> book_;
};

} // namespace sluice::transfer

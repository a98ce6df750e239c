#include "state/conformance.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

namespace sluice::test {
namespace {

using namespace state;

/// While it lives no file of this program grows beyond a size.
class size_limit {
public:
    explicit size_limit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        auto now = before_;
        now.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    size_limit(const size_limit&) = delete;
    size_limit& operator=(const size_limit&) = delete;
    ~size_limit()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_);
    }

private:
    rlimit before_{};
    void (*signal_)(int);
};

/// A file system in memory of a few hundred KiB; for root only.
class tiny_disk {
public:
    explicit tiny_disk(const temp_folder& folder) : at_(folder.at("disk"))
    {
        folder.make_folder("disk");
        mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, "size=768k") == 0;
    }
    tiny_disk(const tiny_disk&) = delete;
    tiny_disk& operator=(const tiny_disk&) = delete;
    ~tiny_disk()
    {
        if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
    }

    bool is_there() const { return mounted_; }

private:
    std::string at_;
    bool mounted_ = false;
};

/// Appends until it does not work any more; how many calls did.
std::uint64_t fill(store& under, error& why)
{
    ledger_record one;
    one.what = std::string(900, 'x');
    for (std::uint64_t done = 0; done < 10'000; ++done) {
        const auto appended = under.append_ledger(std::vector<ledger_record>(4, one));
        if (appended) continue;
        why = appended.error();
        return done;
    }
    return 10'000;
}

TEST_CASE("a store on a full disk says so, keeps what it has, and works again with space",
          "[state][disk_full]")
{
    const temp_folder folder;
    auto opened = open_store(folder.at("state"));
    REQUIRE(opened);
    const auto under = std::move(*opened);
    REQUIRE(under->add_upload(sample_upload("aa", "x")));
    error why(make_error_code(errc::cancelled));
    std::uint64_t done = 0;
    {
        const size_limit full(256 * 1024);
        done = fill(*under, why);
        CHECK(under->find_upload("aa")->has_value());
    }

    INFO(why.text());
    CHECK(why == errc::no_space);
    CHECK(under->ledger(0, 100'000)->size() == 4 * done);
    CHECK(under->append_ledger({ledger_record{}}));
    CHECK(under->commit_ranges("aa", 1, {{0, 4}}, 9));
}

TEST_CASE("a store on a full file system works again once something was removed",
          "[state][disk_full]")
{
    const temp_folder folder;
    const tiny_disk disk(folder);
    if (!disk.is_there()) {
        WARN("skipped: mounting needs root");
        return;
    }
    auto opened = open_store(folder.at("disk/state"));
    REQUIRE(opened);
    auto under = std::move(*opened);
    folder.write("disk/ballast", std::string(200'000, 'b'));
    error why(make_error_code(errc::cancelled));
    const auto done = fill(*under, why);
    CHECK(why == errc::no_space);

    REQUIRE(::unlink(folder.at("disk/ballast").c_str()) == 0);

    CHECK(under->append_ledger({ledger_record{}}));
    CHECK(under->ledger(0, 100'000)->size() == 4 * done + 1);
    under.reset();
    CHECK(open_store(folder.at("disk/state")));
}

} // namespace
} // namespace sluice::test

#include "receipt/key_file.hpp"
#include "receipt/sample_chain.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

bool openssl(const std::string& arguments)
{
    return std::system(("openssl " + arguments + " >/dev/null 2>&1").c_str()) == 0;
}

std::string verification(const temp_folder& folder)
{
    return "pkeyutl -verify -pubin -inkey " + folder.at("key.pem") + " -rawin -in " +
           folder.at("text") + " -sigfile " + folder.at("signature");
}

} // namespace

TEST_CASE("openssl verifies what we sign", "[receipt][openssl]")
{
    const temp_folder folder;
    const auto key = new_key();
    const auto line = sample_chain(key, 1).front();
    const auto whole = receipt::read_line(line);
    REQUIRE(whole);
    folder.write("key.pem", key.its_public_key().pem());
    folder.write("text", whole->text);
    folder.write("signature", as_text(whole->signature));

    CHECK(openssl(verification(folder)));
    folder.write("text", whole->text + " ");
    CHECK_FALSE(openssl(verification(folder)));
}

TEST_CASE("we verify what openssl signs with the key of a folder", "[receipt][openssl]")
{
    const temp_folder folder;
    const auto key = receipt::open_key_file(folder.path());
    REQUIRE(key);
    folder.write("text", "some bytes");

    REQUIRE(openssl("pkeyutl -sign -inkey " + folder.at("receipt-key.pem") + " -rawin -in " +
                    folder.at("text") + " -out " + folder.at("signature")));

    CHECK(key->its_public_key().fits("some bytes", as_bytes(folder.read("signature"))));
}

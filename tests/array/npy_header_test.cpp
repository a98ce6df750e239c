#include "array/npy_header.hpp"
#include "support/catch.hpp"

#include <random>

using namespace sluice;
using namespace sluice::array;

namespace {

std::string file_with(const std::string& dictionary, char major = 1)
{
    std::string made("\x93NUMPY", 6);
    made += major;
    made += '\0';
    const auto length = dictionary.size();
    made += static_cast<char>(length & 0xffU);
    made += static_cast<char>(length >> 8U & 0xffU);
    if (major > 1) made += std::string(2, '\0');
    return made + dictionary;
}

std::string described(const std::string& descr, const std::string& axes = "(2, 3)")
{
    return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + axes + ", }\n";
}

error why(const std::string& file)
{
    const auto read = parse_npy_header(as_bytes(file));
    REQUIRE_FALSE(read);
    return read.error();
}

} // namespace

TEST_CASE("a header is read in every version, order of keys and kind of quotation mark",
          "[array][npy]")
{
    const std::string usual = described("'<f8'");
    const std::string odd = "{\"shape\":(2,3L,),'fortran_order' : True,\t\"descr\":'>f8'}   \n";

    for (const char major : {1, 2, 3}) {
        const auto text = file_with(usual, major);
        const auto read = parse_npy_header(as_bytes(text));
        REQUIRE(read);
        CHECK(read->axes == shape{2, 3});
        CHECK(to_text(read->type) == "<f8");
        CHECK_FALSE(read->fortran);
        CHECK(read->data_offset == text.size());
        CHECK(read->file_bytes() == text.size() + 48);
    }
    const auto read = parse_npy_header(as_bytes(file_with(odd)));
    REQUIRE(read);
    CHECK(read->fortran);
    CHECK(read->type.big_endian);
    CHECK(read->axes == shape{2, 3});
}

TEST_CASE("what is no .npy file is refused by name", "[array][npy]")
{
    CHECK(why("PK\x03\x04 and more").detail().find(".npz") != std::string::npos);
    CHECK(why("\x80\x04\x95 and more").detail().find("pickle") != std::string::npos);
    CHECK(why("some text").detail() == "no .npy file");
    CHECK(why("") == errc::type_refused);
    CHECK(why(std::string("\x93NUMPY\x04\x00\x10\x00", 10)) == errc::type_refused);
    CHECK(why(file_with(described("'|O'"))).detail().find("objects") != std::string::npos);
    CHECK(why(file_with(described("[('a', '<f4'), ('b', '<i4')]"))).detail() ==
          "a structured type");
    CHECK(why(file_with(described("'|V8'"))) == errc::type_refused);
    CHECK(why(file_with(described("'<f16'"))) == errc::type_refused);
    CHECK(why(file_with(described("'|S0'"))) == errc::type_refused);
    CHECK(why(file_with(described("'<U4611686018427387904'"))) == errc::type_refused);
}

TEST_CASE("a header that lies or is cut short is malformed", "[array][npy]")
{
    const std::vector<std::string> dictionaries{
        "",
        "{",
        "{}",
        described("'<f8"),
        described("'<f8'", "(2 3)"),
        described("'<f8'", "(5)"),
        described("'<f8'", "(-1,)"),
        described("'<f8'", "(9223372036854775808,)"),
        described("'<f8'", "(99999999999999999999999,)"),
        described("'<f8'", "(4294967296, 4294967296)"),
        described("'<f8'", "(4294967296, 4294967296, 0)"),
        described("'<f8'", "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
                           "1, 1, 1, 1, 1, 1, 1, 1, 1, 1)"),
        described("'f'"),
        described("'<q8'"),
        described("'<M8[fortnight]'"),
        described("'<M8[ns'"),
        described("'\\x41'"),
        described("'<f8'") + "x",
        described("'<f8'").substr(0, 30),
        "{'descr': '<f8', 'fortran_order': 1, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': ()}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (), 'more': 1}",
        "__import__('os').system('true')",
    };

    for (const auto& dictionary : dictionaries) {
        INFO(dictionary);
        CHECK(why(file_with(dictionary)) == errc::malformed_message);
    }
    const auto whole = file_with(described("'<f8'"));
    for (std::size_t size = 6; size < whole.size(); ++size)
        CHECK(why(whole.substr(0, size)) == errc::malformed_message);
    CHECK(why(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12)) == errc::malformed_message);
}

TEST_CASE("the length of the file must be the one that its header says", "[array][npy]")
{
    const auto text = file_with(described("'<f8'", "(1000000000, 1000)"));

    const auto read = parse_npy_header(as_bytes(text), text.size() + 8);

    REQUIRE_FALSE(read);
    CHECK(read.error().detail().find("8000000000") != std::string::npos);
}

TEST_CASE("a written header reads back the same, and leaves room", "[array][npy][property]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const std::vector<std::string> types{"|b1",     "|u1",      ">i2",  "<f2", ">f8", "<c16",
                                         "<M8[ns]", "<m8[25s]", "|S17", ">U3", "<M8", "|i1"};
    for (int trial = 0; trial < 500; ++trial) {
        npy_header made;
        made.type = *parse_dtype(types[random() % types.size()]);
        made.fortran = random() % 2 == 0;
        for (auto axes = random() % 5; axes > 0; --axes)
            made.axes.push_back(random() % 1000);

        const auto text = npy_header_text(made);
        const auto read = parse_npy_header(as_bytes(text));

        REQUIRE(read);
        CHECK(read->type == made.type);
        CHECK(read->axes == made.axes);
        CHECK(read->fortran == made.fortran);
        CHECK(read->data_offset == text.size());
        CHECK(text.size() % 64 == 0);
        CHECK(npy_header_text(made, 256).size() == std::max<std::size_t>(256, text.size()));
    }
}

TEST_CASE("types have numpy's names", "[array][dtype]")
{
    const auto long_of = [](const char* text) { return long_name(*parse_dtype(text)); };

    CHECK(long_of("<f8") == "float64");
    CHECK(long_of(">f8") == ">f8");
    CHECK(long_of("|b1") == "bool");
    CHECK(long_of("<u2") == "uint16");
    CHECK(long_of("<c8") == "complex64");
    CHECK(long_of("<M8[ns]") == "datetime64[ns]");
    CHECK(long_of("<m8[25s]") == "timedelta64[25s]");
    CHECK(long_of("<U5") == "<U5");
    CHECK(long_of("|S3") == "|S3");
    CHECK(to_text(*parse_dtype(">i1")) == "|i1");
}

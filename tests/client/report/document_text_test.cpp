#include "client/report/document_text.hpp"
#include "client/stream/topic_table.hpp"
#include "support/catch.hpp"

using namespace sluice::client;

TEST_CASE("members of a document are shown whatever they are", "[client][document_text]")
{
    const auto one = json::parse(R"({"a":"x","b":5,"c":null,"d":[1],"rate":2.25,"shape":[4,5]})");
    CHECK(text_at(one, "a") == "x");
    CHECK(text_at(one, "b") == "5");
    CHECK(text_at(one, "c").empty());
    CHECK(text_at(one, "d") == "[1]");
    CHECK(text_at(one, "none").empty());
    CHECK(text_at(json::parse("7"), "a").empty());
    CHECK(number_at(one, "rate") == "2.2");
    CHECK(number_at(one, "a").empty());
    CHECK(shape_at(one) == "4 x 5");
    CHECK(shape_at(json::parse(R"({"shape":[]})")) == "single");
    CHECK(shape_at(json::parse(R"({"shape":"x"})")) == "?");
}

TEST_CASE("topics are a table, and a server that lies breaks nothing", "[client][topic_table]")
{
    const auto topics = json::parse(R"([
        {"name":"demo","dtype":"<f8","shape":[100],"units":"mV","next":171,"rate":20.0,
         "subscribers":2,"recording":"run"},
        {"name":7,"shape":{},"rate":"fast","recording":null}, 5])");
    CHECK(topic_table(topics) ==
          "name  type  shape  units  next  per second  subscribers  recording\n"
          "demo  <f8   100    mV      171        20.0            2  run\n"
          "7           ?\n"
          "            ?");
}

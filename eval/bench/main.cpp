#include "eval/bench/suites.hpp"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>

namespace {

void register_suites()
{
    using namespace sluice::eval;
    register_frame_parser_suite();
    register_codec_suite();
    register_digest_suite();
    register_digest_cache_suite();
    register_chunk_plan_suite();
    register_journal_suite();
    register_stream_suite();
}

} // namespace

int main(int argc, char** argv)
{
    try {
        register_suites();
        benchmark::Initialize(&argc, argv);
        if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
        benchmark::RunSpecifiedBenchmarks();
        benchmark::Shutdown();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "sluice-bench: %s\n", e.what());
        return 1;
    }
    return 0;
}

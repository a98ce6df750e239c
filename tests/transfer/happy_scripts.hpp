#pragma once

#include "transfer/sweep.hpp"

namespace sluice::test {

happy_script one_small_file();
happy_script one_large_file(unsigned workers); // of 5 chunks
happy_script one_folder();                     // 40 small files, one of them empty, 2 connections
happy_script one_resumed_file();               // the large one, half of it there

} // namespace sluice::test

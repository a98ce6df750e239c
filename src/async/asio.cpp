#include "async/asio.hpp"

#include <asio/impl/src.hpp>

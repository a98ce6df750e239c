#include "async/is_abort.hpp"

#include "async/asio.hpp"

namespace sluice {

bool is_abort(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const std::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (const asio::multiple_exceptions& e) {
        // What "a && b" throws when both are cancelled.
        return is_abort(e.first_exception());
    } catch (...) {
        return false;
    }
}

} // namespace sluice

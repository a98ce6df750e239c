#pragma once

#include <locale.h>

namespace sluice::zip {

/// While one lives, libarchive takes names of this thread for UTF-8, whatever the program's locale
/// is; it would refuse or garble them otherwise.
class utf8_locale {
public:
    utf8_locale() : own_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr))
    {
        if (own_) before_ = ::uselocale(own_);
    }
    utf8_locale(const utf8_locale&) = delete;
    utf8_locale& operator=(const utf8_locale&) = delete;
    ~utf8_locale()
    {
        if (!own_) return;
        ::uselocale(before_);
        ::freelocale(own_);
    }

private:
    locale_t own_;
    locale_t before_ = nullptr;
};

} // namespace sluice::zip

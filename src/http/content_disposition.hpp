#pragma once

#include <string>
#include <string_view>

namespace sluice::http {

/// The value of a Content-Disposition field (RFC 6266) that gives a file its name:
/// attachment; filename="na_ve.txt"; filename*=UTF-8''na%C3%AFve.txt
/// `kind` is "attachment" or "inline". What is not plain ASCII, or would be taken for a folder,
/// becomes '_' in the first form; the second is left out for a name that is not UTF-8.
std::string content_disposition(std::string_view kind, std::string_view file_name);

} // namespace sluice::http

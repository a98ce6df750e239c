#pragma once

#include "server/http/route.hpp"

#include <map>
#include <string>
#include <vector>

namespace sluice::server {

/// What a request asks of the table. found is null where nothing answers: then allow tells a path
/// that is not there (empty: 404) from a method that is not (405 with this field).
struct route_match {
    const route* found = nullptr;
    std::map<std::string, std::string> parameters;
    std::string_view allow; // "GET, HEAD, OPTIONS": what the path can do; the table's
    bool head = false;      // the request is HEAD and a row for GET answers it

    /// The table itself answers an OPTIONS for which there is no row: 204 with Allow.
    bool options = false;
};

/// The method and the path of a request; override is the value of X-HTTP-Method-Override.
struct route_question {
    std::string_view method;
    std::string_view path; // decoded
    std::string_view override_method = {};
};

/// All routes of the server; the one place that says which path means what. Pure, immutable.
///
/// Patterns are compared component by component: a literal is more specific than "{x}", that than
/// "{x...}", and the most specific pattern that fits alone decides. "{x}" takes one component that
/// is not empty, a last "{x...}" all that follows, also nothing.
class route_table {
public:
    explicit route_table(std::vector<route> rows);
    route_table(const route_table&) = delete;
    route_table& operator=(const route_table&) = delete;

    /// What answers. HEAD falls to the row of GET; X-HTTP-Method-Override counts for POST where a
    /// row with the tag "tus" has the method. The match points into the table.
    route_match match(const route_question& asked) const;

    /// In the order of their specificity; rows of one path stand together.
    const std::vector<route>& rows() const { return rows_; }

private:
    struct pattern {
        std::vector<std::string_view> components;
        std::vector<const route*> rows;
        std::string allow;
    };

    const pattern* find(std::string_view path) const;

    std::vector<route> rows_;
    std::vector<pattern> patterns_;
};

/// Of "{id}" and "{path...}" the name; empty for a literal component.
std::string_view parameter_name(std::string_view component);

/// True for "{path...}".
bool takes_the_rest(std::string_view component);

/// The components of a pattern or a path behind its first slash; "/a/" has a last one that is
/// empty.
std::vector<std::string_view> components_of(std::string_view path);

} // namespace sluice::server

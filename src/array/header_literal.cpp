#include "array/header_literal.hpp"

#include <charconv>
#include <limits>

namespace sluice::array {
namespace {

/// Reads from front to back; every step says whether it went well, why_ what did not.
class literal_reader {
public:
    explicit literal_reader(std::string_view text) : text_(text) {}

    result<header_literal> run()
    {
        bool good = take('{') && fields() && take('}');
        skip_blanks();
        if (good && at_ != text_.size()) good = wrong("something behind the dictionary");
        if (good && seen_ != all_keys) good = wrong("a key is missing");
        if (!good) return *why_;
        return std::move(made_);
    }

private:
    static constexpr unsigned all_keys = 7;

    bool wrong(std::string_view what)
    {
        return fail_with(errc::malformed_message,
                         std::string(what) + " at byte " + std::to_string(at_));
    }

    bool fail_with(errc code, std::string detail)
    {
        if (!why_) why_ = fail(code, "npy header", std::move(detail));
        return false;
    }

    void skip_blanks()
    {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos)
            ++at_;
    }

    bool next_is(char wanted)
    {
        skip_blanks();
        return at_ < text_.size() && text_[at_] == wanted;
    }

    bool take(char wanted)
    {
        if (!next_is(wanted)) return wrong(std::string("'") + wanted + "' is missing");
        ++at_;
        return true;
    }

    bool take_if(char wanted) { return next_is(wanted) && take(wanted); }

    bool fields()
    {
        while (!next_is('}')) {
            std::string key;
            if (!take_string(key) || !take(':') || !take_value(key)) return false;
            if (!take_if(',')) return true;
        }
        return true;
    }

    bool take_value(const std::string& key)
    {
        const unsigned bit = key == "descr"           ? 1
                             : key == "fortran_order" ? 2
                             : key == "shape"         ? 4
                                                      : 0;
        if (bit == 0) return wrong("an unknown key");
        if ((seen_ & bit) != 0) return wrong("a key stands twice");
        seen_ |= bit;
        if (bit == 1) return take_descr();
        return bit == 2 ? take_truth() : take_shape();
    }

    bool take_descr()
    {
        if (next_is('[')) return fail_with(errc::type_refused, "a structured type");
        return take_string(made_.descr);
    }

    /// Between quotation marks of either kind, without escapes: no type needs any.
    bool take_string(std::string& into)
    {
        if (!next_is('\'') && !next_is('"')) return wrong("a string is missing");
        const char quote = text_[at_++];
        const auto end = text_.find(quote, at_);
        if (end == text_.npos) return wrong("a string does not end");
        into = text_.substr(at_, end - at_);
        if (into.find('\\') != into.npos) return wrong("a string with an escape");
        at_ = end + 1;
        return true;
    }

    bool take_truth()
    {
        skip_blanks();
        for (const bool value : {false, true}) {
            const std::string_view word = value ? "True" : "False";
            if (text_.substr(at_, word.size()) != word) continue;
            at_ += word.size();
            made_.fortran = value;
            return true;
        }
        return wrong("True or False is missing");
    }

    bool take_shape()
    {
        if (!take('(')) return false;
        while (!next_is(')')) {
            std::uint64_t length = 0;
            if (!take_number(length)) return false;
            if (made_.axes.size() == most_axes)
                return fail_with(errc::malformed_message, "more than 32 axes");
            made_.axes.push_back(length);
            if (take_if(',')) continue;
            // "(5)" is a number in Python, no shape.
            if (made_.axes.size() == 1) return wrong("',' is missing");
            break;
        }
        return take(')');
    }

    bool take_number(std::uint64_t& into)
    {
        skip_blanks();
        const auto* begin = text_.data() + at_;
        const auto [end, failed] = std::from_chars(begin, text_.data() + text_.size(), into);
        if (failed == std::errc::result_out_of_range ||
            (end != begin && into > std::numeric_limits<std::int64_t>::max()))
            return fail_with(errc::malformed_message, "the length of an axis");
        if (end == begin) return wrong("a number is missing");
        at_ += static_cast<std::size_t>(end - begin);
        // Python 2 wrote 5L.
        if (at_ < text_.size() && text_[at_] == 'L') ++at_;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    unsigned seen_ = 0;
    header_literal made_;
    std::optional<error> why_;
};

} // namespace

result<header_literal> parse_header_literal(std::string_view text)
{
    return literal_reader(text).run();
}

} // namespace sluice::array

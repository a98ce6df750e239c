#include "server/arrays/element_source.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

/// Elements that are turned into text at a time.
constexpr std::size_t text_piece = std::size_t{64} << 10U;

array::byte_order order_for(const array_wish& wish)
{
    const bool kept = wish.form == array_form::npy && wish.buckets == 0;
    return kept ? array::byte_order::as_stored : array::byte_order::little;
}

bool is_text(array_form form)
{
    return form == array_form::json || form == array_form::csv;
}

} // namespace

element_source::element_source(int file, const array::npy_header& header, const array_wish& wish,
                               const array::selection& chosen)
    : reader_(file, header, chosen, order_for(wish)),
      type_(header.type),
      axes_(array::shape_of(chosen))
{
    if (order_for(wish) == array::byte_order::little) type_.big_endian = false;
    if (wish.buckets == 0 && !is_text(wish.form) && type_ == header.type)
        run_ = array::run_of(chosen, header);
    if (!is_text(wish.form)) return;
    const auto style =
        wish.form == array_form::json ? array::text_style::json : array::text_style::csv;
    if (wish.buckets == 0) writer_.emplace(type_, axes_, style);
}

result<std::unique_ptr<element_source>>
element_source::open(int file, const array::npy_header& header, const array_wish& wish)
{
    const auto chosen = selection_of(wish, header);
    if (!chosen) return chosen.error();
    std::unique_ptr<element_source> made(new element_source(file, header, wish, *chosen));
    if (wish.buckets == 0) return made;
    auto plan = array::extremes::plan(made->type_, made->axes_, wish.buckets);
    if (!plan) return plan.error();
    made->axes_ = plan->axes();
    made->type_ = array::dtype();
    made->extremes_ = std::move(*plan);
    if (is_text(wish.form))
        made->writer_.emplace(made->type_, made->axes_,
                              wish.form == array_form::json ? array::text_style::json
                                                            : array::text_style::csv);
    return made;
}

std::uint64_t element_source::bytes() const
{
    return extremes_ ? extremes_->values().size() : reader_.bytes();
}

result<bool> element_source::gather()
{
    if (!extremes_) return true;
    const auto some = reader_.next();
    if (!some) return some.error();
    extremes_->add(*some);
    return some->empty();
}

result<byte_view> element_source::next()
{
    if (!extremes_) return reader_.next();
    if (std::exchange(told_, true)) return byte_view();
    return extremes_->values();
}

result<std::string> element_source::next_text()
{
    std::string text;
    while (text.empty() && !ended_) {
        if (left_.empty()) {
            const auto more = next();
            if (!more) return more.error();
            left_ = *more;
        }
        if (left_.empty()) {
            ended_ = true;
            writer_->finish(text);
            break;
        }
        const auto whole = std::max<std::size_t>(text_piece / type_.size, 1) * type_.size;
        const auto piece = left_.first(std::min(left_.size(), whole));
        writer_->add(text, piece);
        left_ = left_.subspan(piece.size());
    }
    return text;
}

} // namespace sluice::server

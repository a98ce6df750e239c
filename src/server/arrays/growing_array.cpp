#include "server/arrays/growing_array.hpp"

#include "storage/digest.hpp"
#include "storage/read_file.hpp"

namespace sluice::server {
namespace {

result<> write_all(storage::file_calls& calls, int file, byte_view bytes, std::uint64_t at)
{
    while (!bytes.empty()) {
        const auto wrote = calls.write_at(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return storage::target_error("write array", {});
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        at += static_cast<std::uint64_t>(wrote);
    }
    return ok;
}

/// Bytes of one element along the first axis.
std::uint64_t row_bytes_of(const array::npy_header& of)
{
    const array::shape row(of.axes.begin() + 1, of.axes.end());
    const auto bytes = array::bytes_of(row, of.type.size);
    return bytes ? *bytes : 0;
}

} // namespace

growing_array::growing_array(array_desk& desk, state::array_record record, array::npy_header header,
                             unique_fd file)
    : desk_(desk),
      record_(std::move(record)),
      header_(std::move(header)),
      row_bytes_(row_bytes_of(header_)),
      file_(std::move(file)),
      size_(header_.data_offset)
{
}

growing_array::~growing_array()
{
    // The next start ends what could not be ended.
    const auto ignored = end();
    static_cast<void>(ignored);
}

std::uint64_t growing_array::rows() const
{
    const std::scoped_lock lock(mutex_);
    return (size_ - header_.data_offset) / row_bytes_;
}

result<> growing_array::write_rows(byte_view rows)
{
    // The store counts what the array had when it began.
    const auto size = size_ + rows.size();
    auto allowed = desk_.judge_growth(size, size - header_.data_offset);
    if (!allowed) return allowed;
    return write_all(desk_.calls(), file_.get(), rows, size_);
}

result<> growing_array::append(byte_view rows)
{
    const std::scoped_lock lock(mutex_);
    if (!file_) return fail(errc::bad_usage, "append", record_.name + " has ended");
    if (broken_) return *broken_;
    if (rows.size() % row_bytes_ != 0)
        return fail(errc::bad_usage, "append",
                    "a row has " + std::to_string(row_bytes_) + " bytes");
    const auto written = write_rows(rows);
    if (!written) {
        // Readers count rows by the length of the file.
        if (desk_.calls().truncate(file_.get(), static_cast<off_t>(size_)) != 0)
            broken_ = written.error();
        return written;
    }
    size_ += rows.size();
    return ok;
}

result<> growing_array::sync()
{
    const std::scoped_lock lock(mutex_);
    if (!file_) return ok;
    if (broken_) return *broken_;
    if (desk_.calls().sync_data(file_.get()) == 0) return ok;
    broken_ = storage::target_error("sync array", record_.name);
    return *broken_;
}

result<state::array_record> growing_array::end()
{
    const std::scoped_lock lock(mutex_);
    if (!file_) return record_;
    auto ended = finish_growing(desk_.calls(), file_.get(), record_);
    if (!ended) return ended.error();
    const auto entered = desk_.store().end_array(*ended);
    if (!entered) return entered.error();
    record_ = std::move(*ended);
    file_.reset();
    return record_;
}

result<byte_buffer> xxh3_of(int file, std::uint64_t size)
{
    constexpr std::size_t piece = std::size_t{1} << 20U;
    byte_buffer buffer(static_cast<std::size_t>(std::min<std::uint64_t>(piece, size)));
    storage::hasher sum(storage::digest_kind::xxh3);
    for (std::uint64_t at = 0; at < size;) {
        const auto got = storage::read_at(file, at, buffer);
        if (!got) return got.error();
        if (*got == 0) return fail(errc::io_failed, "hash array", "the file is too short");
        const auto some = std::min<std::uint64_t>(*got, size - at);
        sum.update(byte_view(buffer).first(static_cast<std::size_t>(some)));
        at += some;
    }
    const auto digest = sum.finish();
    return byte_buffer(digest.bytes().begin(), digest.bytes().end());
}

result<array::npy_header> read_npy_header(int file)
{
    byte_buffer front(512);
    auto got = storage::read_at(file, 0, front);
    if (!got) return got.error();
    const auto length = array::header_length(byte_view(front).first(*got));
    if (!length) return length.error();
    if (*length > front.size()) {
        front.resize(*length);
        got = storage::read_at(file, 0, front);
        if (!got) return got.error();
    }
    return array::parse_npy_header(byte_view(front).first(*got));
}

result<state::array_record> finish_growing(storage::file_calls& calls, int file,
                                           state::array_record record)
{
    auto header = read_npy_header(file);
    if (!header) return header.error();
    const auto stamp = storage::stamp_of_open(file);
    if (!stamp) return stamp.error();
    const auto row = row_bytes_of(*header);
    if (header->axes.empty() || row == 0 || stamp->size < header->data_offset)
        return fail(errc::io_failed, "end array", record.name);
    header->axes.front() = (stamp->size - header->data_offset) / row;
    const auto size = header->file_bytes();
    if (size != stamp->size && calls.truncate(file, static_cast<off_t>(size)) != 0)
        return storage::target_error("end array", record.name);
    // The rows first: a header must never tell of rows that a power cut took.
    if (calls.sync_data(file) != 0) return storage::target_error("sync array", record.name);
    const auto text = array::npy_header_text(*header, header->data_offset);
    const auto written = write_all(calls, file, as_bytes(text), 0);
    if (!written) return written.error();
    if (calls.sync_data(file) != 0) return storage::target_error("sync array", record.name);
    auto digest = xxh3_of(file, size);
    if (!digest) return digest.error();
    record.shape = header->axes;
    record.size = size;
    record.xxh3 = std::move(*digest);
    record.growing = false;
    return record;
}

} // namespace sluice::server

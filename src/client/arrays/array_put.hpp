#pragma once

#include "fetch/api_client.hpp"
#include "transfer/download/download.hpp"

#include <atomic>

namespace sluice::client {

/// What to send, and as what.
struct array_put_order {
    std::string local;
    std::string name;
    std::string on_exists; // fail, overwrite or rename
    std::vector<std::string> tags;
    unsigned retries = 0;
};

/// Sends one .npy file as an array, in chunks that stay on the server: another attempt with the
/// same file goes on where this one stopped. Used from one loop, once.
class array_put {
public:
    /// base and how: of the server, for both APIs alike; api is for the documents.
    array_put(asio::thread_pool& pool, fetch::api_client& api, const fetch::access& how,
              array_put_order order);

    /// The document of the array. Errors: not_found (the local file), those of its header, of the
    /// server, source_changed (the file changed under way), cancelled (stop).
    task<result<nlohmann::json>> run();

    /// Ends with cancelled after at most one chunk.
    void stop() { stopped_ = true; }

    /// Grows on the loop of run.
    const transfer::download_progress& progress() const { return progress_; }

private:
    struct source; // the open file

    task<result<>> open();
    task<result<>> create();
    task<result<>> create_anew();
    task<result<>> send_all();
    task<result<>> send_chunk(std::uint64_t number);
    task<result<>> send_bytes(std::uint64_t number, const std::string& bytes);
    task<result<nlohmann::json>> complete();
    task<result<nlohmann::json>> look();

    asio::thread_pool& pool_;
    fetch::api_client& api_;
    const fetch::access& how_;
    array_put_order order_;
    fetch::stop_flag stopped_ = false;
    std::shared_ptr<source> source_;
    std::string id_;
    std::string path_;      // the array's name, once it is there
    bool is_there_ = false; // by an earlier upload
    std::uint64_t chunk_size_ = 0;
    std::vector<bool> missing_; // by chunk
    transfer::download_progress progress_;
};

} // namespace sluice::client

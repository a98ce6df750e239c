#include "system/failure/upload_trial.hpp"

#include "http/base64.hpp"
#include "storage/checksum.hpp"

#include <nlohmann/json.hpp>

namespace sluice::test {
namespace {

using nlohmann::json;

std::string digest_field(std::string_view bytes)
{
    storage::checksum sum(storage::checksum_kind::sha256);
    sum.update(as_bytes(bytes));
    return "sha-256=:" + http::encode_base64(sum.finish()) + ":";
}

std::size_t chunks_of(const std::string& content)
{
    return (content.size() + trial_chunk - 1) / trial_chunk;
}

class chunks final : public upload_trial {
public:
    using upload_trial::upload_trial;

    bool go_on(std::uint16_t port) override
    {
        const json order = {
            {"size", content_.size()}, {"name", name_}, {"chunk_size", trial_chunk}};
        const auto made =
            send(port, {"POST", "/api/v1/uploads", {{"Idempotency-Key", "one"}}, order.dump()});
        if (!good(made)) return false;
        const auto shown = json::parse(made.body);
        const auto base = "/api/v1/uploads/" + shown["id"].get<std::string>();
        if (shown["phase"] == "published") return true;
        std::set<std::size_t> missing = shown["missing_chunks"];
        for (const auto number : acknowledged_)
            if (missing.contains(number)) lost_ += "chunk " + std::to_string(number) + " ";
        for (const auto number : missing) {
            const auto bytes = content_.substr(number * trial_chunk, trial_chunk);
            const auto put = send(port, {"PUT",
                                         base + "/chunks/" + std::to_string(number),
                                         {{"Content-Digest", digest_field(bytes)}},
                                         bytes});
            if (!good(put)) return false;
            acknowledged_.insert(number);
        }
        return good(send(port, {"POST", base + "/complete"}));
    }

private:
    std::set<std::size_t> acknowledged_;
};

class tus final : public upload_trial {
public:
    using upload_trial::upload_trial;

    bool go_on(std::uint16_t port) override
    {
        if (place_.empty() && !create(port)) return false;
        while (true) {
            const auto head = send(port, {"HEAD", place_, {{"Tus-Resumable", "1.0.0"}}});
            if (!good(head)) return false;
            const auto offset = std::stoull(head.fields.at("upload-offset"));
            if (offset < acknowledged_)
                lost_ += std::to_string(offset) + " of " + std::to_string(acknowledged_) + " ";
            const auto patched = send(port, {"PATCH",
                                             place_,
                                             {{"Tus-Resumable", "1.0.0"},
                                              {"Upload-Offset", std::to_string(offset)},
                                              {"Content-Type", "application/offset+octet-stream"}},
                                             content_.substr(offset, trial_chunk)});
            if (!good(patched)) return false;
            acknowledged_ = std::stoull(patched.fields.at("upload-offset"));
            if (acknowledged_ == content_.size()) return true;
        }
    }

private:
    bool create(std::uint16_t port)
    {
        const auto encoded = http::encode_base64(as_bytes(name_));
        const auto made = send(port, {"POST",
                                      "/tus/",
                                      {{"Tus-Resumable", "1.0.0"},
                                       {"Upload-Length", std::to_string(content_.size())},
                                       {"Upload-Metadata", "filename " + encoded}}});
        if (!good(made)) {
            // It may have been made, and its name is claimed then.
            if (made.status == 0) {
                ++unknown_;
                name_ = "again-" + name_;
            }
            return false;
        }
        place_ = made.fields.at("location");
        return true;
    }

    std::string place_;
    std::size_t acknowledged_ = 0;
};

class flow final : public upload_trial {
public:
    using upload_trial::upload_trial;

    bool go_on(std::uint16_t port) override
    {
        for (std::size_t number = 1; number <= chunks_of(content_); ++number) {
            const auto there = send(port, {"GET", "/api/files/upload/chunked?" + query(number)});
            if (!good(there)) return false;
            const bool is_there = there.status == 200;
            if (!is_there && acknowledged_.contains(number))
                lost_ += "chunk " + std::to_string(number) + " ";
            last_ = {};
            if (!is_there) last_ = send(port, chunk(number));
            if (!is_there && !good(last_)) return false;
            acknowledged_.insert(number);
        }
        return true;
    }

private:
    std::map<std::string, std::string> words(std::size_t number) const
    {
        const auto size = content_.substr((number - 1) * trial_chunk, trial_chunk).size();
        return {{"flowChunkNumber", std::to_string(number)},
                {"flowChunkSize", std::to_string(trial_chunk)},
                {"flowCurrentChunkSize", std::to_string(size)},
                {"flowTotalSize", std::to_string(content_.size())},
                {"flowIdentifier", "one"},
                {"flowFilename", name_},
                {"flowRelativePath", name_},
                {"flowTotalChunks", std::to_string(chunks_of(content_))}};
    }

    std::string query(std::size_t number) const
    {
        std::string text;
        for (const auto& [key, value] : words(number))
            text += (text.empty() ? "" : "&") + key + "=" + value;
        return text;
    }

    http_ask chunk(std::size_t number) const
    {
        const std::string start = "--border\r\nContent-Disposition: form-data; name=\"";
        std::string body;
        for (const auto& [key, value] : words(number))
            body += start + key + "\"\r\n\r\n" + value + "\r\n";
        body += start + "file\"; filename=\"blob\"\r\n\r\n" +
                content_.substr((number - 1) * trial_chunk, trial_chunk) + "\r\n--border--\r\n";
        return {"POST",
                "/api/files/upload/chunked",
                {{"Content-Type", "multipart/form-data; boundary=border"}},
                body};
    }

    std::set<std::size_t> acknowledged_;
    http_answer last_;
};

} // namespace

upload_trial::upload_trial(std::string content, std::string name)
    : content_(std::move(content)),
      name_(std::move(name))
{
}

http_answer upload_trial::send(std::uint16_t port, const http_ask& what)
{
    if (before_) before_();
    return ask(port, what);
}

bool upload_trial::good(const http_answer& answer)
{
    if (answer.status >= 200 && answer.status < 300) return true;
    refusal_ = answer;
    return false;
}

std::unique_ptr<upload_trial> chunk_trial(std::string content, std::string name)
{
    return std::make_unique<chunks>(std::move(content), std::move(name));
}

std::unique_ptr<upload_trial> tus_trial(std::string content, std::string name)
{
    return std::make_unique<tus>(std::move(content), std::move(name));
}

std::unique_ptr<upload_trial> flow_trial(std::string content, std::string name)
{
    return std::make_unique<flow>(std::move(content), std::move(name));
}

} // namespace sluice::test

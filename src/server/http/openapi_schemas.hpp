#pragma once

#include <nlohmann/json.hpp>

namespace sluice::server {

/// All named schemas of the API (JSON Schema 2020-12): Problem, Message, FileEntry, FolderPage,
/// Manifest, Upload, UploadRequest, ChunkAccepted, LibraryFile, LibraryFileList, Health, Ready,
/// LedgerRecord, LedgerPage, and those of job_schemas. Pure.
nlohmann::json openapi_schemas();

/// The part of them that /stream and /media use.
void add_pickup_schemas(nlohmann::json& to);

} // namespace sluice::server

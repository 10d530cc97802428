// SPDX-License-Identifier: Apache-2.0
#include "core/clients/records.h"

#include "core/base/file.h"
#include "core/clients/record_json.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace gatehouse::clients {
namespace {

constexpr std::size_t kMaxRecordBytes = std::size_t{256} << 20;
constexpr std::size_t kMaxCopyBytes = std::size_t{64} << 20;
constexpr std::size_t kRefDigits = 16;
constexpr std::string_view kSuffix = ".json";
constexpr mode_t kPrivate = 0600;

bool isHex(std::string_view text, std::size_t digits)
{
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

base::Error damaged(const std::string& path, const std::string& reason)
{
    return {base::ErrorCode::RecordDamaged, path + ": " + reason};
}

/// The names in a folder; none where it cannot be read.
std::vector<std::string> namesIn(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code failed;
    std::filesystem::directory_iterator it(folder, failed);
    for (; !failed && it != std::filesystem::directory_iterator(); it.increment(failed))
        names.push_back(it->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

Records::Records(std::string folder)
    : m_folder(std::move(folder))
{
}

base::Result<Record> Records::load(const std::string& ref) const
{
    if (!isHex(ref, kRefDigits))
        return base::Error{base::ErrorCode::NotFound, "no such record"};
    const auto path = m_folder + "/" + ref + std::string(kSuffix);
    const auto bytes = base::readFile(path, kMaxRecordBytes);
    if (!bytes)
        return bytes.error();
    auto record = recordFromJson(*bytes);
    if (!record)
        return damaged(path, record.error().detail);
    if (record->ref != ref || model::entryRef(record->location) != ref)
        return damaged(path, "it is about another entry");
    return record;
}

base::Result<base::FileStamp> Records::stampOf(const std::string& ref) const
{
    if (!isHex(ref, kRefDigits))
        return base::Error{base::ErrorCode::NotFound, "no such record"};
    return base::stampOf(m_folder + "/" + ref + std::string(kSuffix));
}

base::Result<std::vector<std::string>> Records::refs() const
{
    std::vector<std::string> refs;
    for (const auto& name : namesIn(m_folder)) {
        const auto ref = name.substr(0, kRefDigits);
        if (isHex(ref, kRefDigits) && name.substr(kRefDigits) == kSuffix)
            refs.push_back(ref);
    }
    return refs;
}

base::Result<void> Records::save(const std::vector<Record>& records) const
{
    if (const auto made = base::makePrivateFolder(m_folder); !made)
        return made;
    std::vector<base::FileContent> files;
    for (const auto& record : records) {
        auto text = recordToJson(record);
        if (!text)
            return text.error();
        files.push_back({m_folder + "/" + record.ref + std::string(kSuffix), std::move(*text)});
    }
    return base::replaceFiles(files, kPrivate);
}

base::Result<std::optional<base::NewFile>> Records::beginCopy(
    const std::string& hash, std::string_view bytes) const
{
    std::optional<base::NewFile> begun;
    if (copy(hash))
        return begun;
    if (const auto made = base::makePrivateFolder(m_folder + "/files"); !made)
        return made.error();
    auto file = base::NewFile::write(m_folder + "/files/" + hash, bytes, kPrivate);
    if (!file)
        return file.error();
    begun.emplace(std::move(*file));
    return begun;
}

base::Result<void> Records::keepCopy(std::optional<base::NewFile>& begun) const
{
    return begun ? base::finish(*begun, m_folder + "/files/") : base::Result<void>();
}

base::Result<std::string> Records::copy(const std::string& hash) const
{
    const auto path = m_folder + "/files/" + hash;
    if (!base::sha256FromHex(hash))
        return base::Error{base::ErrorCode::InvalidArgument, "not a hash"};
    auto bytes = base::readFile(path, kMaxCopyBytes);
    if (bytes && base::toHex(base::sha256(*bytes)) != hash)
        return damaged(path, "its bytes are not what its name says");
    return bytes;
}

base::Result<void> Records::dropUnusedCopies() const
{
    std::set<std::string> used;
    const auto all = refs();
    if (!all)
        return all.error();
    for (const auto& ref : *all) {
        const auto record = load(ref);
        if (!record) // what it needs is not known
            return record.error();
        if (record->isActive)
            used.insert(record->fileHashBefore);
    }
    for (const auto& name : namesIn(m_folder + "/files")) {
        if (base::sha256FromHex(name) && !used.contains(name)) {
            std::error_code failed;
            std::filesystem::remove(m_folder + "/files/" + name, failed);
        }
    }
    return {};
}

} // namespace gatehouse::clients

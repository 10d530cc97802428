// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/pin_files.h"

#include "core/base/file.h"
#include "core/base/ids.h"
#include "core/trust/pin_file.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kNameBytes = 8;

constexpr std::size_t kMaxOtherTools = 20'000;

base::Result<trust::PinFile> readPins(const std::string& path)
{
    const auto bytes = base::readFile(path, trust::kMaxPinFileBytes);
    if (!bytes)
        return bytes.error();
    return trust::decodePins(*bytes);
}

} // namespace

PinFiles::PinFiles(const base::Places& places, std::string identityDigest)
    : m_folder(places.stateFolder + "/pins")
    , m_identityDigest(std::move(identityDigest))
{
}

std::string PinFiles::pathOf(model::DefinitionKind kind) const
{
    return m_folder + '/' + trust::pinFileName(m_identityDigest, kind);
}

std::vector<relay::LaunchDefinitions::Kind> PinFiles::load(std::string& problem) const
{
    std::vector<relay::LaunchDefinitions::Kind> kinds;
    for (std::size_t i = 0; i < model::kDefinitionKinds; ++i) {
        const auto kind = static_cast<model::DefinitionKind>(i);
        auto pins = readPins(pathOf(kind));
        if (!pins && pins.error().code == base::ErrorCode::NotFound)
            continue;
        if (!pins)
            problem = pathOf(kind) + ": " + pins.error().detail;
        kinds.push_back({kind, pins ? std::move(pins->pins) : std::vector<trust::Pin>()});
    }
    return kinds;
}

base::Result<std::optional<std::vector<trust::Pin>>> PinFiles::keep(const relay::KeepPins& pins)
{
    if (const auto made = base::makePrivateFolder(m_folder); !made)
        return made.error();
    const auto path = pathOf(pins.kind);
    if (!pins.isFirst) {
        const auto written = base::replaceFile(path, pins.bytes, 0600);
        return written ? base::Result<std::optional<std::vector<trust::Pin>>>(std::nullopt) : written.error();
    }
    // Under another name first: whoever sees the file sees all of it, and of two sessions one makes it.
    const auto unfinished = m_folder + "/." + base::randomHex(kNameBytes);
    if (const auto written = base::replaceFile(unfinished, pins.bytes, 0600); !written)
        return written.error();
    const int failure = ::link(unfinished.c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(unfinished.c_str());
    if (failure == 0)
        return std::optional<std::vector<trust::Pin>>();
    if (failure != EEXIST)
        return base::errnoError(failure, path);
    auto others = readPins(path);
    if (!others)
        return others.error();
    return std::optional(std::move(others->pins));
}

std::vector<pipeline::OtherTool> PinFiles::otherTools(
    const trust::PinOwner& own, const std::function<bool(const std::string& entryRef)>& isEntry) const
{
    std::vector<pipeline::OtherTool> tools;
    if (own.client.empty())
        return tools;
    const auto ending = "-" + std::string(model::toText(model::DefinitionKind::Tool));
    std::error_code failure;
    for (std::filesystem::directory_iterator at(m_folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (!at->path().native().ends_with(ending))
            continue;
        const auto bytes = base::readFile(at->path().native(), trust::kMaxPinFileBytes);
        const auto file = bytes ? trust::decodePinNames(*bytes) : base::Result<trust::PinFile>(bytes.error());
        const bool isOther = file && file->owner.client == own.client &&
            file->owner.entryRef != own.entryRef && isEntry(file->owner.entryRef);
        for (std::size_t i = 0; isOther && i < file->pins.size() && tools.size() < kMaxOtherTools; ++i)
            tools.push_back({file->owner.server, file->pins[i].name, file->pins[i].digest});
    }
    return tools;
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/pin_files.h"

#include "core/base/ids.h"
#include "core/trust/pin_file.h"
#include "core/trust/schema_change.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kNameBytes = 8;

constexpr std::size_t kMaxOtherTools = 20'000;
/// A client starts its servers at once; what it lists first is chance.
constexpr base::UnixMilliseconds kSameMoment = 10'000;
constexpr int kTurnTries = 200;
constexpr useconds_t kBetweenTurnTries = 5'000;

base::Result<trust::PinFile> readPins(const std::string& path)
{
    const auto bytes = base::readFile(path, trust::kMaxPinFileBytes);
    if (!bytes)
        return bytes.error();
    return trust::decodePins(*bytes);
}

/// Nobody holds it for longer than it takes to read and to write a few files; who hangs with it is not waited
/// for beyond a second.
base::Descriptor takeTurn(const std::string& folder)
{
    static_cast<void>(base::makePrivateFolder(folder));
    base::Descriptor turn(
        ::open((folder + "/.turn").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    for (int tries = 0; turn.isOpen() && tries < kTurnTries; ++tries) {
        if (::flock(turn.get(), LOCK_EX | LOCK_NB) == 0)
            return turn;
        ::usleep(kBetweenTurnTries);
    }
    return turn;
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

void PinFiles::takeOver(const std::string& earlierDigest) const
{
    for (std::size_t i = 0; i < model::kDefinitionKinds; ++i) {
        const auto kind = static_cast<model::DefinitionKind>(i);
        const auto earlier = m_folder + '/' + trust::pinFileName(earlierDigest, kind);
        // None of either is the rule, and of two sessions one makes it. Files are replaced, never written
        // into.
        if (::link(earlier.c_str(), pathOf(kind).c_str()) != 0 && errno != ENOENT && errno != EEXIST)
            return; // then it is as if nothing had been seen
    }
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
    auto kept = pins.isFirst ? keepFirst(path, pins.bytes) : keepMore(path, pins.bytes);
    if (pins.kind == model::DefinitionKind::Tool) {
        if (kept)
            contest(pins.bytes);
        m_sameMoment.clear();
        m_turn.close();
    }
    return kept;
}

base::Result<std::optional<std::vector<trust::Pin>>> PinFiles::keepFirst(
    const std::string& path, const std::string& bytes) const
{
    // Under another name first: whoever sees the file sees all of it, and of two sessions one makes it.
    const auto unfinished = m_folder + "/." + base::randomHex(kNameBytes);
    if (const auto written = base::replaceFile(unfinished, bytes, 0600); !written)
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

/// A later page of the first listing. What another wrapper has found contested meanwhile stays so.
base::Result<std::optional<std::vector<trust::Pin>>> PinFiles::keepMore(
    const std::string& path, const std::string& bytes) const
{
    auto more = trust::decodePins(bytes);
    const auto before = readPins(path);
    bool isContested = false;
    for (std::size_t i = 0; more && before && i < before->pins.size(); ++i) {
        const auto& known = before->pins[i];
        const auto same = std::find_if(more->pins.begin(), more->pins.end(),
            [&](const trust::Pin& pin) { return pin.name == known.name && pin.digest == known.digest; });
        if (known.doubt.empty() || same == more->pins.end() || !same->doubt.empty())
            continue;
        same->doubt = known.doubt;
        same->rivalEntry = known.rivalEntry;
        isContested = true;
    }
    const auto written =
        base::replaceFile(path, isContested ? trust::encodePins(more->owner, more->pins) : bytes, 0600);
    if (!written)
        return written.error();
    return std::optional<std::vector<trust::Pin>>();
}

/// Neither of two servers that come at the same moment was there first: what is in doubt for the one is so
/// for the other. Its wrapper sees its file change.
void PinFiles::contest(const std::string& bytes) const
{
    if (m_sameMoment.empty())
        return;
    const auto own = trust::decodePins(bytes);
    if (!own)
        return;
    std::vector<pipeline::OtherTool> doubtful;
    for (const auto& pin : own->pins) {
        if (!pin.doubt.empty())
            doubtful.push_back({own->owner.server, pin.name, pin.digest});
    }
    const pipeline::OtherTools names(std::move(doubtful));
    for (const auto& path : m_sameMoment) {
        auto other = readPins(path);
        bool isContested = false;
        for (std::size_t i = 0; other && i < other->pins.size(); ++i) {
            auto& pin = other->pins[i];
            const auto* const like = pin.doubt.empty() ? names.imitatedBy(pin.name, pin.digest) : nullptr;
            if (like == nullptr || m_namesBefore.contains({other->owner.entryRef, pin.name}))
                continue;
            pin.doubt = "it could be taken for " + trust::inQuotes(like->name) + " of " +
                trust::inQuotes(like->server) +
                ", another server of this client, which was first listed at the same moment";
            pin.rivalEntry = own->owner.entryRef;
            isContested = true;
        }
        if (isContested)
            static_cast<void>(base::replaceFile(path, trust::encodePins(other->owner, other->pins), 0600));
    }
}

std::vector<pipeline::OtherTool> PinFiles::otherTools(const trust::PinOwner& own,
    const std::function<bool(const std::string& entryRef)>& isEntry, base::UnixMilliseconds now)
{
    std::vector<pipeline::OtherTool> tools;
    if (own.client.empty())
        return tools;
    m_turn = takeTurn(m_folder);
    m_sameMoment.clear();
    m_namesBefore.clear();
    std::vector<trust::PinFile> fresh;
    std::set<std::string, std::less<>> ownBefore;
    for (auto& [path, file] : toolFiles()) {
        const bool isFresh = file.owner.since > now - kSameMoment && file.owner.since < now + kSameMoment;
        if (file.owner.entryRef == own.entryRef) {
            for (auto& pin : file.pins)
                ownBefore.insert(std::move(pin.name));
        }
        if (file.owner.client != own.client || file.owner.entryRef == own.entryRef ||
            !isEntry(file.owner.entryRef))
            continue;
        if (isFresh) {
            m_sameMoment.push_back(path);
            fresh.push_back(std::move(file));
            continue;
        }
        for (const auto& pin : file.pins) {
            m_namesBefore.insert({file.owner.entryRef, pin.name});
            if (tools.size() < kMaxOtherTools)
                tools.push_back({file.owner.server, pin.name, pin.digest});
        }
    }
    // Who is only upgraded was there before.
    for (const auto& file : fresh) {
        for (const auto& pin : file.pins) {
            if (tools.size() < kMaxOtherTools && !ownBefore.contains(pin.name))
                tools.push_back({file.owner.server, pin.name, pin.digest, file.owner.entryRef});
        }
    }
    return tools;
}

std::vector<std::pair<std::string, trust::PinFile>> PinFiles::toolFiles() const
{
    std::vector<std::pair<std::string, trust::PinFile>> files;
    const auto ending = "-" + std::string(model::toText(model::DefinitionKind::Tool));
    std::error_code failure;
    for (std::filesystem::directory_iterator at(m_folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (!at->path().native().ends_with(ending))
            continue;
        const auto bytes = base::readFile(at->path().native(), trust::kMaxPinFileBytes);
        auto file = bytes ? trust::decodePinNames(*bytes) : base::Result<trust::PinFile>(bytes.error());
        if (file)
            files.emplace_back(at->path().native(), std::move(*file));
    }
    return files;
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/pin_sweep.h"

#include "core/base/file.h"
#include "core/base/file_tree.h"
#include "core/trust/pin_file.h"

#include <array>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr base::UnixMilliseconds kDay = 24LL * 3600 * 1000;
constexpr base::UnixMilliseconds kUnusedFor = 180 * kDay;
constexpr std::int64_t kNanosecondsInMillisecond = 1'000'000;
constexpr std::size_t kMaxPinFiles = 100'000;
constexpr std::string_view kMarker = "/.swept";

/// When it was last marked; nothing where it is not there.
std::optional<base::UnixMilliseconds> markedAt(const std::string& path)
{
    const auto stamp = base::stampOf(path);
    return stamp ? std::optional(stamp->modifiedNs / kNanosecondsInMillisecond) : std::nullopt;
}

void mark(const std::string& path, base::UnixMilliseconds now)
{
    const timespec at{static_cast<std::time_t>(now / 1000), 0};
    const std::array<timespec, 2> times{at, at};
    static_cast<void>(::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW));
}

/// False also where another day's sweep lies in the future: a clock that jumps must not stop it for ever.
bool isDue(const std::string& marker, base::UnixMilliseconds now)
{
    const auto last = markedAt(marker);
    return !last || *last > now || now - *last >= kDay;
}

/// What a kill has left of a file that was being written.
bool isLeftOver(const std::string& name)
{
    return name.starts_with('.') && name != kMarker.substr(1) && name != ".turn";
}

} // namespace

void markPinsUsed(const std::string& folder, const std::string& identityDigest, base::UnixMilliseconds now)
{
    for (std::size_t i = 0; i < model::kDefinitionKinds; ++i)
        mark(folder + '/' + trust::pinFileName(identityDigest, static_cast<model::DefinitionKind>(i)), now);
}

void sweepPins(const std::string& folder,
    const std::function<bool(const std::string& entryRef, const std::string& identityDigest)>& isKnown,
    base::UnixMilliseconds now)
{
    const auto marker = folder + std::string(kMarker);
    const auto names = isDue(marker, now)
        ? base::namesIn(folder, kMaxPinFiles)
        : base::Result<std::vector<std::string>>(std::vector<std::string>());
    if (!names || names->empty() || !base::replaceFile(marker, {}, 0600))
        return;
    mark(marker, now);
    for (const auto& name : *names) {
        const auto path = folder + '/' + name;
        const auto last = markedAt(path);
        if (!last || *last > now || now - *last < (isLeftOver(name) ? kDay : kUnusedFor) ||
            (name.starts_with('.') && !isLeftOver(name)))
            continue;
        if (!isLeftOver(name)) {
            const auto bytes = base::readFile(path, trust::kMaxPinFileBytes);
            const auto file =
                bytes ? trust::decodePinNames(*bytes) : base::Result<trust::PinFile>(bytes.error());
            // Of a damaged one nobody can tell whose it is: it goes on asking.
            if (!file || isKnown(file->owner.entryRef, name.substr(0, name.find('-'))))
                continue;
        }
        ::unlink(path.c_str());
    }
}

} // namespace gatehouse::wrap

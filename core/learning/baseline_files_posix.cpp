// SPDX-License-Identifier: Apache-2.0
#include "core/learning/baseline_files.h"

#include "core/base/ids.h"
#include "core/base/new_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <tuple>
#include <unistd.h>

namespace gatehouse::learning {
namespace {

constexpr std::string_view kKeyFile = "key";
constexpr std::size_t kTemporaryNameBytes = 8;
constexpr std::size_t kKeyBytes = std::tuple_size_v<base::ShortHashKey>;
constexpr int kLockTries = 20;
constexpr useconds_t kBetweenLockTries = 10'000;

base::Result<base::ShortHashKey> readKey(const std::string& path)
{
    base::ShortHashKey key{};
    const auto hex = base::readFile(path, 2 * key.size() + 1);
    if (!hex)
        return hex.error();
    if (hex->size() < 2 * key.size())
        return base::Error{base::ErrorCode::RecordDamaged, path + ": is no key"};
    for (std::size_t i = 0; i < key.size(); ++i) {
        const auto* const digits = hex->data() + 2 * i;
        if (std::from_chars(digits, digits + 2, key[i], 16).ptr != digits + 2)
            return base::Error{base::ErrorCode::RecordDamaged, path + ": is no key"};
    }
    return key;
}

/// Made once, whichever of several programs comes first. One that is no key is replaced: what was learned
/// with it says nothing any more, and each file says so.
base::Result<base::ShortHashKey> readOrMakeKey(const std::string& folder)
{
    const auto path = folder + '/' + std::string(kKeyFile);
    auto key = readKey(path);
    if (key)
        return key;
    if (key.error().code == base::ErrorCode::RecordDamaged)
        ::unlink(path.c_str());
    else if (key.error().code != base::ErrorCode::NotFound)
        return key;
    const auto unfinished = folder + "/." + base::randomHex(kTemporaryNameBytes);
    if (const auto written = base::replaceFile(unfinished, base::randomHex(kKeyBytes), 0600); !written)
        return written.error();
    const int failure = ::link(unfinished.c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(unfinished.c_str());
    if (failure != 0 && failure != EEXIST)
        return base::errnoError(failure, path);
    return readKey(path);
}

/// Held as long as the descriptor is open.
base::Result<base::Descriptor> lock(const std::string& folder, const std::string& name, bool waits)
{
    const auto path = folder + "/." + name + ".lock";
    base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        return base::errnoError(errno, path);
    for (int tries = waits ? kLockTries : 1; ::flock(file.get(), LOCK_EX | LOCK_NB) != 0; --tries) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return base::errnoError(errno, path);
        if (tries <= 1)
            return base::Error{base::ErrorCode::Locked, path + ": another program is at it"};
        ::usleep(kBetweenLockTries);
    }
    return file;
}

base::Result<void> write(const std::string& path, const std::string& bytes, bool waitsForDisk)
{
    if (waitsForDisk)
        return base::replaceFile(path, bytes, 0600);
    // A session that runs does not wait for the disk: after a power cut the file may be damaged, and learning
    // begins anew.
    auto file = base::NewFile::write(path, bytes, 0600);
    return file ? file->takePlace() : file.error();
}

std::uint64_t newEpoch()
{
    std::uint64_t epoch = 0;
    const auto hex = base::randomHex(sizeof epoch);
    static_cast<void>(std::from_chars(hex.data(), hex.data() + hex.size(), epoch, 16));
    return epoch;
}

} // namespace

base::Result<BaselineFiles> BaselineFiles::open(const std::string& stateFolder)
{
    auto folder = stateFolder + "/behaviour";
    if (const auto made = base::makePrivateFolder(folder); !made)
        return made.error();
    const auto key = readOrMakeKey(folder);
    if (!key)
        return key.error();
    return BaselineFiles(std::move(folder), *key);
}

base::Result<BaselineFiles> BaselineFiles::openForReading(const std::string& stateFolder)
{
    auto folder = stateFolder + "/behaviour";
    const auto key = readKey(folder + '/' + std::string(kKeyFile));
    if (!key)
        return key.error();
    return BaselineFiles(std::move(folder), *key);
}

base::Result<trust::Baseline> BaselineFiles::load(const std::string& name) const
{
    const auto bytes = base::readFile(pathOf(name), trust::kMaxBaselineBytes);
    if (!bytes)
        return bytes.error();
    return trust::decodeBaseline(*bytes, m_key);
}

std::vector<std::string> BaselineFiles::names() const
{
    std::vector<std::string> names;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(m_folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        auto name = at->path().filename().native();
        if (name.find('.') == std::string::npos && name != kKeyFile)
            names.push_back(std::move(name)); // the rest are locks, and what is not written to its end
    }
    std::sort(names.begin(), names.end());
    return names;
}

base::Result<trust::Baseline> BaselineFiles::learn(const std::string& name, const trust::Baseline& known,
    const std::vector<trust::Lesson>& lessons, bool isLast) const
{
    const auto held = lock(m_folder, name, isLast);
    if (!held)
        return held.error();
    auto stored = load(name);
    if (!stored && stored.error().code != base::ErrorCode::NotFound &&
        stored.error().code != base::ErrorCode::RecordDamaged)
        return stored;
    auto baseline = stored ? std::move(*stored) : trust::Baseline(known.owner(), known.epoch());
    if (baseline.epoch() != known.epoch())
        return baseline;
    for (const auto& lesson : lessons)
        baseline.learn(lesson);
    if (const auto written = write(pathOf(name), trust::encodeBaseline(baseline, m_key), isLast); !written)
        return written.error();
    return baseline;
}

base::Result<void> BaselineFiles::reset(const std::string& name) const
{
    const auto held = lock(m_folder, name, true);
    if (!held)
        return held.error();
    const auto stored = load(name);
    const trust::Baseline empty(stored ? stored->owner() : trust::BaselineOwner(), newEpoch());
    return write(pathOf(name), trust::encodeBaseline(empty, m_key), true);
}

} // namespace gatehouse::learning

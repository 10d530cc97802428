// SPDX-License-Identifier: Apache-2.0
#include "core/base/new_file.h"

#include "core/base/ids.h"

#include <cerrno>
#include <cstdio> // rename
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace gatehouse::base {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

} // namespace

Result<NewFile> NewFile::write(const std::string& path, std::string_view bytes, mode_t mode)
{
    auto file = create(path, mode);
    if (!file)
        return file;
    if (const auto written = file->append(bytes); !written)
        return written.error();
    startSync(file->m_file.get());
    return file;
}

Result<NewFile> NewFile::copy(const std::string& path, const std::string& source, mode_t mode)
{
    const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!from.isOpen())
        return errnoError(errno, source);
    auto file = create(path, mode);
    if (!file)
        return file;
    std::vector<char> piece(kPiece);
    for (;;) {
        const auto got = ::read(from.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errnoError(errno, source);
        if (got == 0)
            return file;
        if (const auto written = file->append({piece.data(), static_cast<std::size_t>(got)}); !written)
            return written.error();
        startSync(file->m_file.get());
    }
}

NewFile::NewFile(NewFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_file(std::move(other.m_file))
{
}

NewFile::~NewFile()
{
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

Result<void> NewFile::sync()
{
    if (::fsync(m_file.get()) != 0)
        return errnoError(errno, m_temporary);
    m_file.close();
    return {};
}

Result<void> NewFile::takePlace()
{
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return errnoError(errno, m_path);
    m_temporary.clear();
    return {};
}

Result<NewFile> NewFile::create(const std::string& path, mode_t mode)
{
    NewFile file;
    file.m_path = path;
    const auto temporary = path + ".gatehouse-" + randomHex(6);
    file.m_file =
        Descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.m_file.isOpen())
        return errnoError(errno, temporary);
    file.m_temporary = temporary;
    // fchmod and not open's mode: the umask must not narrow what the caller asked for.
    if (::fchmod(file.m_file.get(), mode) != 0)
        return errnoError(errno, temporary);
    return file;
}

Result<void> NewFile::append(std::string_view bytes) const
{
    const auto written = writeAll(m_file.get(), bytes);
    return written ? written
                   : Result<void>(Error{written.error().code, m_temporary + ": " + written.error().detail});
}

void startSync(int descriptor)
{
#ifdef __linux__
    ::sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)descriptor;
#endif
}

void syncFolderOf(const std::string& path)
{
    const Descriptor opened(::open(folderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.isOpen())
        ::fsync(opened.get());
}

Result<void> finish(NewFile& file, const std::string& path)
{
    if (const auto synced = file.sync(); !synced)
        return synced;
    const auto placed = file.takePlace();
    if (placed)
        syncFolderOf(path);
    return placed;
}

} // namespace gatehouse::base

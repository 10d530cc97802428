// SPDX-License-Identifier: Apache-2.0
// macOS has no leases: there WriteGuard is never held. All else here is POSIX.
#include "app/wrap/disk_probe.h"

#include "core/base/local_exchange.h"
#include "core/base/places.h"
#include "core/base/program_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

namespace gatehouse::wrap {
namespace {

// The program that is executed is among the first; of a folder full of sources none is needed again.
constexpr std::size_t kMostOpen = 48;
// An engine that systemd starts when it is asked takes a while; what it would start waits for it as well.
constexpr base::ExchangeLimits kExchange{1000, std::size_t{256} << 10};

} // namespace

base::Result<std::string> DiskProbe::realPath(const std::string& path) const
{
    return base::realPathOf(path);
}

bool DiskProbe::isExecutable(const std::string& path) const
{
    return base::isExecutableFile(path);
}

base::Result<model::HashedFile> DiskProbe::hash(const std::string& realPath) const
{
    auto file = base::openRegularFile(realPath);
    if (!file)
        return file.error();
    const auto stamp = base::stampOf(file->get());
    if (!stamp)
        return stamp.error();
    model::HashedFile result{realPath, {}, *stamp};
    const auto known = std::find_if(
        m_known.begin(), m_known.end(), [&](const model::HashedFile& one) { return one.stamp == *stamp; });
    if (known != m_known.end()) {
        result.hash = known->hash;
    } else {
        const auto settled = base::settledStampOf(file->get(), realPath);
        if (!settled)
            return settled.error();
        const auto computed = base::hashUnchanged(file->get(), *settled, realPath);
        if (!computed)
            return computed.error();
        result.stamp = *settled;
        result.hash = *computed;
        m_known.push_back(result);
    }
    if (m_opened.size() < kMostOpen)
        m_opened[realPath] = std::move(*file);
    return result;
}

std::string DiskProbe::head(const std::string& realPath, std::size_t bytes) const
{
    const auto file = base::openRegularFile(realPath);
    return file ? base::headOf(file->get(), bytes) : std::string();
}

base::Result<std::vector<std::string>> DiskProbe::names(const std::string& folder, std::size_t limit) const
{
    return base::namesIn(folder, limit);
}

base::Result<std::vector<base::TreeFile>> DiskProbe::filesBelow(
    const std::string& folder, const base::TreeLimits& limits) const
{
    return base::filesBelow(folder, limits);
}

base::Result<std::vector<base::TreeFile>> DiskProbe::chosenBelow(
    const std::string& folder, const base::TreeChoice& choice) const
{
    return base::chosenBelow(folder, choice);
}

std::optional<base::Sha256> DiskProbe::remembered(const base::FileStamp& stamp) const
{
    const auto known = std::find_if(
        m_known.begin(), m_known.end(), [&](const model::HashedFile& one) { return one.stamp == stamp; });
    return known == m_known.end() ? std::nullopt : std::optional(known->hash);
}

base::Result<std::string> DiskProbe::exchange(const std::string& socket, const std::string& request) const
{
    return base::exchangeLocally(socket, request, kExchange);
}

unsigned DiskProbe::userId() const
{
    return base::accountId();
}

void DiskProbe::remember(const model::HashedFile& known)
{
    m_known.push_back(known);
}

int DiskProbe::descriptorOf(const std::string& realPath) const
{
    const auto found = m_opened.find(realPath);
    return found == m_opened.end() ? -1 : found->second.get();
}

void DiskProbe::forgetDescriptors()
{
    m_opened.clear();
}

WriteGuard::WriteGuard(int descriptor)
    : m_descriptor(descriptor)
{
    if (descriptor < 0)
        return;
    m_isHeld = ::fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0;
    m_isBeingWritten =
        !m_isHeld && errno == EAGAIN; // fcntl(2); other errors say that there are no leases here
}

WriteGuard::~WriteGuard()
{
    if (m_isHeld)
        ::fcntl(m_descriptor, F_SETLEASE, F_UNLCK);
}

} // namespace gatehouse::wrap

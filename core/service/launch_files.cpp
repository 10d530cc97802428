// SPDX-License-Identifier: Apache-2.0
#include "core/service/launch_files.h"

#include "core/base/local_exchange.h"
#include "core/base/places.h"
#include "core/base/program_file.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

constexpr std::size_t kKeptHashes = 2048;
constexpr base::ExchangeLimits kExchange{200, std::size_t{256} << 10}; // the windows wait meanwhile

} // namespace

base::Result<std::string> LaunchFiles::realPath(const std::string& path) const
{
    return base::realPathOf(path);
}

bool LaunchFiles::isExecutable(const std::string& path) const
{
    return base::isExecutableFile(path);
}

base::Result<model::HashedFile> LaunchFiles::hash(const std::string& realPath) const
{
    const auto file = base::openRegularFile(realPath);
    if (!file)
        return file.error();
    const auto stamp = base::stampOf(file->get());
    if (!stamp)
        return stamp.error();
    const auto known = std::ranges::find(m_known, *stamp, &model::HashedFile::stamp);
    if (known != m_known.end())
        return model::HashedFile{realPath, known->hash, *stamp};
    const auto settled = base::settledStampOf(file->get(), realPath);
    if (!settled)
        return settled.error();
    const auto computed = base::hashUnchanged(file->get(), *settled, realPath);
    if (!computed)
        return computed.error();
    if (m_known.size() >= kKeptHashes)
        m_known.erase(m_known.begin());
    m_known.push_back({realPath, *computed, *settled});
    return m_known.back();
}

std::string LaunchFiles::head(const std::string& realPath, std::size_t bytes) const
{
    const auto file = base::openRegularFile(realPath);
    return file ? base::headOf(file->get(), bytes) : std::string();
}

base::Result<std::vector<std::string>> LaunchFiles::names(const std::string& folder, std::size_t limit) const
{
    return base::namesIn(folder, limit);
}

base::Result<std::vector<base::TreeFile>> LaunchFiles::filesBelow(
    const std::string& folder, const base::TreeLimits& limits) const
{
    return base::filesBelow(folder, limits);
}

base::Result<std::vector<base::TreeFile>> LaunchFiles::chosenBelow(
    const std::string& folder, const base::TreeChoice& choice) const
{
    return base::chosenBelow(folder, choice);
}

std::optional<base::Sha256> LaunchFiles::remembered(const base::FileStamp& stamp) const
{
    const auto known = std::find_if(
        m_known.begin(), m_known.end(), [&](const model::HashedFile& one) { return one.stamp == stamp; });
    return known == m_known.end() ? std::nullopt : std::optional(known->hash);
}

base::Result<std::string> LaunchFiles::exchange(const std::string& socket, const std::string& request) const
{
    return base::exchangeLocally(socket, request, kExchange);
}

unsigned LaunchFiles::userId() const
{
    return base::accountId();
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_resolver.h"

#include <vector>

namespace gatehouse::service {

/// Answers the resolver from the disk, for this program's own look at what a wrapper is about to start.
/// Hashes are kept by stamp.
class LaunchFiles final : public trust::FileProbe {
public:
    base::Result<std::string> realPath(const std::string& path) const override;
    bool isExecutable(const std::string& path) const override;
    base::Result<model::HashedFile> hash(const std::string& realPath) const override;
    std::string head(const std::string& realPath, std::size_t bytes) const override;
    base::Result<std::vector<std::string>> names(const std::string& folder, std::size_t limit) const override;
    base::Result<std::vector<base::TreeFile>> filesBelow(
        const std::string& folder, const base::TreeLimits& limits) const override;
    base::Result<std::vector<base::TreeFile>> chosenBelow(
        const std::string& folder, const base::TreeChoice& choice) const override;
    std::optional<base::Sha256> remembered(const base::FileStamp& stamp) const override;
    base::Result<std::string> exchange(const std::string& socket, const std::string& request) const override;
    unsigned userId() const override;

private:
    mutable std::vector<model::HashedFile> m_known;
};

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::pipeline {

/// A tool that another server of the same client was first seen to offer.
struct OtherTool {
    std::string server; ///< the entry's name
    std::string name;
    base::Sha256 digest{};       ///< canonical, of the whole definition
    std::string rivalEntry = {}; ///< the server's entry, where it was first listed at the same moment
};

/// What a name looks like to whoever reads it in passing: case, separators and what draws nothing are left
/// out, letters that look like others are those.
std::string nameSkeleton(std::string_view name);

/// The tools that a new one could be taken for. Made once: looking one up costs a comparison of short texts
/// with each.
class OtherTools {
public:
    explicit OtherTools(std::vector<OtherTool> tools);

    bool isEmpty() const { return m_tools.empty(); }
    /// Of the same name, or of one that looks the same or differs by a slip, unless both definitions say the
    /// same: a server may be there twice. Null where there is none.
    const OtherTool* imitatedBy(std::string_view name, const base::Sha256& digest) const;

private:
    std::vector<OtherTool> m_tools;
    std::vector<std::string> m_skeletons; // of each
};

} // namespace gatehouse::pipeline

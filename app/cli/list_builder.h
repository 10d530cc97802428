// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/intelligence/bundle.h"

#include <string>
#include <vector>

namespace gatehouse::cli {

/// What a list is made of.
struct ListMaterial {
    std::string osvFolder;  ///< OSV documents (*.json), at any depth; empty: none
    std::string hashesFile; ///< lines of "SHA256 ID why"
    std::string namesFile;  ///< lines of "npm NAME" or "PyPI NAME"
    std::string rulesFile;  ///< lines of "NAME RE2"
    bool skipsInvalid = false;
};

struct BuiltList {
    intelligence::BundleContent content; ///< without a head
    std::uint64_t documents = 0;
    std::uint64_t unrelated = 0;      ///< about other ecosystems, withdrawn, or about no package
    std::vector<std::string> skipped; ///< files that are no OSV documents, with the reason
};

/// Reads it all. Without `skipsInvalid` the first file that is no OSV document ends it. The same material
/// gives the same list.
base::Result<BuiltList> buildList(const ListMaterial& material);

} // namespace gatehouse::cli

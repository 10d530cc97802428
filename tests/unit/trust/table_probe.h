// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_resolver.h"

#include <map>
#include <string>

namespace gatehouse::tests {

/// A file system in a table: path → content; links: path → target. Every file can be executed unless its
/// content is "data".
class TableProbe final : public trust::FileProbe {
public:
    std::map<std::string, std::string> files;
    std::map<std::string, std::string> links;

    base::Result<std::string> realPath(const std::string& path) const override
    {
        const auto link = links.find(path);
        const auto& target = link == links.end() ? path : link->second;
        if (!files.contains(target))
            return base::Error{base::ErrorCode::NotFound, target};
        return target;
    }
    bool isExecutable(const std::string& path) const override
    {
        const auto real = realPath(path);
        return real && files.at(*real) != "data";
    }
    base::Result<model::HashedFile> hash(const std::string& path) const override
    {
        if (!files.contains(path))
            return base::Error{base::ErrorCode::NotFound, path};
        return model::HashedFile{path, base::sha256(files.at(path)), {}};
    }
    std::string head(const std::string& path, std::size_t bytes) const override
    {
        const auto file = files.find(path);
        return file == files.end() ? std::string() : file->second.substr(0, bytes);
    }
};

} // namespace gatehouse::tests

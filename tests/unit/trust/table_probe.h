// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_resolver.h"

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace gatehouse::tests {

/// A file system in a table: path → content; links: path → target. Every file can be executed unless its
/// content is "data".
class TableProbe final : public trust::FileProbe {
public:
    std::map<std::string, std::string> files;
    std::map<std::string, std::string> links;
    /// What comes back from a socket, by its path and the question.
    std::function<base::Result<std::string>(const std::string&, const std::string&)> onExchange;

    base::Result<std::string> realPath(const std::string& path) const override
    {
        auto plain = std::filesystem::path(path).lexically_normal().string();
        if (plain.size() > 1 && plain.back() == '/')
            plain.pop_back();
        for (const auto& [from, to] : links) {
            if (plain.starts_with(from + '/') && isFolder(to))
                plain = to + plain.substr(from.size());
        }
        const auto link = links.find(plain);
        const auto& target = link == links.end() ? plain : link->second;
        if (!files.contains(target) && !isFolder(target))
            return base::Error{base::ErrorCode::NotFound, target};
        return target;
    }
    bool isExecutable(const std::string& path) const override
    {
        const auto real = realPath(path);
        return real && files.contains(*real) && files.at(*real) != "data";
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
    base::Result<std::vector<std::string>> names(const std::string& folder, std::size_t limit) const override
    {
        std::set<std::string> found;
        const auto below = folder + '/';
        for (const auto* const table : {&files, &links}) {
            for (const auto& [path, ignored] : *table) {
                if (path.starts_with(below))
                    found.insert(path.substr(below.size(), path.find('/', below.size()) - below.size()));
            }
        }
        if (found.empty())
            return base::Error{base::ErrorCode::NotFound, folder};
        if (found.size() > limit)
            return base::Error{base::ErrorCode::TooLarge, folder};
        return std::vector<std::string>(found.begin(), found.end());
    }
    base::Result<std::vector<base::TreeFile>> filesBelow(
        const std::string& folder, const base::TreeLimits& limits) const override
    {
        std::vector<base::TreeFile> found;
        const auto below = folder + '/';
        for (const auto& [path, content] : files) {
            if (!path.starts_with(below) ||
                path.find('/' + std::string(limits.leftOut) + '/', below.size() - 1) != std::string::npos)
                continue;
            found.push_back({path.substr(below.size()), {}});
            if (found.size() > limits.files)
                return base::Error{base::ErrorCode::TooLarge, folder};
        }
        return found;
    }
    base::Result<std::vector<base::TreeFile>> chosenBelow(
        const std::string& folder, const base::TreeChoice& choice) const override
    {
        std::vector<base::TreeFile> found;
        const auto all = names(folder, choice.names);
        if (!all)
            return all.error();
        for (const auto& name : *all) {
            const auto path = folder + '/' + name;
            const auto real = realPath(path);
            if (real && files.contains(*real)) {
                if (choice.wants(*all, name))
                    found.push_back({name, {}});
                continue;
            }
            if (!real || *real == folder || choice.isFlat || !choice.enters(name))
                continue;
            const auto below = names(*real, choice.names);
            if (!below || !choice.keeps(*below))
                continue;
            const auto inner = chosenBelow(*real, choice);
            if (!inner)
                return inner.error();
            for (const auto& one : *inner)
                found.push_back({name + '/' + one.name, {}});
        }
        if (found.size() > choice.files)
            return base::Error{base::ErrorCode::TooLarge, folder};
        return found;
    }
    std::optional<base::Sha256> remembered(const base::FileStamp&) const override { return std::nullopt; }
    base::Result<std::string> exchange(const std::string& socket, const std::string& request) const override
    {
        if (!onExchange)
            return base::Error{base::ErrorCode::NotConnected, socket};
        return onExchange(socket, request);
    }
    unsigned userId() const override { return 1000; }

private:
    bool isFolder(const std::string& path) const
    {
        const auto below = path + '/';
        const auto first = files.lower_bound(below);
        return first != files.end() && first->first.starts_with(below);
    }
};

} // namespace gatehouse::tests

// SPDX-License-Identifier: Apache-2.0
// yarn.lock as yarn 1 to 4 write it. Read line by line and strictly: what yarn does not write, but its parser
// would take, is no lock here, and the card says that it was not read.
#include "core/intelligence/lock_readers.h"

#include <algorithm>
#include <set>

namespace gatehouse::intelligence {
namespace {

base::Error noYarnLock(std::string_view why)
{
    return {base::ErrorCode::FileDoesNotParse, "it is no lock of yarn: " + std::string(why)};
}

std::string_view unquoted(std::string_view text)
{
    if (text.size() > 1 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    return text;
}

class YarnReader {
public:
    LockedPackages read(std::string_view text)
    {
        while (!text.empty() && !isFull(m_packages)) {
            const auto line = takeLockLine(text);
            const auto indent = line.find_first_not_of(' ');
            if (indent == std::string_view::npos || line[indent] == '#')
                continue;
            if (const auto done = indent == 0 ? startEntry(line) : readMember(line, indent); !done)
                return done.error();
        }
        if (isFull(m_packages))
            return std::move(m_packages); // packagesOfLock() says so
        if (const auto done = endEntry(); !done)
            return done.error();
        if (!m_isLock)
            return noYarnLock("it names nothing");
        return std::move(m_packages);
    }

private:
    /// `"@a/b@^1", "@a/b@npm:^2":`, of yarn 2 and later with one pair of quotes around all.
    base::Result<void> startEntry(std::string_view line)
    {
        if (const auto done = endEntry(); !done)
            return done;
        if (!line.ends_with(':') || line.find('\\') != std::string_view::npos)
            return noYarnLock("a line that starts no entry");
        line.remove_suffix(1);
        m_isLock = true;
        m_isOpen = line != "__metadata";
        while (m_isOpen && !line.empty()) {
            const auto comma = line.find(", ");
            addName(line.substr(0, comma));
            line = comma == std::string_view::npos ? std::string_view() : line.substr(comma + 2);
        }
        return {};
    }

    void addName(std::string_view descriptor)
    {
        while (descriptor.starts_with('"'))
            descriptor.remove_prefix(1);
        while (descriptor.ends_with('"'))
            descriptor.remove_suffix(1);
        const auto at = descriptor.find('@', 1);
        if (at == std::string_view::npos)
            return;
        auto name = descriptor.substr(0, at);
        auto range = descriptor.substr(at + 1);
        constexpr std::string_view kNpm = "npm:";
        if (range.starts_with(kNpm)) {
            range.remove_prefix(kNpm.size());
            // An alias: what it stands for, and its range.
            if (const auto inner = range.find('@', 1); inner != std::string_view::npos) {
                name = range.substr(0, inner);
                range = range.substr(inner + 1);
            }
        }
        if (range.find_first_of(":/") == std::string_view::npos) // else a folder or an address
            m_names.insert(std::string(name));
    }

    base::Result<void> readMember(std::string_view line, std::size_t indent)
    {
        if (!m_isOpen)
            return {};
        if (m_indent == 0)
            m_indent = indent;
        if (indent < m_indent)
            return noYarnLock("lines that stand askew");
        if (indent > m_indent)
            return {}; // of its dependencies
        line.remove_prefix(indent);
        constexpr std::string_view kVersion = "version";
        if (line.starts_with('"') || line.starts_with('?') || line.starts_with('\t'))
            return noYarnLock("a member that yarn does not write");
        if (line.starts_with(kVersion)) {
            line.remove_prefix(kVersion.size());
            line.remove_prefix(std::min(line.find_first_not_of(": "), line.size()));
            m_versions.emplace(unquoted(line));
        }
        return {};
    }

    base::Result<void> endEntry()
    {
        const bool isIncomplete = m_isOpen && (m_versions.empty() || m_versions.contains(""));
        for (const auto& name : m_names) {
            for (const auto& version : m_versions) {
                if (auto package = npmPackageOf(name + '@' + version); package && !isFull(m_packages))
                    m_packages.push_back(std::move(*package));
            }
        }
        m_names.clear();
        m_versions.clear();
        m_indent = 0;
        m_isOpen = false;
        return isIncomplete ? noYarnLock("an entry without a version") : base::Result<void>();
    }

    std::vector<PackageSubject> m_packages;
    std::set<std::string> m_names;    // of the entry that is read
    std::set<std::string> m_versions; // likewise; of a key that stands there twice both
    std::size_t m_indent = 0;
    bool m_isOpen = false;
    bool m_isLock = false;
};

} // namespace

LockedPackages yarnPackages(std::string_view text)
{
    return YarnReader().read(text);
}

} // namespace gatehouse::intelligence

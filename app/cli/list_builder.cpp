// SPDX-License-Identifier: Apache-2.0
#include "app/cli/list_builder.h"

#include "core/base/file.h"
#include "core/base/utf8.h"
#include "core/intelligence/advisory_json.h"

#include <algorithm>
#include <filesystem>
#include <functional>

namespace gatehouse::cli {
namespace {

namespace intel = intelligence;

constexpr std::size_t kMaxDocumentBytes = std::size_t{4} << 20;
constexpr std::size_t kMaxLinesBytes = std::size_t{32} << 20;

base::Result<std::vector<std::string>> documentsIn(const std::string& folder)
{
    std::vector<std::string> paths;
    std::error_code failure;
    std::filesystem::recursive_directory_iterator at(folder, failure);
    for (const std::filesystem::recursive_directory_iterator end; !failure && at != end;
         at.increment(failure)) {
        std::error_code ignored;
        if (at->path().extension() == ".json" && at->is_regular_file(ignored))
            paths.push_back(at->path().string());
    }
    if (failure)
        return base::Error{base::ErrorCode::IoFailed, folder + ": " + failure.message()};
    std::sort(paths.begin(), paths.end());
    return paths;
}

base::Result<std::vector<intel::Advisory>> readDocument(const std::string& path)
{
    const auto bytes = base::readFile(path, kMaxDocumentBytes);
    if (!bytes)
        return bytes.error();
    const auto json = ipc::parseStrict(*bytes);
    if (!json)
        return json.error();
    return intel::advisoriesFromOsv(*json);
}

base::Result<void> addDocuments(const ListMaterial& material, BuiltList& built)
{
    const auto paths = documentsIn(material.osvFolder);
    if (!paths)
        return paths.error();
    for (const auto& path : *paths) {
        auto advisories = readDocument(path);
        ++built.documents;
        if (!advisories && !material.skipsInvalid)
            return base::Error{advisories.error().code, path + ": " + advisories.error().detail};
        if (!advisories) {
            built.skipped.push_back(path + ": " + advisories.error().detail);
            continue;
        }
        built.unrelated += advisories->empty() ? 1 : 0;
        std::move(advisories->begin(), advisories->end(), std::back_inserter(built.content.advisories));
    }
    return {};
}

std::string_view takeWord(std::string_view& line)
{
    constexpr std::string_view kBlank = " \t\r";
    const auto first = line.find_first_not_of(kBlank);
    line.remove_prefix(first == std::string_view::npos ? line.size() : first);
    const auto word = line.substr(0, line.find_first_of(kBlank));
    line.remove_prefix(word.size());
    const auto next = line.find_first_not_of(kBlank);
    line.remove_prefix(next == std::string_view::npos ? line.size() : next);
    return word;
}

/// Calls `read` with each line that is neither empty nor a comment.
base::Result<void> forEachLine(
    const std::string& path, const std::function<base::Result<void>(std::string_view)>& read)
{
    if (path.empty())
        return {};
    const auto bytes = base::readFile(path, kMaxLinesBytes);
    if (!bytes)
        return bytes.error();
    std::string_view rest = *bytes;
    for (int number = 1; !rest.empty(); ++number) {
        const auto end = rest.find('\n');
        auto line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (line.empty() || line.front() == '#')
            continue;
        if (const auto done = read(line); !done)
            return base::Error{
                done.error().code, path + ", line " + std::to_string(number) + ": " + done.error().detail};
    }
    return {};
}

base::Error wrongLine(const char* form)
{
    return {base::ErrorCode::InvalidArgument, std::string("a line must be ") + form};
}

} // namespace

base::Result<BuiltList> buildList(const ListMaterial& material)
{
    BuiltList built;
    auto& content = built.content;
    if (!material.osvFolder.empty()) {
        if (const auto done = addDocuments(material, built); !done)
            return done.error();
    }
    const auto hashes = forEachLine(material.hashesFile, [&](std::string_view line) -> base::Result<void> {
        const auto hash = base::sha256FromHex(takeWord(line));
        const auto id = takeWord(line);
        if (!hash || id.empty())
            return wrongLine("SHA256 ID why");
        content.hashes.push_back({*hash, std::string(id), base::printable(line)});
        return {};
    });
    if (!hashes)
        return hashes.error();
    const auto names = forEachLine(material.namesFile, [&](std::string_view line) -> base::Result<void> {
        const auto ecosystem = intel::ecosystemOf(takeWord(line));
        const auto name = takeWord(line);
        if (!ecosystem || name.empty() || !line.empty())
            return wrongLine("npm NAME or PyPI NAME");
        content.names.push_back({*ecosystem, intel::normalisedName(*ecosystem, name)});
        return {};
    });
    if (!names)
        return names.error();
    const auto rules = forEachLine(material.rulesFile, [&](std::string_view line) -> base::Result<void> {
        policy::DataClass rule;
        rule.name = takeWord(line);
        rule.pattern = line;
        if (rule.pattern.empty())
            return wrongLine("NAME PATTERN");
        content.rules.push_back(std::move(rule));
        return {};
    });
    if (!rules)
        return rules.error();
    return built;
}

} // namespace gatehouse::cli

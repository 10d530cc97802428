// SPDX-License-Identifier: Apache-2.0
#include "core/clients/listed_projects.h"

#include "core/clients/json_entry.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

constexpr Tolerance kAny{true, true, true};

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const auto lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string percentDecoded(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool isEscape = text[at] == '%' && at + 2 < text.size() && hexDigit(text[at + 1]) >= 0 &&
            hexDigit(text[at + 2]) >= 0;
        if (!isEscape) {
            out.push_back(text[at]);
            continue;
        }
        out.push_back(static_cast<char>(hexDigit(text[at + 1]) * 16 + hexDigit(text[at + 2])));
        at += 2;
    }
    return out;
}

/// A client opens a folder or a file that describes a workspace; the latter lies in the folder that is meant.
std::string folderOf(std::string path)
{
    constexpr std::string_view kWorkspace = ".code-workspace";
    if (path.ends_with(kWorkspace))
        path.erase(path.rfind('/'));
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path;
}

std::vector<std::string> urlsAt(const std::vector<std::string>& path, std::string_view bytes)
{
    std::vector<std::string> urls;
    const auto text = JsonText::parse(bytes, kAny);
    const auto at = text ? findByParts(*text, path) : std::nullopt;
    if (!at)
        return urls;
    if (text->isString(at->value))
        urls.push_back(text->string(at->value));
    if (!text->isArray(at->value))
        return urls;
    JsonMember element;
    for (auto it = text->children(at->value); urls.size() < kMaxEntries && it.next(element);) {
        if (text->isString(element.value))
            urls.push_back(text->string(element.value));
    }
    return urls;
}

std::vector<std::string> keysAt(const ProjectList& list, std::string_view bytes)
{
    const auto document = findDialect(list.format)->open(bytes, kAny);
    return document ? (*document)->keysAt(list.path) : std::vector<std::string>();
}

std::vector<std::string> foldersOf(ProjectList::Holds holds, const std::vector<std::string>& names)
{
    const bool isPaths = holds == ProjectList::Holds::Keys;
    std::vector<std::string> folders;
    for (const auto& name : names) {
        // Copilot CLI has plain paths where VS Code has URLs.
        auto path = isPaths || name.starts_with('/') ? std::optional(name) : pathOfFileUrl(name);
        if (path && path->starts_with('/') && path->find('\0') == std::string::npos)
            folders.push_back(folderOf(std::move(*path)));
    }
    return folders;
}

} // namespace

std::optional<std::string> pathOfFileUrl(std::string_view url)
{
    constexpr std::string_view kScheme = "file://";
    constexpr std::string_view kThisMachine = "localhost";
    if (!url.starts_with(kScheme))
        return std::nullopt;
    url.remove_prefix(kScheme.size());
    if (url.starts_with(kThisMachine))
        url.remove_prefix(kThisMachine.size());
    if (!url.starts_with('/'))
        return std::nullopt;
    auto path = percentDecoded(url.substr(0, url.find_first_of("?#")));
    // file:///c%3A/Users names a drive.
    if (path.size() > 2 && path[2] == ':')
        path.erase(0, 1);
    return path;
}

std::vector<std::string> listedProjects(const ProjectList& list, std::string_view bytes)
{
    return foldersOf(
        list.holds, list.holds == ProjectList::Holds::Uris ? urlsAt(list.path, bytes) : keysAt(list, bytes));
}

std::vector<std::string> listedProjects(const Document& document, const std::vector<std::string>& path)
{
    return foldersOf(ProjectList::Holds::Keys, document.keysAt(path));
}

} // namespace gatehouse::clients

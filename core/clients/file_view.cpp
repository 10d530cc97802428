// SPDX-License-Identifier: Apache-2.0
#include "core/clients/file_view.h"

#include "core/base/hash.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace gatehouse::clients {
namespace {

using Presence = FileView::Presence;

constexpr std::array kPresences{std::pair{Presence::Readable, std::string_view("readable")},
    std::pair{Presence::Unreadable, std::string_view("unreadable")},
    std::pair{Presence::Missing, std::string_view("missing")}};

/// Lengths stand before the words, so that no two entries are written alike.
void append(std::string& out, const std::vector<std::string>& words)
{
    out += std::to_string(words.size()) + ';';
    for (const auto& word : words)
        out += std::to_string(word.size()) + ':' + word;
}

std::string digestOf(const DiscoveredEntry& entry)
{
    std::string text = std::to_string(static_cast<int>(entry.kind)) + (entry.setsWorkingFolder ? "w" : "-");
    append(text, entry.command);
    append(text, entry.environmentNames);
    return base::toHex(base::sha256(text));
}

EntryView toView(const DiscoveredEntry& entry)
{
    EntryView view;
    view.ref = entry.ref;
    view.client = entry.location.client;
    view.scope = entry.location.scope;
    view.keyPath = entry.location.keyPath;
    view.name = entry.location.name;
    view.isGuarded = entry.isOurs;
    view.digest = digestOf(entry);
    view.valueHash = entry.valueHash;
    return view;
}

Presence presenceOf(const DiscoveredFile& file)
{
    if (!file.problem)
        return Presence::Readable;
    return file.problem->code == base::ErrorCode::NotFound ? Presence::Missing : Presence::Unreadable;
}

} // namespace

std::string_view toText(Presence presence)
{
    return std::find_if(kPresences.begin(), kPresences.end(), [&](const auto& one) {
        return one.first == presence;
    })->second;
}

bool fromText(std::string_view text, Presence& presence)
{
    const auto found = std::find_if(
        kPresences.begin(), kPresences.end(), [&](const auto& one) { return one.second == text; });
    if (found == kPresences.end())
        return false;
    presence = found->first;
    return true;
}

FileView viewOf(const std::vector<DiscoveredFile>& files, std::string hash)
{
    FileView view;
    view.path = files.front().realPath;
    view.client = files.front().client;
    view.hash = std::move(hash);
    std::set<std::string> places;
    bool isReadable = false;
    for (const auto& file : files) {
        isReadable = isReadable || !file.problem;
        for (const auto& entry : file.entries) {
            if (places.insert(entry.location.keyPath).second)
                view.entries.push_back(toView(entry));
        }
    }
    if (!isReadable) {
        view.presence = presenceOf(files.front());
        view.problem = base::errorName(files.front().problem->code);
    }
    return view;
}

const EntryView* findEntry(const FileView& file, std::string_view ref)
{
    const auto found = std::find_if(
        file.entries.begin(), file.entries.end(), [&](const EntryView& entry) { return entry.ref == ref; });
    return found == file.entries.end() ? nullptr : &*found;
}

} // namespace gatehouse::clients

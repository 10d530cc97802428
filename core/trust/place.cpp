// SPDX-License-Identifier: Apache-2.0
#include "core/trust/place.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

struct SensitivePlace {
    std::string_view told;
    std::string_view first;
    std::string_view second;
};

constexpr std::array kSensitivePlaces{
#define GATEHOUSE_SENSITIVE_PLACE(told, first, second) SensitivePlace{told, first, second},
#include "core/trust/sensitive_places.def"
#undef GATEHOUSE_SENSITIVE_PLACE
};
static_assert(kSensitivePlaces.size() < 64);

/// For each length of a part (of 31 and more in the last), a bit for each row that it could be the first of.
constexpr auto kRowsOfLength = [] {
    std::array<std::uint64_t, 32> rows{};
    for (std::size_t i = 0; i < kSensitivePlaces.size(); ++i)
        rows[std::min<std::size_t>(kSensitivePlaces[i].first.size(), 31)] |= std::uint64_t{1} << i;
    return rows;
}();

/// Folders in which one part more says where something is.
constexpr std::array<std::string_view, 12> kTwoPartFolders{
    "usr", "var", "home", "mnt", "media", "Users", "Volumes", "srv", "opt", "data", "workspace", "root"};

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool isSameWord(std::string_view part, std::string_view word)
{
    return part.size() == word.size() &&
        std::equal(part.begin(), part.end(), word.begin(), [](char a, char b) { return lowered(a) == b; });
}

/// The parts of a path, `.` and `..` gone. Of a very long one the last parts are counted, not kept.
class PathParts {
public:
    static constexpr std::size_t kMost = 48;

    explicit PathParts(std::string_view text)
    {
        const bool takesBackslash = text.find('/') == text.npos || (text.size() > 1 && text[1] == ':');
        std::size_t begin = 0;
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (i < text.size() && text[i] != '/' && !(takesBackslash && text[i] == '\\'))
                continue;
            add(text.substr(begin, i - begin));
            begin = i + 1;
        }
    }

    std::size_t size() const { return std::min(m_size, kMost); }
    std::string_view operator[](std::size_t at) const { return m_parts[at]; }
    bool climbs() const { return m_climbs; }

    std::uint8_t sensitive() const
    {
        for (std::size_t i = 0; i < size(); ++i) {
            for (auto rows = kRowsOfLength[std::min<std::size_t>(m_parts[i].size(), 31)]; rows != 0;
                 rows &= rows - 1) {
                const auto row = static_cast<std::size_t>(__builtin_ctzll(rows));
                const auto& place = kSensitivePlaces[row];
                if (isSameWord(m_parts[i], place.first) &&
                    (place.second.empty() || (i + 1 < size() && isSameWord(m_parts[i + 1], place.second))))
                    return static_cast<std::uint8_t>(row + 1);
            }
        }
        return 0;
    }

private:
    void add(std::string_view part)
    {
        if (part.empty() || part == ".")
            return;
        if (part == "..") {
            m_climbs = m_climbs || m_size == 0;
            m_size -= m_size > 0 ? 1 : 0;
            return;
        }
        if (m_size < kMost)
            m_parts[m_size] = part;
        ++m_size;
    }

    std::array<std::string_view, kMost> m_parts;
    std::size_t m_size = 0;
    bool m_climbs = false;
};

/// Takes HOME off, however it is written.
bool takeHome(std::string_view& path, std::string_view home)
{
    for (const std::string_view start : {std::string_view("~"), std::string_view("$HOME"),
             std::string_view("${HOME}"), std::string_view("%USERPROFILE%"), home}) {
        if (start.empty() || !path.starts_with(start))
            continue;
        const auto rest = path.substr(start.size());
        if (!rest.empty() && rest.front() != '/' && rest.front() != '\\')
            continue;
        path = rest;
        return true;
    }
    return false;
}

/// A last part with an ending is a file's name, and says nothing about the place.
bool isFileName(std::string_view part)
{
    const auto dot = part.rfind('.');
    return dot != part.npos && dot > 0 && dot + 1 < part.size();
}

FolderPlace placeBelowHome(const PathParts& parts)
{
    FolderPlace place;
    place.root[place.parts++] = "~";
    auto folders = parts.size();
    if (folders == 1 && isFileName(parts[0]))
        folders = 0;
    if (folders == 0)
        return place;
    place.root[place.parts++] = parts[0];
    if (parts[0].front() == '.' && folders > 1)
        place.root[place.parts++] = parts[1];
    return place;
}

FolderPlace placeInSystem(const PathParts& parts)
{
    FolderPlace place;
    place.root[place.parts++] = "/";
    const auto folders = parts.size();
    if (folders == 0)
        return place;
    place.root[place.parts++] = parts[0];
    const bool goesOn = parts[0].ends_with(':') ||
        std::find(kTwoPartFolders.begin(), kTwoPartFolders.end(), parts[0]) != kTwoPartFolders.end();
    if (goesOn && folders > 1)
        place.root[place.parts++] = parts[1];
    return place;
}

/// Short, of plain letters, and with few digits: what people call folders.
bool isPlainFolderName(std::string_view part)
{
    constexpr std::size_t kLongest = 24;
    constexpr std::ptrdiff_t kMostDigits = 4;
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
            c == '_' || c == '-' || c == ' ';
    };
    return part.size() <= kLongest && std::all_of(part.begin(), part.end(), isPlain) &&
        std::count_if(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; }) <= kMostDigits;
}

} // namespace

bool ShortText::append(std::string_view text)
{
    if (text.size() > kMostBytes - m_size)
        return false;
    std::copy(text.begin(), text.end(), m_bytes.begin() + m_size);
    m_size = static_cast<std::uint8_t>(m_size + text.size());
    return true;
}

ShortText FolderPlace::name() const
{
    ShortText name;
    for (std::size_t i = 0; i < parts; ++i) {
        if (i > 0 && name.view() != "/")
            name.append("/");
        name.append(i == 0 || isPlainFolderName(root[i]) ? root[i] : "…");
    }
    return name;
}

std::optional<FolderPlace> PlaceReader::placeOf(std::string_view path) const
{
    auto rest = path;
    const bool isBelowHome = takeHome(rest, m_home);
    const bool hasDrive = rest.size() > 2 && rest[1] == ':' && (rest[2] == '\\' || rest[2] == '/');
    const bool isAbsolute = !isBelowHome && (rest.starts_with('/') || rest.starts_with("\\\\") || hasDrive);
    if (!isBelowHome && !isAbsolute) {
        // Against the folder that the server runs in, which nobody here knows.
        const PathParts parts(rest);
        FolderPlace place;
        place.isRelative = true;
        place.sensitive = parts.sensitive();
        if (parts.climbs()) {
            place.root[place.parts++] = "..";
        }
        return parts.climbs() || place.sensitive != 0 ? std::optional(place) : std::nullopt;
    }
    // A path that leaves HOME by "..": as far as it can be told without the disk, it lies above.
    const PathParts parts(rest);
    if (isBelowHome && parts.climbs()) {
        FolderPlace place;
        place.root[place.parts++] = "~";
        place.root[place.parts++] = "..";
        place.sensitive = parts.sensitive();
        return place;
    }
    auto place = isBelowHome ? placeBelowHome(parts) : placeInSystem(parts);
    place.sensitive = parts.sensitive();
    return place;
}

std::string_view sensitivePlaceName(std::uint8_t sensitive)
{
    return sensitive == 0 || sensitive > kSensitivePlaces.size() ? std::string_view()
                                                                 : kSensitivePlaces[sensitive - 1U].told;
}

} // namespace gatehouse::trust

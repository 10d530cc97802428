// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::trust {

/// A text of a few bytes that lies in the value itself.
class ShortText {
public:
    static constexpr std::size_t kMostBytes = 47;

    ShortText() = default;
    ShortText(const ShortText& other) { *this = other; }
    ShortText& operator=(const ShortText& other)
    {
        if (this != &other)
            std::copy_n(other.m_bytes.data(), other.m_size, m_bytes.data());
        m_size = other.m_size;
        return *this;
    }

    /// False where it does not fit; then nothing is added.
    bool append(std::string_view text);
    void clear() { m_size = 0; }
    std::string_view view() const { return {m_bytes.data(), m_size}; }
    bool operator==(const ShortText& other) const { return view() == other.view(); }

private:
    std::array<char, kMostBytes> m_bytes; // what is behind m_size means nothing
    std::uint8_t m_size = 0;
};

/// The folder that a path lies in, as coarsely as behaviour is compared: the first folder below HOME
/// (two below a hidden one), else the first one or two of the file system.
struct FolderPlace {
    std::size_t parts = 0;
    std::array<std::string_view, 3> root{}; ///< "~" or "/", then folders; views of the path
    std::uint8_t sensitive = 0;             ///< 1 + row of sensitive_places.def; 0: it is none
    bool isRelative =
        false; ///< to a folder that only the server knows; told only where it climbs or is sensitive

    /// For people: "~/src". A part that may be more than a folder's name (long, or like a token) is "…".
    ShortText name() const;
};

/// Tells places. Nothing is read from the disk: links and what a server takes for its root are not known.
class PlaceReader {
public:
    /// `home`: absolute, without a final slash; it outlives the reader. Empty: none is known.
    explicit PlaceReader(std::string_view home)
        : m_home(home)
    {
    }
    /// Nothing where `path` says nothing about a place: a bare name, or a path inside the server's own root.
    std::optional<FolderPlace> placeOf(std::string_view path) const;

private:
    std::string_view m_home;
};

/// What sensitive_places.def calls it, from FolderPlace::sensitive.
std::string_view sensitivePlaceName(std::uint8_t sensitive);

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/discord_token.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detectors/base64.h"
#include "core/inspect/detectors/token_edges.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

/// Letters of base64 that 17, 18, 19 and 20 digits take.
constexpr std::array<std::size_t, 4> kIdLetters{23, 24, 26, 27};

std::optional<std::size_t> idBefore(std::string_view text, std::size_t end)
{
    for (const auto letters : kIdLetters) {
        if (end < letters || !mayStartToken(text, end - letters))
            continue;
        const auto id = decodeBase64(text.substr(end - letters, letters));
        if (id && std::ranges::all_of(*id, ascii::isDigit))
            return end - letters;
    }
    return std::nullopt;
}

} // namespace

std::optional<Span> discordTokenAround(std::string_view text, std::size_t end)
{
    const auto time = takeWhile(text.substr(std::min(end + 1, text.size()), 8), Alphabet::Token).size();
    const auto dot = end + 1 + time;
    if (time < 6 || time > 7 || dot >= text.size() || text[end] != '.' || text[dot] != '.')
        return std::nullopt;
    constexpr std::size_t kFewest = 27;
    constexpr std::size_t kMost = 38;
    const auto rest = text.substr(dot + 1);
    const auto letters =
        lettersOfToken(rest, takeWhile(rest.substr(0, kMost + 1), Alphabet::Token).size(), kFewest, kMost);
    const auto begin =
        letters > 0 && looksRandom(rest.substr(0, letters)) ? idBefore(text, end) : std::nullopt;
    return begin ? std::optional(Span{*begin, dot + 1 + letters}) : std::nullopt;
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// Some words of two texts that follow each other: in both, or in one of them only.
struct DiffPart {
    enum class In : std::uint8_t { Both, Before, After };
    In in = In::Both;
    std::vector<std::string_view> words; ///< views of the texts; blanks stand with the word before them

    bool operator==(const DiffPart&) const = default;
};

/// The difference of two texts, word by word. Bounded: of what differs in more than some hundred words all
/// words count as replaced.
std::vector<DiffPart> diffWords(std::string_view before, std::string_view after);

/// One line for people: `[-only before-]`, `{+only after+}`, long stretches that both have cut to "…". What
/// draws nothing or moves the text is drawn as `\u{202E}`, and so is what looks like these marks. At most
/// `maxBytes`.
std::string drawDiff(const std::vector<DiffPart>& diff, std::size_t maxBytes);

} // namespace gatehouse::trust

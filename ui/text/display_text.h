// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::text {

inline constexpr qsizetype kLineLimit = 200;
inline constexpr qsizetype kBlockLimit = 20'000;

/// Text from outside, made safe to show, and how many characters of it were left out.
struct ShownText {
    QString text;
    qsizetype hidden = 0;
};

/// One line of at most `limit` characters. Whatever a reader could not see, or that would rearrange what is
/// seen, is drawn as a mark: controls and escape sequences, bidi controls, invisible and filler characters,
/// look-alikes of the space, long runs of spaces, piles of combining marks, bytes that are no UTF-8. Never
/// marked-up text: set it on plain-text widgets.
ShownText showLine(std::string_view text, qsizetype limit = kLineLimit);

/// The same, but line ends stay line ends.
ShownText showBlock(std::string_view text, qsizetype limit = kBlockLimit);

/// showLine(), with "… +n more" where something was left out.
QString displayText(std::string_view text, qsizetype limit = kLineLimit);

/// displayText() of a path: of any length that a system takes (PATH_MAX).
QString displayPath(std::string_view path);

/// showBlock(), with "… +n more" where something was left out.
QString displayBlock(std::string_view text, qsizetype limit = kBlockLimit);

/// One argument of a command so that its borders are seen: as it is where it is plain, else between quotes.
/// Never shortened.
QString displayArgument(std::string_view argument);

/// A whole command on one line, each argument quoted as a shell would need it; never shortened.
QString displayCommand(const std::vector<std::string>& argv);

} // namespace gatehouse::text

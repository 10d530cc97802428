// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decoders/decoders.h"

#include <algorithm>
#include <array>

// Texts that stand there letter by letter, and are shown to nobody, or look like others.

namespace gatehouse::inspect {
namespace {

std::size_t copyAll(std::string_view run, std::size_t offset, DecodedText& out)
{
    out.copy(run, offset);
    return run.size();
}

/// From `begin` to `end`, or to the end of the run where that is not in it.
std::size_t copyUntil(
    std::string_view run, std::size_t begin, std::string_view end, std::size_t offset, DecodedText& out)
{
    begin = std::min(begin, run.size());
    const auto found = run.find(end, begin);
    out.copy(run.substr(begin, found - begin), offset + begin);
    return found == std::string_view::npos ? run.size() : found + end.size();
}

bool isSameName(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

/// Has no end tag, and so nothing inside.
bool isVoidElement(std::string_view name)
{
    static constexpr std::array<std::string_view, 9> kNames{
        "area", "br", "col", "embed", "hr", "img", "input", "link", "meta"};
    return std::ranges::any_of(kNames, [name](std::string_view other) { return isSameName(other, name); });
}

std::size_t copyElement(std::string_view run, std::size_t offset, DecodedText& out)
{
    const auto name = run.substr(1, run.find_first_of(" \t\r\n>/", 1) - 1);
    const auto tagEnd = run.find('>');
    if (tagEnd == std::string_view::npos || name.empty())
        return run.size();
    const auto begin = tagEnd + 1;
    if (isVoidElement(name) || run[tagEnd - 1] == '/')
        return begin;
    auto end = run.find("</", begin);
    while (end != std::string_view::npos && !isSameName(run.substr(end + 2, name.size()), name))
        end = run.find("</", end + 2);
    out.copy(run.substr(begin, end - begin), offset + begin);
    return std::min(end, run.size());
}

} // namespace

std::size_t decodeStyledLettersRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    return copyAll(run, offset, out);
}

std::size_t decodePaddingRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    return copyAll(run, offset, out);
}

std::size_t decodeMarkupAttributeRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    return run.empty() ? 0 : copyUntil(run, 1, run.substr(0, 1), offset, out);
}

/// Begins with what hides it: a comment of HTML, one of Markdown, or an element's tag.
std::size_t decodeHiddenMarkupRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    constexpr std::string_view kComment = "<!--";
    if (run.starts_with(kComment))
        return copyUntil(run, kComment.size(), "-->", offset, out);
    if (run.starts_with('<'))
        return copyElement(run, offset, out);
    return copyUntil(run, run.find('#') + 1, "\n", offset, out);
}

} // namespace gatehouse::inspect

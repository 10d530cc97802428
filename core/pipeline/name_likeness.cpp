// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/name_likeness.h"

#include "core/base/lookalikes.h"
#include "core/base/utf8.h"
#include "core/trust/difference.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace gatehouse::pipeline {
namespace {

constexpr std::size_t kShortestSlip = 6; // shorter names differ by a letter all the time

char32_t asciiOf(std::uint32_t codePoint)
{
    const char letter = base::asciiLookalike(codePoint);
    return letter != 0 ? static_cast<char32_t>(letter) : codePoint;
}

void appendLook(std::string& skeleton, char32_t c)
{
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if (c == '_' || c == '-' || c == '.' || c == ' ' || c == '/' || c == ':')
        return;
    if (c == '0')
        c = 'o';
    if (c == '1' || c == 'i' || c == '|')
        c = 'l';
    base::appendUtf8(skeleton, static_cast<std::uint32_t>(c));
    if (skeleton.ends_with("rn"))
        skeleton.replace(skeleton.size() - 2, 2, "m");
    else if (skeleton.ends_with("vv"))
        skeleton.replace(skeleton.size() - 2, 2, "w");
}

bool isDigitByte(char c)
{
    return c >= '0' && c <= '9';
}

/// One letter more, less, other, or two that changed places. A plural, and another number, are no slip.
bool isSlip(std::string_view left, std::string_view right)
{
    const auto& longer = left.size() >= right.size() ? left : right;
    const auto& shorter = left.size() >= right.size() ? right : left;
    if (shorter.size() < kShortestSlip || longer.size() - shorter.size() > 1)
        return false;
    const auto between = trust::differenceOf(shorter, longer);
    if (between.left.empty())
        return between.right.size() == 1 && !isDigitByte(between.right[0]) &&
            !(between.commonEnd == 0 && between.right == "s");
    if (between.left.size() == 1 && between.right.size() == 1)
        return !isDigitByte(between.left[0]) && !isDigitByte(between.right[0]);
    return between.isSwap();
}

} // namespace

std::string nameSkeleton(std::string_view name)
{
    std::string skeleton;
    for (std::size_t at = 0; at < name.size();) {
        const auto decoded = base::decodeUtf8(name, at);
        if (decoded.length == 0) {
            ++at;
            continue;
        }
        if (!base::isInvisible(decoded.codePoint))
            appendLook(skeleton, asciiOf(decoded.codePoint));
        at += decoded.length;
    }
    return skeleton;
}

OtherTools::OtherTools(std::vector<OtherTool> tools)
    : m_tools(std::move(tools))
{
    m_skeletons.reserve(m_tools.size());
    for (const auto& tool : m_tools)
        m_skeletons.push_back(nameSkeleton(tool.name));
}

const OtherTool* OtherTools::imitatedBy(std::string_view name, const base::Sha256& digest) const
{
    if (m_tools.empty())
        return nullptr;
    const auto skeleton = nameSkeleton(name);
    for (std::size_t i = 0; i < m_tools.size(); ++i) {
        const bool looksLike = m_skeletons[i] == skeleton || isSlip(skeleton, m_skeletons[i]);
        if (looksLike && m_tools[i].digest != digest)
            return &m_tools[i];
    }
    return nullptr;
}

} // namespace gatehouse::pipeline

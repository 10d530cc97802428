// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/terminal_sequence.h"

#include <array>
#include <cstddef>

namespace gatehouse::inspect {
namespace {

constexpr std::uint32_t kControlSequence = 0x9B; // CSI
constexpr std::uint32_t kStringTerminator = 0x9C;
constexpr std::size_t kMaxParameters = 32;
constexpr int kMaxSequence = 128; // characters; terminals give up on longer ones as well

/// DCS, SOS, OSC, PM, APC: by the letter behind ESC, or alone.
bool startsCommand(std::uint32_t c)
{
    return c == 'P' || c == 'X' || c == ']' || c == '^' || c == '_' || c == 0x90 || c == 0x98 || c == 0x9D ||
        c == 0x9E || c == 0x9F;
}

/// The numbers between CSI and its last letter.
struct Parameters {
    std::array<unsigned, kMaxParameters> values{};
    std::size_t count = 1;

    void add(std::uint32_t c)
    {
        auto& value = values[count - 1];
        if (c >= '0' && c <= '9')
            value = value > 9999 ? value : value * 10 + (c - '0');
        else if (count < kMaxParameters)
            ++count;
    }
};

/// SGR. A colour may be one of 256 (38;5;n) or three values (38;2;r;g;b): those numbers mean no attribute.
TerminalEffect effectOfAttributes(const Parameters& parameters)
{
    constexpr unsigned kConceal = 8;
    unsigned letters = 0;
    unsigned ground = 1;
    for (std::size_t i = 0; i < parameters.count; ++i) {
        const auto value = parameters.values[i];
        if (value == kConceal)
            return TerminalEffect::Conceal;
        if (value == 38 || value == 48) {
            const bool isIndexed = i + 1 < parameters.count && parameters.values[i + 1] == 5;
            const auto colour =
                isIndexed && i + 2 < parameters.count ? 1000 + parameters.values[i + 2] : 2000 + i;
            (value == 38 ? letters : ground) = static_cast<unsigned>(colour);
            i += isIndexed ? 2 : 4;
        } else if ((value >= 30 && value <= 37) || (value >= 90 && value <= 97)) {
            letters = 100 + value;
        } else if ((value >= 40 && value <= 47) || (value >= 100 && value <= 107)) {
            ground = 100 + value - 10;
        }
    }
    return letters == ground ? TerminalEffect::Conceal : TerminalEffect::Colour;
}

TerminalEffect readControlSequence(StringReader& reader)
{
    const auto start = reader;
    Parameters parameters;
    for (int length = 0; length < kMaxSequence && !reader.isAtEnd(); ++length) {
        const auto c = reader.next().codePoint;
        if (c >= 0x40 && c <= 0x7E)
            return c == 'm' ? effectOfAttributes(parameters) : TerminalEffect::Control;
        if (c < 0x20 || c > 0x3F)
            break;
        if (c >= 0x30)
            parameters.add(c);
    }
    reader = start;
    return TerminalEffect::None;
}

} // namespace

bool startsTerminalSequence(std::uint32_t c)
{
    return c == kEscape || c == kControlSequence || (c >= 0x90 && startsCommand(c));
}

TerminalEffect readTerminalSequence(std::uint32_t introducer, StringReader& reader)
{
    if (introducer == kControlSequence)
        return readControlSequence(reader);
    if (introducer != kEscape)
        return TerminalEffect::Command;
    const auto start = reader;
    auto c = reader.next().codePoint;
    if (c == '[') {
        const auto effect = readControlSequence(reader);
        if (effect == TerminalEffect::None)
            reader = start;
        return effect;
    }
    if (startsCommand(c))
        return TerminalEffect::Command;
    for (int length = 0; length < kMaxSequence && c >= 0x20 && c <= 0x2F;
         ++length) // such as the B of ESC ( B
        c = reader.next().codePoint;
    if (c >= 0x30 && c <= 0x7E)
        return TerminalEffect::Control;
    reader = start;
    return TerminalEffect::None;
}

bool endsTerminalCommand(std::uint32_t c, StringReader& reader)
{
    if (c == kBell || c == kStringTerminator)
        return true;
    auto next = reader;
    if (c != kEscape || next.next().codePoint != '\\')
        return false;
    reader = next;
    return true;
}

} // namespace gatehouse::inspect

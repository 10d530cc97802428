// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/string_reader.h"

#include <cstdint>

namespace gatehouse::inspect {

inline constexpr std::uint32_t kEscape = 0x1B;
inline constexpr std::uint32_t kBell = 0x07;

/// What a control sequence (ECMA-48) does to a terminal.
enum class TerminalEffect : std::uint8_t {
    None,    ///< it is none
    Colour,  ///< colours and weights of text that stays visible
    Conceal, ///< text that is there and not shown: SGR 8, or letters in the colour of their ground
    Control, ///< moves, erases, switches
    Command, ///< OSC, DCS, APC, PM, SOS: a text for the terminal itself follows, up to its end
};

/// Starts a sequence: ESC, or one of the C1 controls that do so alone.
bool startsTerminalSequence(std::uint32_t c);

/// Reads the sequence whose first character, `introducer`, was read from `reader` last, and leaves `reader`
/// behind it: of a command behind what begins it, where its text begins. None: `reader` is where it was.
TerminalEffect readTerminalSequence(std::uint32_t introducer, StringReader& reader);

/// True where `c`, just read, ends a command's text: BEL or ST. Reads the second half of ST.
bool endsTerminalCommand(std::uint32_t c, StringReader& reader);

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

// What the arguments of a call are, for all detectors of dangerous ones.

/// What a value is for, as far as its name says (argument_kinds.def).
enum class ArgumentKind : std::uint8_t { Other, Path, Name, Address, Query, Command, Content };

/// `key`: as in TextField, "\"filePath\"".
ArgumentKind argumentKind(std::string_view key);

/// True for a value that is sent to a server: no key, and nothing that comes from one.
bool isArgument(const Look& look);

/// Where samples of these detectors stand.
inline constexpr auto kInArguments = mcp::Channel::Arguments;

/// Longer ones are no path, no name and no address: what looks for those leaves them alone.
inline constexpr std::size_t kLongestArgumentValue = 4096;

/// A value that something in particular is expected of, in small letters; empty where it is none, or one that
/// may say anything (Content, Command).
std::string plainValue(const Look& look);

/// `confidence` where the text may be run; low where it is written about or stored: a document that tells how
/// to install a program is no attack.
Confidence ifRun(const Look& look, Confidence confidence);

std::string lowered(std::string_view text);
bool isSpace(char c);
/// True where no letter or digit stands before `begin` and after `end`.
bool isWordAt(std::string_view text, std::size_t begin, std::size_t end);

/// The words of the shell command that `text` starts with, to its end (`;`, `|`, `&`, a new line): quotes
/// taken off where they surround a word. At most 24 words of the first 512 bytes.
std::vector<std::string_view> shellWords(std::string_view text);
/// From the start of the command that holds `at`, at most 160 bytes before.
std::size_t commandStart(std::string_view text, std::size_t at);

/// True for the name of a program that an intruder would start: id, cat, curl, sh, powershell …
bool isCommandName(std::string_view word);

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gatehouse::model {

/// Which way a message travels.
enum class Direction { ToServer, ToClient };

/// What is to happen with a message. Ordered: stages may only raise it.
enum class Verdict { Pass, Flag, Redact, Ask, Block };

/// What was done; what a journal line's `action` says.
enum class Action { Pass, Flag, Redact, Hide, Ask, Block, Drop };

std::string_view toText(Direction direction); // "to-server", "to-client"
std::string_view toText(Verdict verdict);     // "pass" …
std::string_view toText(Action action);       // "pass" …
/// False where `text` names none.
bool fromText(std::string_view text, Direction& direction);
bool fromText(std::string_view text, Action& action);

} // namespace gatehouse::model

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::model {

/// What findings are about. Rows of families.def.
enum class Family : std::uint8_t {
#define GATEHOUSE_FAMILY(name, text) name,
#include "core/model/families.def"
#undef GATEHOUSE_FAMILY
    Count,
};

/// Where in a conversation a text stands: who reads it, and as what. Rows of channels.def.
enum class Channel : std::uint8_t {
#define GATEHOUSE_CHANNEL(name, text) name,
#include "core/model/channels.def"
#undef GATEHOUSE_CHANNEL
    Count,
};

/// How bad it would be if the finding is right.
enum class Severity : std::uint8_t { Note, Low, Medium, High };

/// How likely it is that the finding is right. High: enough to act on by itself (wrong in one of a thousand
/// ordinary messages at most). Medium: worth telling. Low: of use only together with others.
enum class Confidence : std::uint8_t { Low, Medium, High };

/// What is done about a finding, the stricter the later. Strip, Fence, Redact and Hide change the message:
/// they leave out the found bytes, put marks around the text, put something in the place of the bytes, leave
/// out the whole list element or text.
enum class Treatment : std::uint8_t { Off, Flag, Strip, Fence, Redact, Hide, Ask, Block };

/// What stands in the place of what was redacted. Reversible: a token that is put back when it comes in a
/// call to the server that the value came from. Token: one that never is. Mask: the value's last four
/// characters.
enum class RedactionStyle : std::uint8_t { Reversible, Token, Mask };

/// How far a server is trusted, by its reputation. Servers that little is known of are Normal.
enum class TrustLevel : std::uint8_t { Low, Normal, High };

std::string_view toText(Family family);         ///< stable, "secret" …
std::string_view toText(Channel channel);       ///< stable, "tool-definition" …
std::string_view toText(Severity severity);     ///< "note" …
std::string_view toText(Confidence confidence); ///< "low" …
std::string_view toText(Treatment treatment);   ///< "off" …
std::string_view toText(RedactionStyle style);  ///< "reversible" …
std::string_view toText(TrustLevel level);      ///< "low" …
/// False where `text` names none.
bool fromText(std::string_view text, Family& family);
bool fromText(std::string_view text, Channel& channel);
bool fromText(std::string_view text, Confidence& confidence);
bool fromText(std::string_view text, Treatment& treatment);
bool fromText(std::string_view text, RedactionStyle& style);
bool fromText(std::string_view text, TrustLevel& level);

} // namespace gatehouse::model

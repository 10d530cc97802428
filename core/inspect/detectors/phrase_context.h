// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/rule.h"
#include "core/inspect/source_map.h"

#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// What words around a phrase are about. Rows of phrase_topics.def.
enum class Topic : std::uint8_t {
#define GATEHOUSE_TOPIC(name, words) name,
#include "core/inspect/detectors/phrase_topics.def"
#undef GATEHOUSE_TOPIC
};

class Topics;
Topics topicsAround(std::string_view text, Span phrase);

/// The topics of the words within kReach of a phrase.
class Topics {
public:
    void add(Topic topic) { m_bits |= 1U << static_cast<unsigned>(topic); }
    /// All of `topics` but `left`.
    void add(Topics topics, Topic left) { m_bits |= topics.m_bits & ~(1U << static_cast<unsigned>(left)); }
    bool has(Topic topic) const { return (m_bits >> static_cast<unsigned>(topic) & 1U) != 0; }
    /// How many words are about attacks.
    unsigned discussions() const { return m_discussions; }

private:
    friend Topics topicsAround(std::string_view text, Span phrase);
    unsigned m_bits = 0;
    unsigned m_discussions = 0;
};

/// Whether a phrase gives an order: at the start of a sentence, behind "please", "you must" and the like; or
/// is told of: "attempts to ignore …".
enum class Stance : std::uint8_t { Ordered, Unclear, Told };
Stance stanceOf(std::string_view text, Span phrase);
/// True behind "never", "do not" and the like.
bool isNegated(std::string_view text, Span phrase);
/// True where quotes or backticks are around the phrase, in the same line. A value of JSON, or of a printed
/// dictionary, is not quoted: that is how results bring any text.
bool isQuoted(std::string_view text, Span phrase);
/// True in a row of a table, a comment of code and the like: where people list phrases.
bool isListed(std::string_view text, Span phrase);

/// How plainly a phrase says something that only an attacker says.
enum class Strength : std::uint8_t { Weak = 1, Likely, Certain };
enum class Mood : std::uint8_t { Order, Statement };

/// What a phrase is worth.
struct Claim {
    Strength strength = Strength::Likely;
    Mood mood = Mood::Order;
    Topic needs = Topic::None; ///< that must be around it
};

/// How likely it is that the phrase speaks to the model: less where it is quoted, or told of, or the text is
/// about attacks; more where what stands around it says what is to be got or sent.
struct Judgement {
    bool isFinding = false;
    Confidence confidence = Confidence::Low;
};
Judgement judge(std::string_view text, Span phrase, const Claim& claim, bool isInDefinition);

} // namespace gatehouse::inspect

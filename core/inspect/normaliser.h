// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/code_points.h"
#include "core/inspect/normalise.h"
#include "core/inspect/string_reader.h"

#include <array>
#include <optional>

namespace gatehouse::inspect {

/// Goes over the characters of one text: what normalise() does. Lives as long as the call.
class Normaliser {
public:
    Normaliser(std::string_view text, std::size_t offset, StringForm form, TextCopy& copy)
        : m_text(text)
        , m_offset(offset)
        , m_form(form)
        , m_reader(text, offset, form)
        , m_copy(copy)
    {
    }

    void run()
    {
        constexpr std::size_t kMore = 256; // what copying writes beyond
        m_copy.text.reserve(m_copy.text.size() + m_text.size() + kMore);
        while (!m_reader.isAtEnd()) {
            if (m_wordLetters == 0 && !m_command)
                copyOrdinary();
            if (!m_reader.isAtEnd())
                step(m_reader.next());
        }
        endCommand();
        endWord();
        endStyled();
    }

private:
    static constexpr std::size_t kMaxWord = 64; // letters; longer ones are no words

    void copyOrdinary();
    bool isBehindStyled() const;
    struct ScriptRun;
    std::size_t copyScripts();
    void step(const Character& c);
    void visible(const Character& c);
    void invisible(const Character& c);
    void zeroWidth(const Character& c);
    void bidi(const Character& c);
    void tag(const Character& c);
    void variationSelector(const Character& c);
    void accent(const Character& c);
    bool terminalSequence(const Character& c);
    void addToWord(const Character& c, char lookalike);
    void endWord();
    void endCommand();

    std::uint32_t peek() const
    {
        auto ahead = m_reader;
        return ahead.next().codePoint;
    }
    void lookBack();
    /// Where in the source the next character begins.
    std::size_t place() const
    {
        auto ahead = m_reader;
        return ahead.next().source.begin;
    }
    bool isFlag(std::uint32_t first) const;
    bool hasRightToLeft();

    void emit(std::uint32_t codePoint, const Character& of);
    void emitFolded(const Character& c);
    void emitCarried(std::uint32_t ascii, const Character& c);
    void countStyled(std::uint32_t letter, const Character& c);
    void endStyled();
    void hide(Carrier carrier, Span source, std::uint32_t count = 1);

    /// Of a word that is held back. Has no values of its own: most texts have no such word.
    struct Letter {
        std::uint32_t codePoint;
        bool isEscape;
        char lookalike; // 0: it is itself
        std::size_t begin;
        std::size_t end;

        Character character() const { return {codePoint, {begin, end}, isEscape}; }
    };

    std::string_view m_text;
    std::size_t m_offset;
    StringForm m_form;
    StringReader m_reader;
    TextCopy& m_copy;
    std::uint32_t m_previous = 0; // visible or not
    std::uint32_t m_accents = 0;
    std::array<Letter, kMaxWord> m_word; // from its first lookalike on; what comes before is copied already
    std::size_t m_wordLetters = 0;
    std::uint32_t m_lettersBefore = 0;
    bool m_isOfAnotherScript = false;
    Span m_styled; // in the copy
    std::uint32_t m_styledLetters = 0;
    std::optional<Span> m_command;
    std::optional<bool> m_hasRightToLeft;
    bool m_isInFlag = false;
};

} // namespace gatehouse::inspect

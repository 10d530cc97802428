// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/speech_to_model.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace gatehouse::inspect {
namespace {

enum SpeechKind : std::uint8_t {
    NoSpeech,
    Drop,
    Earlier,
    Orders,
    ModelName,
    You,
    Do,
    Secrecy, // silently; do not tell
    Target,
    Authority,
    Instead,
    Henceforth, // from now on
    Label,      // SYSTEM:
    SpeechKinds,
};

struct SpeechWord {
    std::string_view word;
    SpeechKind kind;
};

constexpr auto kSpeechWords = std::to_array<SpeechWord>({
#define GATEHOUSE_SPEECH_WORD(word, kind) {word, kind},
#include "core/inspect/speech_words.def"
#undef GATEHOUSE_SPEECH_WORD
});
static_assert(std::ranges::is_sorted(kSpeechWords, {}, &SpeechWord::word));

constexpr std::size_t kLongestWord = 16;
constexpr std::size_t kTogether = 48; // words that are judged together

bool isWordLetter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

SpeechKind kindOf(std::string_view word)
{
    const auto found = std::ranges::lower_bound(kSpeechWords, word, {}, &SpeechWord::word);
    return found != kSpeechWords.end() && found->word == word ? found->kind : NoSpeech;
}

/// Goes over the words of a text; knows how many of each kind the last ones are.
class SpeechReader {
public:
    explicit SpeechReader(std::string_view text)
        : m_text(text)
    {
    }

    Speech read()
    {
        auto most = Speech::None;
        for (std::size_t at = 0; at < m_text.size() && most != Speech::Clear;) {
            if (!isWordLetter(m_text[at])) {
                ++at;
                continue;
            }
            auto end = at;
            while (end < m_text.size() && isWordLetter(m_text[end]))
                ++end;
            add(m_text.substr(at, end - at), end);
            most = std::max(most, judge());
            at = end;
        }
        return most;
    }

private:
    void add(std::string_view written, std::size_t end)
    {
        std::array<char, kLongestWord> lower{};
        const auto word = written.substr(0, kLongestWord);
        std::ranges::transform(word, lower.begin(), [](char c) { return static_cast<char>(c | 0x20); });
        const auto spoken = std::string_view(lower.data(), written.size() > kLongestWord ? 0 : word.size());
        auto kind = kindOf(spoken);
        if (m_wordsSinceNot < kNearNot && isKept(spoken))
            kind = Secrecy;
        const bool isNot = spoken == "not" || spoken == "never" || spoken == "without" || spoken == "don" ||
            spoken == "dont" || spoken == "nor";
        m_wordsSinceNot = isNot ? 0 : m_wordsSinceNot + 1;
        if (m_lastWasNow && spoken == "on")
            kind = Henceforth;
        m_lastWasNow = spoken == "now";
        push(kind);
        if (kind == Authority || kind == ModelName || kind == Drop || kind == Orders)
            label(written, end);
    }

    /// Do not *tell* anybody, without *asking*.
    static bool isKept(std::string_view word)
    {
        static constexpr std::array<std::string_view, 24> kWords{"alert", "ask", "asking", "confirm",
            "confirmation", "disclose", "explain", "inform", "informing", "mention", "mentioning", "notify",
            "notifying", "permission", "prompting", "refuse", "refusing", "restrictions", "reveal", "show",
            "showing", "tell", "telling", "warn"};
        static_assert(std::ranges::is_sorted(kWords));
        return std::ranges::binary_search(kWords, word);
    }

    /// SYSTEM:, ADMIN NOTE:, [SYSTEM OVERRIDE]
    void label(std::string_view written, std::size_t end)
    {
        constexpr std::size_t kNear = 24;
        if (written.size() < 2 || !std::ranges::all_of(written, [](char c) { return c >= 'A' && c <= 'Z'; }))
            return;
        const auto behind = m_text.substr(end, kNear);
        const auto stop = behind.find_first_of(":.]\n");
        if (stop != std::string_view::npos && behind[stop] != '\n')
            push(Label);
    }

    void push(SpeechKind kind)
    {
        auto& oldest = m_last[m_next];
        --m_counts[oldest];
        oldest = kind;
        ++m_counts[kind];
        m_next = (m_next + 1) % kTogether;
    }

    bool has(SpeechKind kind) const { return m_counts[kind] > 0; }

    Speech judge() const
    {
        const bool dropsOrders =
            has(Drop) && has(Orders) && (has(Earlier) || has(Do) || has(You) || has(Authority));
        const bool dropsAll =
            has(Drop) && has(Earlier) && (has(You) || has(Do)) && (has(ModelName) || has(Target));
        const bool keepsSecret = has(Secrecy) && has(Do) && has(Target) &&
            (has(You) || has(ModelName) || has(Authority) || m_counts[Do] > 1);
        const bool speaksAsSystem =
            has(Label) && has(Do) && (has(Target) || has(ModelName) || has(Orders) || has(Drop));
        const bool doesOther = has(Do) && has(You) && has(Henceforth);
        const bool doesInstead = has(Drop) && has(Instead) && has(Do);
        const bool tellsModel =
            has(ModelName) && has(Do) && has(Target) && (has(Authority) || m_counts[Do] > 1);
        const bool changesOrders = has(Orders) && has(You) && has(Authority) && has(Do);
        if (dropsOrders || dropsAll || (keepsSecret && (has(ModelName) || has(Authority) || has(You))))
            return Speech::Clear;
        return keepsSecret || speaksAsSystem || doesOther || doesInstead || tellsModel || changesOrders
            ? Speech::Possible
            : Speech::None;
    }

    static constexpr std::size_t kNearNot = 4;

    std::string_view m_text;
    std::array<SpeechKind, kTogether> m_last{};
    std::array<std::uint32_t, SpeechKinds> m_counts{kTogether};
    std::size_t m_next = 0;
    std::size_t m_wordsSinceNot = kNearNot;
    bool m_lastWasNow = false;
};

} // namespace

Speech speechToModel(std::string_view text)
{
    return SpeechReader(text).read();
}

} // namespace gatehouse::inspect

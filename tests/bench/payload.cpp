// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/payload.h"

#include <array>
#include <random>

namespace gatehouse::bench {
namespace {

constexpr std::array<std::string_view, 24> kWords{"session", "the", "buffer", "of", "request", "and",
    "server", "a", "handle", "which", "index", "returns", "when", "client", "path", "value", "every",
    "stream", "token", "is", "configuration", "to", "naïve", "Größe"};

/// minstd: its output is fixed by the standard, that of the distributions is not.
class Picker {
public:
    explicit Picker(std::uint32_t seed)
        : m_engine(seed)
    {
    }
    std::size_t below(std::size_t limit) { return m_engine() % limit; }
    std::string_view word() { return kWords[below(kWords.size())]; }

private:
    std::minstd_rand m_engine;
};

void appendCode(std::string& out, Picker& pick)
{
    const std::string name = std::string(pick.word()) + std::to_string(pick.below(1000));
    out += "    const auto " + name + " = " + std::string(pick.word()) + "(\\\"" + std::string(pick.word()) +
        "\\\", " + std::to_string(pick.below(65536)) + ");\\n\\tif (" + name + " < " +
        std::to_string(pick.below(100)) + ") { return " + std::string(pick.word()) + "; } // " +
        std::string(pick.word()) + "\\n";
}

void appendJson(std::string& out, Picker& pick)
{
    out += "{\\\"" + std::string(pick.word()) + "\\\":" + std::to_string(pick.below(1'000'000)) + ",\\\"" +
        std::string(pick.word()) + "\\\":[\\\"" + std::string(pick.word()) +
        "\\\",true,null],\\\"url\\\":\\\"https://" + std::string(pick.word()) + ".example/" +
        std::to_string(pick.below(1000)) + "\\\"},\\n";
}

void appendProse(std::string& out, Picker& pick)
{
    const std::size_t words = 6 + pick.below(12);
    for (std::size_t at = 0; at < words; ++at) {
        out += pick.word();
        out += at + 1 == words ? ".\\n" : " ";
    }
}

/// Ends at `bytes` without cutting an escape or a character: what would be cut is replaced by spaces.
void cutTo(std::string& text, std::size_t bytes)
{
    std::size_t end = bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    if (end > 0 && text[end - 1] == '\\')
        --end; // every escape here is two bytes long and no backslash is escaped
    text.resize(end);
    text.resize(bytes, ' ');
}

} // namespace

bool payloadKindFrom(std::string_view text, PayloadKind& kind)
{
    if (text == "code")
        kind = PayloadKind::Code;
    else if (text == "json")
        kind = PayloadKind::Json;
    else if (text == "prose")
        kind = PayloadKind::Prose;
    else
        return false;
    return true;
}

std::string makePayload(PayloadKind kind, std::size_t bytes, std::uint32_t seed)
{
    constexpr std::size_t kLongestPiece = 512;
    std::string text;
    text.reserve(bytes + kLongestPiece);
    Picker pick(seed);
    while (text.size() <= bytes) {
        switch (kind) {
        case PayloadKind::Code:
            appendCode(text, pick);
            break;
        case PayloadKind::Json:
            appendJson(text, pick);
            break;
        case PayloadKind::Prose:
            appendProse(text, pick);
            break;
        }
    }
    cutTo(text, bytes);
    return text;
}

} // namespace gatehouse::bench

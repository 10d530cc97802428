// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_reader.h"
#include "core/journal/json_scanner.h"
#include "core/journal/line_format.h"

#include <array>

namespace gatehouse::journal {
namespace {

constexpr std::size_t kMaxFindingsRead = 100'000; // the writer stops far below

base::Error broken(std::string reason)
{
    return {base::ErrorCode::JournalBroken, std::move(reason)};
}

/// The members of one line, in any order, each at most once.
class LineParser {
public:
    explicit LineParser(std::string_view line)
        : m_scanner(line)
    {
    }

    base::Result<ParsedLine> parse()
    {
        if (!m_scanner.take('{'))
            return broken("not a JSON object");
        do {
            std::string key;
            if (!m_scanner.readString(key) || !m_scanner.take(':'))
                return broken("not valid JSON");
            if (!readMember(key))
                return broken(
                    "member " + std::string(m_member) + " is not what it should be, or stands there twice");
        } while (m_scanner.take(','));
        if (!m_scanner.take('}') || !m_scanner.isAtEnd())
            return broken("not one JSON object");
        return finish();
    }

private:
    static constexpr std::array<std::string_view, 18> kMembers{"v", "seq", "at", "kind", "dir", "method",
        "id", "server", "tool", "action", "reason", "findings", "bytes", "us", "shape", "excerpt", "details",
        "prev"};
    static constexpr std::array<std::string_view, 6> kRequired{"v", "seq", "at", "kind", "action", "prev"};

    static std::size_t placeOf(std::string_view key)
    {
        std::size_t place = 0;
        while (place < kMembers.size() && kMembers[place] != key)
            ++place;
        return place;
    }

    bool readMember(const std::string& key)
    {
        const auto place = placeOf(key);
        // A later version of the format may add members; they do not change what the known ones say.
        if (place == kMembers.size()) {
            m_member = "(unknown)";
            m_text.clear();
            return m_scanner.copyValue(m_text);
        }
        m_member = kMembers[place];
        if (m_seen[place])
            return false;
        m_seen[place] = true;
        return readKnown();
    }

    bool readKnown()
    {
        auto& event = m_line.event;
        if (m_member == "v")
            return m_scanner.readUnsigned(m_version) && m_version == kLineVersion;
        if (m_member == "seq")
            return m_scanner.readUnsigned(event.sequence);
        if (m_member == "at")
            return m_scanner.readSigned(event.at);
        if (m_member == "bytes")
            return m_scanner.readUnsigned(event.bytes);
        if (m_member == "us")
            return m_scanner.readSigned(event.microseconds) && event.microseconds >= 0;
        if (m_member == "findings")
            return readFindings();
        if (m_member == "shape")
            return m_scanner.copyValue(event.shape);
        if (m_member == "details")
            return m_scanner.copyValue(event.details);
        return readText();
    }

    bool readText()
    {
        auto& event = m_line.event;
        if (m_member == "kind")
            return m_scanner.readString(event.kind) && !event.kind.empty();
        if (m_member == "method")
            return m_scanner.readString(event.method);
        if (m_member == "id")
            return m_scanner.readString(event.id);
        if (m_member == "server")
            return m_scanner.readString(event.server);
        if (m_member == "tool")
            return m_scanner.readString(event.tool);
        if (m_member == "reason")
            return m_scanner.readString(event.reason);
        if (m_member == "excerpt")
            return m_scanner.readString(event.excerpt);
        return readCoded();
    }

    bool readCoded()
    {
        if (!m_scanner.readString(m_text))
            return false;
        if (m_member == "action")
            return model::fromText(m_text, m_line.event.action);
        if (m_member == "dir")
            return model::fromText(m_text, m_line.event.direction.emplace());
        const auto hash = base::sha256FromHex(m_text);
        if (hash)
            m_line.previous = *hash;
        return hash.hasValue();
    }

    bool readFindings()
    {
        auto& findings = m_line.event.findings;
        if (!m_scanner.take('['))
            return false;
        if (m_scanner.take(']'))
            return true;
        do {
            if (findings.size() == kMaxFindingsRead || !readFinding(findings.emplace_back()))
                return false;
        } while (m_scanner.take(','));
        return m_scanner.take(']');
    }

    bool readFinding(model::Finding& finding)
    {
        if (!m_scanner.take('{'))
            return false;
        bool hasDetector = false;
        do {
            std::string key;
            std::uint64_t number = 0;
            if (!m_scanner.readString(key) || !m_scanner.take(':'))
                return false;
            if (key == "detector" || key == "pointer") {
                hasDetector = hasDetector || key == "detector";
                if (!m_scanner.readString(key == "detector" ? finding.detectorId : finding.pointer))
                    return false;
                continue;
            }
            if ((key != "offset" && key != "length") || !m_scanner.readUnsigned(number))
                return false;
            (key == "offset" ? finding.offset : finding.length) = static_cast<std::size_t>(number);
        } while (m_scanner.take(','));
        return hasDetector && m_scanner.take('}');
    }

    base::Result<ParsedLine> finish()
    {
        for (const auto key : kRequired) {
            if (!m_seen[placeOf(key)])
                return broken("member " + std::string(key) + " is missing");
        }
        return std::move(m_line);
    }

    JsonScanner m_scanner;
    ParsedLine m_line;
    std::string m_text;
    std::string_view m_member;
    std::array<bool, kMembers.size()> m_seen{};
    std::uint64_t m_version = 0;
};

} // namespace

base::Result<ParsedLine> parseLine(std::string_view line)
{
    return LineParser(line).parse();
}

base::Result<model::SessionEvent> parseJournalLine(std::string_view line)
{
    auto parsed = parseLine(line);
    if (!parsed)
        return parsed.error();
    return std::move(parsed->event);
}

} // namespace gatehouse::journal

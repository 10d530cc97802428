// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_insert.h"

#include "core/clients/json_entry.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

constexpr std::string_view kDefaultUnit = "  ";

base::Error notInserted(const std::string& key, std::string_view why)
{
    return {base::ErrorCode::EntryNotEditable, "\"" + key + "\" " + std::string(why)};
}

std::vector<JsonMember> membersOf(const JsonText& text, Span object)
{
    std::vector<JsonMember> members;
    JsonMember member;
    for (auto it = text.children(object); it.next(member);)
        members.push_back(member);
    return members;
}

/// How the author of a text breaks lines, as its first member shows it.
struct Layout {
    bool hasLines = true;
    std::string newLine = "\n";
    std::string unit{kDefaultUnit};
    std::string colon = ": ";
};

Layout layoutOf(const JsonText& text)
{
    Layout layout;
    JsonMember first;
    if (!text.children(text.root()).next(first))
        return layout;
    const auto colon = text.raw({first.key.end, first.value.begin});
    if (colon.find_first_not_of(": ") == std::string_view::npos)
        layout.colon = colon;
    const auto before = text.raw(text.whiteSpaceBefore(first.key.begin));
    const auto newLine = before.rfind('\n');
    layout.hasLines = newLine != std::string_view::npos;
    if (layout.hasLines) {
        layout.newLine = newLine > 0 && before[newLine - 1] == '\r' ? "\r\n" : "\n";
        layout.unit = before.substr(newLine + 1);
    }
    return layout;
}

/// Where the lines of a value that was indented by `from` begin with `to`. A string holds no line break.
std::string reindented(const std::string& value, const std::string& from, const std::string& to)
{
    std::string out;
    std::size_t at = 0;
    for (auto newLine = value.find('\n'); newLine != std::string::npos; newLine = value.find('\n', at)) {
        out.append(value, at, newLine + 1 - at);
        at = newLine + 1;
        if (value.compare(at, from.size(), from) == 0) {
            out += to;
            at += from.size();
        }
    }
    return out.append(value, at);
}

/// The member that goes into an object: its keys from `first` on, one object in the other.
class Member {
public:
    Member(const Layout& layout, bool hasLines, std::string indent)
        : m_layout(layout)
        , m_hasLines(hasLines)
        , m_indent(std::move(indent))
    {
    }

    void build(const std::vector<std::string>& path, std::size_t first, const std::string& value,
        const std::string& from)
    {
        std::string closing;
        for (auto i = first; i + 1 < path.size(); ++i) {
            m_bytes += encodeJsonString(path[i]) + m_layout.colon + "{";
            closing.insert(0, lineAt(m_indent) + "}");
            m_indent += m_layout.unit;
            m_bytes += lineAt(m_indent);
        }
        m_bytes += encodeJsonString(path.back()) + m_layout.colon;
        m_valueAt = m_bytes.size();
        m_value = reindented(value, from, m_hasLines ? m_indent : std::string());
        m_bytes += m_value + closing;
    }

    std::string lineAt(const std::string& indent) const
    {
        return m_hasLines ? m_layout.newLine + indent : std::string();
    }
    const std::string& bytes() const { return m_bytes; }
    const std::string& value() const { return m_value; }
    std::size_t valueAt() const { return m_valueAt; }

private:
    const Layout& m_layout;
    bool m_hasLines;
    std::string m_indent;
    std::string m_bytes;
    std::string m_value;
    std::size_t m_valueAt = 0;
};

bool isBlank(const JsonText& text, std::size_t begin, std::size_t end)
{
    return text.raw({begin, end}).find_first_not_of(" \t\r\n,") == std::string_view::npos;
}

} // namespace

std::string lineIndent(const JsonText& text, std::size_t offset)
{
    const auto newLine = text.bytes().substr(0, offset).rfind('\n');
    const auto begin = newLine == std::string_view::npos ? 0 : newLine + 1;
    const auto end = text.bytes().find_first_not_of(" \t", begin);
    return std::string(text.raw({begin, std::min(end, offset)}));
}

base::Result<Insertion> insertedEntry(const JsonText& text, const std::vector<std::string>& path,
    const std::string& value, const std::string& indent)
{
    auto object = text.root();
    std::size_t depth = 0;
    for (; depth < path.size() && text.isObject(object); ++depth) {
        const auto member = text.find(object, path[depth]);
        if (!member)
            break;
        object = member->value;
    }
    if (depth == path.size())
        return notInserted(path.back(), "is there already");
    if (!text.isObject(object))
        return notInserted(path[depth == 0 ? 0 : depth - 1], "is no object");

    const auto layout = layoutOf(text);
    const auto members = membersOf(text, object);
    bool hasLines = layout.hasLines;
    auto memberIndent = lineIndent(text, object.begin) + layout.unit;
    if (!members.empty()) {
        hasLines =
            text.raw(text.whiteSpaceBefore(members.back().key.begin)).find('\n') != std::string_view::npos;
        memberIndent = lineIndent(text, members.back().key.begin);
    }
    Member member(layout, hasLines, memberIndent);
    member.build(path, depth, value, indent);

    Insertion insertion;
    std::string before = member.lineAt(memberIndent);
    std::string behind;
    if (!members.empty()) {
        before = "," + (hasLines ? before : std::string(layout.colon == ":" ? "" : " "));
        insertion.replacement.span = {members.back().value.end, members.back().value.end};
    } else if (isBlank(text, object.begin + 1, object.end - 1)) {
        insertion.replacement.span = {object.begin + 1, object.end - 1};
        behind = member.lineAt(lineIndent(text, object.begin));
    } else { // a comment
        insertion.replacement.span = {object.begin + 1, object.begin + 1};
    }
    insertion.replacement.bytes = before + member.bytes() + behind;
    insertion.valueOffset = insertion.replacement.span.begin + before.size() + member.valueAt();
    insertion.value = member.value();
    insertion.createdLevels = static_cast<int>(path.size() - 1 - depth);
    return insertion;
}

base::Result<std::vector<Replacement>> removedEntry(
    const JsonText& text, const std::string& keyPath, int createdLevels)
{
    const auto parts = splitPointer(keyPath);
    if (!parts || parts->empty())
        return notInserted(keyPath, "is no key path");
    struct Step {
        Span object;
        JsonMember member;
    };
    std::vector<Step> steps;
    auto object = text.root();
    for (const auto& part : *parts) {
        const auto member = text.isObject(object) ? text.find(object, part) : std::nullopt;
        if (!member)
            return notInserted(part, "is not there");
        steps.push_back({object, *member});
        object = member->value;
    }
    auto at = steps.size() - 1;
    const auto isAlone = [&](const Step& step) {
        return membersOf(text, step.object).size() == 1 &&
            isBlank(text, step.object.begin + 1, step.member.key.begin) &&
            isBlank(text, step.member.value.end, step.object.end - 1);
    };
    for (; createdLevels > 0 && at > 0 && isAlone(steps[at]); --createdLevels)
        --at;
    const auto& step = steps[at];
    if (isAlone(step))
        return std::vector<Replacement>{{{step.object.begin + 1, step.object.end - 1}, {}}};
    return dropMember(text, step.object, step.member);
}

} // namespace gatehouse::clients

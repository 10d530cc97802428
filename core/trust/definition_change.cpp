// SPDX-License-Identifier: Apache-2.0
#include "core/trust/definition_change.h"

#include "core/base/utf8.h"
#include "core/model/names.h"
#include "core/trust/schema_change.h"
#include "core/trust/text_change.h"
#include "core/trust/word_diff.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace gatehouse::trust {
namespace {

using jsonrpc::Value;
using model::DefinitionKind;
using Optional = std::optional<Value>;

constexpr std::size_t kMaxParts = 16;
constexpr std::size_t kMaxDiffBytes = 8192;
constexpr std::size_t kMaxDiffLineBytes = 2048;
constexpr std::array<std::string_view, 11> kKindTexts{"wording", "narrower", "text", "other", "wider",
    "new-parameter", "renamed", "new", "shadowing", "hint-flipped", "new-instruction"};

/// Writes down what a comparison finds.
class ChangeRecord final : public ChangeSink {
public:
    void part(ChangeKind kind, std::string sentence) override
    {
        m_change.parts.push_back({kind, std::move(sentence)});
    }

    void text(TextChange change) override
    {
        const auto kind = rateTextChange(change.before, change.after);
        const auto where = inQuotes(change.where);
        switch (kind) {
        case ChangeKind::NewInstruction:
            part(kind, where + " has new text that speaks to the model, or hides something");
            break;
        case ChangeKind::Wording:
            part(kind, where + " is worded otherwise");
            break;
        default:
            part(kind, where + " says something else");
        }
        line(change.where, drawDiff(diffWords(change.before, change.after), kMaxDiffLineBytes));
    }

    void line(std::string_view where, const std::string& drawn)
    {
        auto& diff = m_change.diff;
        if (diff.size() >= kMaxDiffBytes)
            return;
        if (!diff.empty())
            diff.push_back('\n');
        diff.append(inQuotes(where)).append(": ").append(drawn);
        if (diff.size() > kMaxDiffBytes)
            diff = std::string(base::truncateUtf8(diff, kMaxDiffBytes - 3)).append("…");
    }

    DefinitionChange finish()
    {
        auto& parts = m_change.parts;
        std::stable_sort(parts.begin(), parts.end(),
            [](const ChangePart& left, const ChangePart& right) { return left.kind > right.kind; });
        if (parts.size() > kMaxParts)
            parts.resize(kMaxParts);
        return std::move(m_change);
    }

private:
    DefinitionChange m_change;
};

std::string rawOf(const Optional& value)
{
    return value ? std::string(value->raw()) : std::string();
}

void rawChange(const MemberPair& pair, ChangeKind kind, std::string sentence, ChangeRecord& record)
{
    record.part(kind, std::move(sentence));
    record.line(pair.key, drawDiff(diffWords(rawOf(pair.before), rawOf(pair.after)), kMaxDiffLineBytes));
}

void compareHints(const MemberPair& annotations, ChangeRecord& record)
{
    const auto before = membersOf(annotations.before);
    const auto after = membersOf(annotations.after);
    for (const auto& pair : pairsOf(before, after)) {
        if (isSameValue(pair.before, pair.after))
            continue;
        if (pair.key == "title") {
            record.text({"annotations.title", pair.before ? pair.before->string().value_or("") : "",
                pair.after ? pair.after->string().value_or("") : ""});
            continue;
        }
        const auto value = [](const Optional& one) { return one ? inQuotes(one->raw()) : "not said"; };
        rawChange(pair, pair.key.ends_with("Hint") ? ChangeKind::HintFlipped : ChangeKind::Other,
            inQuotes(pair.key) + " was " + value(pair.before) + " and is " + value(pair.after) + " now",
            record);
    }
}

/// A prompt's arguments, by their names.
Members argumentsOf(const Optional& list)
{
    Members arguments;
    if (!list || !list->isArray())
        return arguments;
    for (auto it = list->children(); it.next();) {
        const auto name = it.value().isObject() ? it.value().find("name") : std::nullopt;
        arguments.insert_or_assign(name ? name->string().value_or("") : "", it.value());
    }
    return arguments;
}

void compareArguments(const MemberPair& list, ChangeRecord& record)
{
    for (const auto& one : pairsOf(argumentsOf(list.before), argumentsOf(list.after))) {
        if (isSameValue(one.before, one.after))
            continue;
        if (!one.before)
            record.part(ChangeKind::NewParameter, "takes a new argument, " + inQuotes(one.key));
        if (!one.after) {
            record.part(ChangeKind::Narrower, "does not take " + inQuotes(one.key) + " any more");
            continue;
        }
        for (const auto& pair : pairsOf(membersOf(one.before), membersOf(one.after))) {
            if (isSameValue(pair.before, pair.after) || pair.key == "name")
                continue;
            if (pair.key == "description" || pair.key == "title")
                record.text({one.key + "." + pair.key, pair.before ? pair.before->string().value_or("") : "",
                    pair.after ? pair.after->string().value_or("") : ""});
            else if (one.before)
                rawChange(
                    pair, ChangeKind::Other, inQuotes(one.key + "." + pair.key) + " is another", record);
        }
    }
}

void compareMember(const MemberPair& pair, ChangeRecord& record)
{
    if (isSameValue(pair.before, pair.after))
        return;
    if (pair.key == "description" || pair.key == "title") {
        const auto text = [](const Optional& one) {
            return one ? one->string().value_or(std::string(one->raw())) : std::string();
        };
        record.text({pair.key, text(pair.before), text(pair.after)});
    } else if (pair.key == "inputSchema") {
        compareSchemas(pair.before, pair.after, {}, record);
        record.line(pair.key, drawDiff(diffWords(rawOf(pair.before), rawOf(pair.after)), kMaxDiffLineBytes));
    } else if (pair.key == "annotations") {
        compareHints(pair, record);
    } else if (pair.key == "arguments") {
        compareArguments(pair, record);
    } else {
        rawChange(pair, ChangeKind::Other, inQuotes(pair.key) + " is another", record);
    }
}

std::size_t hashOf(std::string_view word)
{
    return std::hash<std::string_view>()(word);
}

/// The words of everything but the name, sorted.
std::vector<std::size_t> wordsOfForm(std::string_view canonical)
{
    std::vector<std::size_t> words;
    const auto collect = [&](std::string_view text) {
        constexpr std::string_view kBetween = " \t\"{}[]:,.\\";
        for (std::size_t at = 0; at < text.size();) {
            const auto begin = std::min(text.find_first_not_of(kBetween, at), text.size());
            at = std::min(text.find_first_of(kBetween, begin), text.size());
            if (at > begin)
                words.push_back(hashOf(text.substr(begin, at - begin)));
        }
    };
    const Value value(canonical);
    if (value.isObject()) {
        for (auto it = value.children(); it.next();) {
            if (it.keyIs("name") || it.keyIs("title"))
                continue;
            collect(it.rawKey());
            collect(it.value().raw());
        }
    } else {
        collect(canonical);
    }
    std::sort(words.begin(), words.end());
    return words;
}

} // namespace

std::string_view toText(ChangeKind kind)
{
    return model::textOf(kKindTexts, kind);
}

ChangeKind DefinitionChange::kind() const
{
    return parts.empty() ? ChangeKind::Other : parts.front().kind;
}

DefinitionChange compareDefinitions(DefinitionKind kind, std::string_view before, std::string_view after)
{
    ChangeRecord record;
    const Value was(before);
    const Value is(after);
    if (kind == DefinitionKind::Instructions) {
        record.text({"instructions", was.string().value_or(""), is.string().value_or(std::string(after))});
        return record.finish();
    }
    if (!was.isObject() || !is.isObject()) {
        record.part(ChangeKind::Other, "it is another value altogether");
        return record.finish();
    }
    const auto beforeMembers = membersOf(was);
    const auto afterMembers = membersOf(is);
    for (const auto& pair : pairsOf(beforeMembers, afterMembers)) {
        if (pair.key != "name" && pair.key != "uriTemplate")
            compareMember(pair, record);
    }
    return record.finish();
}

DefinitionChange describeNew(DefinitionKind kind, std::string_view canonical)
{
    ChangeRecord record;
    const Value value(canonical);
    const auto text = kind == DefinitionKind::Instructions ? Optional(value)
        : value.isObject()                                 ? value.find("description")
                                                           : std::nullopt;
    record.part(ChangeKind::New, "it was not there when the server was first looked at");
    if (const auto said = text ? text->string() : std::nullopt; said && !said->empty()) {
        const auto rated = rateTextChange({}, *said);
        if (rated == ChangeKind::NewInstruction)
            record.part(rated, "its text speaks to the model, or hides something");
        record.line(kind == DefinitionKind::Instructions ? "instructions" : "description",
            drawDiff(diffWords({}, *said), kMaxDiffLineBytes));
    }
    const auto hints = value.isObject() ? value.find("annotations") : std::nullopt;
    if (hints && hints->isObject())
        record.line("annotations", base::printable(hints->raw().substr(0, kMaxDiffLineBytes)));
    return record.finish();
}

double likeness(std::string_view left, std::string_view right)
{
    const auto leftWords = wordsOfForm(left);
    const auto rightWords = wordsOfForm(right);
    if (leftWords.empty() || rightWords.empty())
        return 0;
    std::size_t shared = 0;
    for (auto l = leftWords.begin(), r = rightWords.begin(); l != leftWords.end() && r != rightWords.end();) {
        if (*l == *r) {
            ++shared;
            ++l;
            ++r;
        } else if (*l < *r) {
            ++l;
        } else {
            ++r;
        }
    }
    return static_cast<double>(shared) / static_cast<double>(leftWords.size() + rightWords.size() - shared);
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/text_walk.h"

#include "core/jsonrpc/levels.h"
#include "core/jsonrpc/skip.h"
#include "core/jsonrpc/tokens.h"

#include <array>
#include <utility>

namespace gatehouse::mcp {
namespace {

using jsonrpc::KeyIndex;
using jsonrpc::Level;
using jsonrpc::MemberRule;
using Kind = TextField::Kind;

constexpr auto kLevels = static_cast<std::size_t>(Level::Count);

/// What the texts below some place are.
struct Place {
    Channel channel = Channel::Other;
    TextRole role = TextRole::Data;
    std::uint32_t item = 0;
    bool isInList = false; ///< item says which of the list
    std::string_view key = {};
};

/// text_roles.def in the form in which it is asked.
class RoleTable {
public:
    RoleTable()
    {
#define GATEHOUSE_TEXT_ROLE(key, role) setEverywhere(key, TextRole::role);
#define GATEHOUSE_TEXT_ROLE_IN(level, key, role) set(Level::level, key, TextRole::role);
#include "core/mcp/text_roles.def"
#undef GATEHOUSE_TEXT_ROLE
#undef GATEHOUSE_TEXT_ROLE_IN
    }
    TextRole of(Level level, KeyIndex key) const
    {
        return m_roles[static_cast<std::size_t>(level)][key];
    }

private:
    void set(Level level, std::string_view key, TextRole role)
    {
        m_roles[static_cast<std::size_t>(level)][jsonrpc::matchKey(key).index] = role;
    }
    void setEverywhere(std::string_view key, TextRole role)
    {
        for (std::size_t level = 0; level < kLevels; ++level)
            set(static_cast<Level>(level), key, role);
    }

    std::array<std::array<TextRole, jsonrpc::kMaxProtocolKeys>, kLevels> m_roles{};
};

const RoleTable& roles()
{
    static const RoleTable kTable;
    return kTable;
}

/// The keys at which a message changes who it speaks to.
struct Turns {
    KeyIndex version = jsonrpc::matchKey("jsonrpc").index;
    KeyIndex method = jsonrpc::matchKey("method").index;
    KeyIndex error = jsonrpc::matchKey("error").index;
    KeyIndex instructions = jsonrpc::matchKey("instructions").index;
    KeyIndex serverInfo = jsonrpc::matchKey("serverInfo").index;
    KeyIndex clientInfo = jsonrpc::matchKey("clientInfo").index;
    KeyIndex content = jsonrpc::matchKey("content").index;
    KeyIndex structuredContent = jsonrpc::matchKey("structuredContent").index;
    KeyIndex inputResponses = jsonrpc::matchKey("inputResponses").index;
};

const Turns& turns()
{
    static const Turns kTurns;
    return kTurns;
}

Channel channelBelow(Level level, KeyIndex key, Channel channel)
{
    const auto& turn = turns();
    if (level == Level::Envelope && key == turn.error)
        return Channel::Error;
    if (level == Level::Result) {
        if (key == turn.instructions)
            return Channel::Instructions;
        if (key == turn.serverInfo)
            return Channel::ServerInfo;
        // A task's state may bring the result with it.
        const bool isTold = channel == Channel::Status || channel == Channel::Other;
        if (isTold && (key == turn.content || key == turn.structuredContent))
            return Channel::Result;
    }
    if (level == Level::Params && key == turn.clientInfo)
        return Channel::ClientInfo;
    if (level == Level::Params && key == turn.inputResponses)
        return Channel::ClientAnswer;
    return channel;
}

/// What says nothing: the version, which parsing has compared, and a method that is known.
bool isConstant(KeyIndex key, Channel channel)
{
    const auto& turn = turns();
    return key == turn.version || (key == turn.method && channel != Channel::Other);
}

constexpr std::string_view kValueKey = "\"value\"";

/// {"name": "DB_PASSWORD", "value": …}: lists of settings name their values so.
bool isOfName(std::string_view key)
{
    return key == "\"name\"" || key == "\"key\"" || key == "\"variable\"";
}

/// Goes over accepted text. Recursion is as deep as levels.def nests.
class Walker {
public:
    Walker(const jsonrpc::Message& message, TextSink& sink)
        : m_at(message.line.data())
        , m_end(message.line.data() + message.line.size())
        , m_long(message.longStrings)
        , m_nextLong(m_long.begin())
        , m_sink(sink)
    {
    }

    void run(Channel channel)
    {
        skipBlanks();
        value({true, Level::Envelope, Level::Free}, {channel, TextRole::Data, 0, false, {}});
    }

private:
    void value(MemberRule rule, Place place);
    void object(Level level, Place place);
    void array(Level elements, Place place);
    void free(Place place);
    void string(Place& place);
    void number(Place place);
    void scalar(Place place);
    Channel channelOfInputRequest(Channel channel) const;

    void skipBlanks() { m_at = jsonrpc::skipBlanks(m_at, m_end); }
    bool isAt(char c) const { return m_at != m_end && *m_at == c; }
    void advance()
    {
        if (m_at != m_end)
            ++m_at;
    }
    void emit(const char* from, Kind kind, Place place)
    {
        const auto token = jsonrpc::between(from, m_at);
        const auto said = std::exchange(m_name, {});
        if (kind == Kind::String && isOfName(place.key))
            m_name = token;
        else if (kind == Kind::Key && token == kValueKey)
            m_name = said;
        const bool isNamed = kind != Kind::Key && !said.empty() && place.key == kValueKey;
        m_sink.text({token, kind, place.channel, place.role, place.item, isNamed ? said : place.key});
    }

    const char* m_at;
    const char* m_end;
    const jsonrpc::LongStrings& m_long; // those before m_nextLong lie behind
    const std::string_view* m_nextLong;
    TextSink& m_sink;
    std::string_view m_name; // what the member before called the value that comes next
};

void Walker::value(MemberRule rule, Place place)
{
    if (isAt('{') && rule.inside != Level::Free)
        object(rule.inside, place);
    else if (isAt('[') && rule.elements != Level::Free)
        array(rule.elements, place);
    else
        free(place);
}

void Walker::object(Level level, Place place)
{
    if (level == Level::InputRequest)
        place.channel = channelOfInputRequest(place.channel);
    advance();
    for (skipBlanks(); m_at != m_end && *m_at != '}'; skipBlanks()) {
        if (*m_at == ',') {
            ++m_at;
            continue;
        }
        const char* const start = m_at;
        m_at = jsonrpc::skipStringUnchecked(m_at, m_end);
        if (m_at == start)
            return; // no key: not accepted text
        const auto token = jsonrpc::between(start, m_at);
        const auto match = jsonrpc::matchKey(token.substr(1, token.size() < 2 ? 0 : token.size() - 2));
        const auto rule = match.isExact ? jsonrpc::memberRule(level, match.index) : MemberRule();
        auto inside = place;
        auto below = rule;
        if (rule.isDefined) {
            inside.channel = channelBelow(level, match.index, place.channel);
            inside.role = roles().of(level, match.index);
        } else {
            below.inside = jsonrpc::levelOfEveryMember(level);
            inside.role = TextRole::Data;
        }
        if (level == Level::Schema)
            inside.role = TextRole::Schema;
        inside.key = token;
        if (!rule.isDefined)
            emit(start, Kind::Key, inside);
        skipBlanks();
        advance();
        skipBlanks();
        if (level == Level::Envelope && rule.isDefined && isConstant(match.index, place.channel))
            m_at = jsonrpc::skipValueUnchecked(m_at, m_end);
        else
            value(below, inside);
    }
    advance();
}

void Walker::array(Level elements, Place place)
{
    const bool countsItems = !std::exchange(place.isInList, true);
    advance();
    for (std::uint32_t count = 0;;) {
        skipBlanks();
        if (m_at == m_end || *m_at == ']')
            break;
        if (*m_at == ',') {
            ++m_at;
            ++count;
            continue;
        }
        if (countsItems)
            place.item = count;
        value({true, elements, Level::Free}, place);
    }
    advance();
}

/// A value of which the protocol says nothing: containers are counted, so that depth costs nothing.
void Walker::free(Place place)
{
    const char* const start = m_at;
    for (std::size_t depth = 0; m_at != m_end;) {
        switch (*m_at) {
        case '{':
        case '[':
            ++depth;
            ++m_at;
            break;
        case '}':
        case ']':
            if (depth == 0)
                return; // of the container around it
            --depth;
            ++m_at;
            break;
        case ',':
            if (depth == 0)
                return;
            ++m_at;
            break;
        case ':':
            ++m_at;
            break;
        case '"':
            string(place);
            break;
        default:
            scalar(place);
            break;
        }
        if (depth == 0 && m_at != start)
            return;
        skipBlanks();
    }
}

void Walker::string(Place& place)
{
    const char* const start = m_at;
    const auto left = static_cast<std::size_t>(m_end - m_at);
    if (m_nextLong != m_long.end() && m_nextLong->data() == start && m_nextLong->size() <= left) {
        m_at += m_nextLong->size();
        ++m_nextLong;
    } else {
        m_at = jsonrpc::skipStringUnchecked(m_at, m_end);
    }
    const char* const next = jsonrpc::skipBlanks(m_at, m_end);
    const bool isKey = next != m_end && *next == ':';
    if (isKey)
        place.key = jsonrpc::between(start, m_at);
    emit(start, isKey ? Kind::Key : Kind::String, place);
}

void Walker::scalar(Place place)
{
    const char* const start = m_at;
    while (m_at != m_end && *m_at != ',' && *m_at != '}' && *m_at != ']' && !jsonrpc::isBlank(*m_at))
        ++m_at;
    const bool isNumber = *start == '-' || jsonrpc::isDigit(*start);
    if (isNumber && static_cast<std::size_t>(m_at - start) >= kMinNumberBytes)
        emit(start, Kind::Number, place);
}

/// The method may come after the params.
Channel Walker::channelOfInputRequest(Channel channel) const
{
    const auto method =
        jsonrpc::Value(jsonrpc::between(m_at, jsonrpc::skipValueUnchecked(m_at, m_end))).find("method");
    const auto name = method ? method->string() : std::nullopt;
    const auto asked = name ? channelOf(methodInfo(*name), false) : Channel::Other;
    return asked == Channel::Other ? channel : asked;
}

} // namespace

Channel channelOf(const MethodInfo& method, bool isAnswer)
{
    if (method.method == Method::Unknown)
        return Channel::Other;
    switch (isAnswer ? method.answer : method.request) {
    case Surface::ServerSelf:
        return Channel::ServerInfo;
    case Surface::ClientSelf:
        return Channel::ClientInfo;
    case Surface::ToolList:
        return Channel::ToolDefinition;
    case Surface::PromptList:
        return Channel::PromptDefinition;
    case Surface::ResourceList:
        return Channel::ResourceDefinition;
    case Surface::ToolArguments:
    case Surface::ResourceUri:
    case Surface::PromptArguments:
    case Surface::CompletionInput:
        return Channel::Arguments;
    case Surface::ToolResult:
        return Channel::Result;
    case Surface::ResourceText:
        return Channel::Resource;
    case Surface::PromptText:
        return Channel::Prompt;
    case Surface::CompletionValues:
        return Channel::Completion;
    case Surface::Sampling:
        return Channel::Sampling;
    case Surface::Elicitation:
        return Channel::Elicitation;
    case Surface::SamplingAnswer:
    case Surface::ElicitationAnswer:
    case Surface::Roots:
        return Channel::ClientAnswer;
    case Surface::Log:
        return Channel::Log;
    case Surface::Progress:
        return Channel::Progress;
    case Surface::Task:
    case Surface::Text:
        return Channel::Status;
    case Surface::None:
        break;
    }
    return Channel::Other;
}

void walkTexts(const jsonrpc::Message& message, Channel channel, TextSink& sink)
{
    Walker(message, sink).run(channel);
}

} // namespace gatehouse::mcp

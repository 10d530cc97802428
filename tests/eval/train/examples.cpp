// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/examples.h"

#include "core/inspect/classifier/features.h"
#include "core/inspect/normalise.h"
#include "core/jsonrpc/message.h"
#include "core/jsonrpc/value.h"
#include "tests/eval/corpus.h"
#include "tests/eval/train/chosen_windows.h"
#include "tests/eval/train/own_texts.h"
#include "tests/eval/train/written_texts.h"

namespace gatehouse::eval {
namespace {

struct ExcludedSource {
    std::string_view name;
    std::string_view why;
};

constexpr ExcludedSource kExcludedSources[] = {
#define GATEHOUSE_EXCLUDED_SOURCE(name, why) {name, why},
#include "tests/eval/train/excluded_sources.def"
#undef GATEHOUSE_EXCLUDED_SOURCE
};

struct OwnSentence {
    std::string_view language;
    bool isAttack = false;
    std::string_view text;
};

constexpr OwnSentence kOwnSentences[] = {
#define GATEHOUSE_OWN_SENTENCE(language, isAttack, text) {language, isAttack, text},
#include "tests/eval/train/own_sentences.def"
#undef GATEHOUSE_OWN_SENTENCE
};

void cutWindows(Example& example)
{
    for (const auto& text : example.texts) {
        for (const auto window : windowsOf(text))
            example.windows.push_back(bucketsOf(window));
    }
}

Example ownExample(const std::string& source, bool isAttack, const std::string& text)
{
    Example example{source, "own", isAttack ? "attack" : "benign", "own", {}, isAttack, {}, {}, {}};
    inspect::TextCopy copy;
    inspect::normalise(jsonrpc::encodeString(text), 0, copy);
    example.texts.push_back(copy.text);
    cutWindows(example);
    return example;
}

/// Texts that a model reads, of one message.
class Texts final : public mcp::TextSink {
public:
    explicit Texts(Example& example)
        : m_example(example)
    {
    }
    void text(const mcp::TextField& field) override
    {
        constexpr std::size_t kFewest = 12; // bytes: less says nothing
        const auto group = inspect::scoreGroupOf(field.channel);
        if (!group || field.kind == mcp::TextField::Kind::Number)
            return;
        m_copy.clear();
        inspect::normalise(field.token, 0, m_copy);
        if (m_copy.text.size() < kFewest)
            return;
        m_example.group = *group;
        m_example.texts.push_back(m_copy.text);
    }

private:
    Example& m_example;
    inspect::TextCopy m_copy;
};

bool isOfThisModel(const Item& item)
{
    return item.kind == "prompt" || item.kind == "tool_result" || item.kind == "tool_def" ||
        item.kind == "doc";
}

} // namespace

Buckets bucketsOf(std::string_view window)
{
    Buckets buckets;
    inspect::readFeatures(window, [&buckets](std::uint32_t bucket, bool isNew, inspect::FeatureKind kind) {
        if (isNew)
            (kind == inspect::FeatureKind::Words ? buckets.words : buckets.deeds).push_back(bucket);
    });
    return buckets;
}

std::vector<std::string_view> windowsOf(std::string_view text)
{
    std::vector<std::string_view> windows;
    for (std::size_t i = 0; i < inspect::windowCount(text.size()); ++i) {
        const auto place = inspect::windowAt(i, text.size());
        windows.push_back(text.substr(place.begin, place.size()));
    }
    return windows;
}

void addOwnSentences(std::vector<Example>& examples)
{
    for (const auto& sentence : kOwnSentences)
        examples.push_back(ownExample(
            kOwnSource + std::string(sentence.language), sentence.isAttack, std::string(sentence.text)));
}

void addOwnTexts(std::vector<Example>& examples)
{
    for (const auto& text : ownTexts()) {
        const auto source = kMadeSource + text.language + (text.isDefinition ? "-tools" : "");
        examples.push_back(ownExample(source, text.isAttack, text.text));
    }
}

bool addWrittenTexts(const std::string& folder, std::vector<Example>& examples)
{
    return readWrittenPairs(folder, [&examples](const WrittenPair& pair) {
        const auto source = kWrittenSource + pair.language + '-' + pair.type;
        if (!pair.attack.empty())
            examples.push_back(ownExample(source, true, pair.attack));
        examples.push_back(ownExample(source, false, pair.twin));
    });
}

bool readExamples(const std::string& folder, std::vector<Example>& examples)
{
    auto chosen = ChosenWindows::make();
    return chosen && readCorpora(folder, [&](const Item& item) {
        const auto parsed = jsonrpc::parseMessage(item.line, {});
        if (!isOfThisModel(item) || !parsed.message)
            return;
        const auto channel = mcp::channelOf(*item.method, item.isAnswer);
        Example example{
            item.source, item.kind, item.label, item.type, {}, item.label == "attack", {}, {}, {}};
        example.messageBytes = item.line.size();
        Texts texts(example);
        mcp::walkTexts(*parsed.message, channel, texts);
        example.chosen = chosen->of(*parsed.message, channel);
        cutWindows(example);
        if (!example.windows.empty())
            examples.push_back(std::move(example));
    });
}

std::string_view reasonNotToLearnFrom(std::string_view source)
{
    for (const auto& excluded : kExcludedSources) {
        if (excluded.name == source)
            return excluded.why;
    }
    return {};
}

} // namespace gatehouse::eval

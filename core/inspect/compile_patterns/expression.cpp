// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/expression.h"

#include "core/inspect/compile_patterns/expression_tree.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kMostTexts = 160; // of one set
constexpr std::size_t kShortest = 3;

using Texts = std::vector<FixedText>;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// What is known of a part of an expression.
struct Known {
    bool isAll = true; ///< it matches `texts` and nothing else
    Texts texts{{}};
    Texts required; ///< else: what it cannot do without, if anything
    std::size_t widest = 0;
};

class Analysis {
public:
    Analysis(bool ignoresCase, double (*rate)(std::string_view))
        : m_ignoresCase(ignoresCase)
        , m_rate(rate)
    {
    }
    Known of(const ExpressionNode& node) const
    {
        switch (node.kind) {
        case ExpressionNode::Kind::Byte:
            return ofBytes(node.bytes);
        case ExpressionNode::Kind::Boundary:
            return {true, {{"", true, true}}, {}, 0};
        case ExpressionNode::Kind::Start:
            return {false, {}, {}, 0};
        case ExpressionNode::Kind::Repeat:
            return ofRepeat(node);
        case ExpressionNode::Kind::Choice:
            return ofChoice(node);
        case ExpressionNode::Kind::Row:
            break;
        }
        return ofRow(node.parts);
    }
    Known ofRow(const std::vector<ExpressionNode>& parts, Known row = {}) const
    {
        for (const auto& part : parts) {
            const auto known = of(part);
            if (part.kind == ExpressionNode::Kind::Choice && !joins(row, known))
                require(row.required, ofEach(part, row));
            append(row, known);
        }
        return closed(std::move(row));
    }
    /// Where it knows no texts for certain, those of which one must stand there.
    Known closed(Known row) const
    {
        if (!row.isAll)
            require(row.required, row.texts);
        return row;
    }

private:
    /// What one of the choices cannot do without, each behind what stands in front of them all.
    Texts ofEach(const ExpressionNode& choice, const Known& front) const
    {
        Texts all;
        for (const auto& part : choice.parts) {
            const bool isRow = part.kind == ExpressionNode::Kind::Row;
            const auto one = ofRow(isRow ? part.parts : std::vector{part}, {false, front.texts, {}, 0});
            if (!isEnough(one.required))
                return {};
            all.insert(all.end(), one.required.begin(), one.required.end());
        }
        tidy(all);
        return all;
    }
    Known ofBytes(const ByteChoice& bytes) const
    {
        Known known{true, {}, {}, 1};
        for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
            const bool isShouted = m_ignoresCase && byte >= 'A' && byte <= 'Z';
            if (bytes.test(byte))
                known.texts.push_back(
                    {std::string(1, static_cast<char>(isShouted ? byte + 32 : byte)), false, false});
        }
        tidy(known.texts);
        constexpr std::size_t kMostBytes = 32;
        return known.texts.size() <= kMostBytes ? known : Known{false, {{}}, {}, 1};
    }
    Known ofRepeat(const ExpressionNode& node) const
    {
        const auto one = of(node.parts.front());
        Known all;
        for (std::size_t i = 0; i < node.least; ++i)
            append(all, one);
        if (node.least != node.most) {
            Known longer = all;
            for (auto i = node.least; i < node.most && all.isAll && all.texts.size() <= kMostTexts; ++i) {
                append(longer, one);
                if (!longer.isAll)
                    all.isAll = false;
                all.texts.insert(all.texts.end(), longer.texts.begin(), longer.texts.end());
            }
            tidy(all.texts);
            if (!all.isAll || all.texts.size() > kMostTexts) {
                // What it must have is only what stands in the fewest.
                all = Known{};
                for (std::size_t i = 0; i < node.least; ++i)
                    append(all, one);
                all = closed({false, all.texts, all.required, 0});
                all.texts = {{}};
            }
        }
        all.widest = node.most == ExpressionNode::kNoLimit || one.widest == ExpressionNode::kNoLimit
            ? ExpressionNode::kNoLimit
            : node.most * one.widest;
        return all.isAll ? all : closed(std::move(all));
    }
    Known ofChoice(const ExpressionNode& node) const
    {
        Known all{true, {}, {}, 0};
        Texts required;
        bool hasRequired = true;
        for (const auto& part : node.parts) {
            const auto one = of(part);
            all.widest = std::max(all.widest, one.widest);
            all.isAll = all.isAll && one.isAll;
            all.texts.insert(all.texts.end(), one.texts.begin(), one.texts.end());
            const auto& texts = one.isAll ? one.texts : one.required;
            hasRequired = hasRequired && isEnough(texts);
            required.insert(required.end(), texts.begin(), texts.end());
        }
        tidy(all.texts);
        tidy(required);
        if (all.isAll && all.texts.size() <= kMostTexts)
            return all;
        return {false, {{}}, hasRequired ? required : Texts{}, all.widest};
    }
    static bool joins(const Known& row, const Known& next)
    {
        return next.isAll && row.texts.size() * next.texts.size() <= kMostTexts;
    }
    /// What stands behind what.
    void append(Known& row, const Known& next) const
    {
        row.widest = row.widest == ExpressionNode::kNoLimit || next.widest == ExpressionNode::kNoLimit
            ? ExpressionNode::kNoLimit
            : row.widest + next.widest;
        if (next.isAll)
            require(row.required, next.texts); // alone, if its neighbours would only make it many
        if (joins(row, next)) {
            row.texts = joined(row.texts, next.texts);
            return;
        }
        require(row.required, row.texts);
        row.isAll = false;
        row.texts = {{}};
        if (next.isAll)
            row.texts = next.texts;
        else
            require(row.required, next.required);
    }
    static Texts joined(const Texts& left, const Texts& right)
    {
        Texts out;
        for (const auto& first : left) {
            for (const auto& second : right) {
                if (const auto both = joined(first, second))
                    out.push_back(*both);
            }
        }
        tidy(out);
        return out;
    }
    /// None where a word would have to end within one.
    static std::optional<FixedText> joined(const FixedText& left, const FixedText& right)
    {
        const bool isAsked = left.endsWord || right.startsWord;
        if (left.text.empty() || right.text.empty())
            return FixedText{left.text + right.text,
                left.startsWord || (left.text.empty() && right.startsWord),
                right.endsWord || (right.text.empty() && left.endsWord)};
        if (isAsked && isLetter(left.text.back()) == isLetter(right.text.front()))
            return std::nullopt;
        return FixedText{left.text + right.text, left.startsWord, right.endsWord};
    }
    static void tidy(Texts& texts)
    {
        std::ranges::sort(texts);
        texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    }
    static bool isEnough(const Texts& texts)
    {
        return !texts.empty() &&
            std::ranges::all_of(texts, [](const FixedText& one) { return one.text.size() >= kShortest; });
    }
    double rateOf(const Texts& texts) const
    {
        if (!isEnough(texts))
            return std::numeric_limits<double>::infinity();
        constexpr double kPrice = 0.2; // of a text more, as so many in a million bytes
        double sum = 0;
        for (const auto& one : texts)
            sum += m_rate(one.text) + kPrice;
        return sum;
    }
    void require(Texts& required, const Texts& texts) const
    {
        if (rateOf(texts) < rateOf(required))
            required = texts;
    }

    bool m_ignoresCase;
    double (*m_rate)(std::string_view);
};

/// Without those that another one stands in.
Texts withoutLonger(const Texts& texts)
{
    Texts out;
    std::ranges::copy_if(texts, std::back_inserter(out), [&texts](const FixedText& one) {
        return std::ranges::none_of(texts, [&one](const FixedText& other) {
            return !other.startsWord && !other.endsWord && other.text.size() < one.text.size() &&
                one.text.find(other.text) != std::string::npos;
        });
    });
    return out;
}

/// Classes that end an expression and stand for a fixed number of bytes.
std::size_t takeTail(std::vector<ExpressionNode>& parts, ByteChoice& tail)
{
    if (parts.size() < 2)
        return 0;
    const auto last = parts.back();
    const bool isRepeat = last.kind == ExpressionNode::Kind::Repeat;
    const auto& one = isRepeat ? last.parts.front() : last;
    constexpr std::size_t kMostTail = 32;
    if (one.kind != ExpressionNode::Kind::Byte || one.bytes.count() < 2 ||
        (isRepeat && (last.least != last.most || last.most > kMostTail)))
        return 0;
    tail = one.bytes;
    parts.pop_back();
    return isRepeat ? last.most : 1;
}

} // namespace

std::optional<Requirement> requirementOf(
    std::string_view expression, bool ignoresCase, double (*rate)(std::string_view), std::string& problem)
{
    auto tree = parseExpression(expression, ignoresCase, problem);
    if (!tree)
        return std::nullopt;
    const Analysis analysis(ignoresCase, rate);
    auto whole = analysis.of(*tree);
    Requirement out{whole.texts, whole.widest, whole.isAll, 0, {}};
    if (!whole.isAll && tree->kind == ExpressionNode::Kind::Row) {
        ByteChoice tail;
        const auto tailBytes = takeTail(tree->parts, tail);
        const auto front = analysis.of(*tree);
        const bool endsInside =
            std::ranges::any_of(front.texts, [](const FixedText& one) { return one.endsWord; });
        if (tailBytes > 0 && front.isAll && !endsInside)
            out = {front.texts, whole.widest, true, tailBytes, tail};
    }
    if (!out.isAll)
        out.texts = withoutLonger(whole.required);
    if (out.widest == ExpressionNode::kNoLimit)
        problem = "repeats without an upper bound";
    else if (out.texts.empty() ||
        std::ranges::any_of(out.texts, [](const FixedText& one) { return one.text.size() < kShortest; }))
        problem = "has no literal of three bytes";
    else
        return out;
    return std::nullopt;
}

} // namespace gatehouse::inspect

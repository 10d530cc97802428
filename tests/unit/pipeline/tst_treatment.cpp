// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/treatment.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::pipeline;
using model::Confidence;
using model::Direction;
using model::Family;
using model::Treatment;

namespace {

class NamedDetector final : public inspect::Detector {
public:
    std::string_view id() const override { return "named"; }
    std::span<const inspect::Rule> rules() const override { return {}; }
    std::span<const inspect::Sample> samples() const override { return {}; }
};

const NamedDetector kOne;
const NamedDetector kAnother;
const inspect::Rule kPoisoning{"p", Family::Poisoning, inspect::Severity::High, "P"};
const inspect::Rule kSecret{"s", Family::Secret, inspect::Severity::High, "S"};
const inspect::Rule kLookalike{"lookalike", Family::Carrier, inspect::Severity::Medium, "L"};

inspect::Found foundBy(const inspect::Detector& detector, const inspect::Rule& rule, Confidence confidence,
    std::uint32_t item = 0, mcp::TextRole role = mcp::TextRole::Text,
    mcp::Channel channel = mcp::Channel::ToolDefinition)
{
    inspect::Found found;
    found.detector = &detector;
    found.rule = &rule;
    found.confidence = confidence;
    found.field.item = item;
    found.field.role = role;
    found.field.channel = channel;
    return found;
}

} // namespace

class TestTreatment : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void twoDetectorsAboutOneToolAreSureTogether();
    void oneDetectorTwiceIsNot();
    void findingsAboutOtherToolsOrThingsDoNotCount();
    void whatCannotBeChangedIsTreatedOtherwise();
    void aDeviationIsFlaggedAskedOrBlockedAndNothingElse();
};

void TestTreatment::twoDetectorsAboutOneToolAreSureTogether()
{
    const auto joint = jointConfidences({foundBy(kOne, kPoisoning, Confidence::Medium, 2),
        foundBy(kAnother, kPoisoning, Confidence::Medium, 2), foundBy(kOne, kPoisoning, Confidence::Low, 2)});

    QCOMPARE(joint, (std::vector{Confidence::High, Confidence::High, Confidence::Low}));
}

void TestTreatment::oneDetectorTwiceIsNot()
{
    const auto joint = jointConfidences(
        {foundBy(kOne, kPoisoning, Confidence::Medium), foundBy(kOne, kPoisoning, Confidence::Medium)});

    QCOMPARE(joint, (std::vector{Confidence::Medium, Confidence::Medium}));
}

void TestTreatment::findingsAboutOtherToolsOrThingsDoNotCount()
{
    const auto joint = jointConfidences({foundBy(kOne, kPoisoning, Confidence::Medium, 1),
        foundBy(kAnother, kPoisoning, Confidence::Medium, 2),
        foundBy(kAnother, kSecret, Confidence::Medium, 1),
        foundBy(kAnother, kPoisoning, Confidence::Low, 1)});

    QCOMPARE(
        joint, (std::vector{Confidence::Medium, Confidence::Medium, Confidence::Medium, Confidence::Low}));
}

void TestTreatment::whatCannotBeChangedIsTreatedOtherwise()
{
    const auto possible = [](Treatment wanted, const inspect::Rule& rule, mcp::TextRole role,
                              mcp::Channel channel, Direction direction = Direction::ToClient) {
        return possibleTreatment(wanted, foundBy(kOne, rule, Confidence::High, 0, role, channel), direction);
    };
    using mcp::Channel;
    using mcp::TextRole;
    QCOMPARE(possible(Treatment::Redact, kSecret, TextRole::Opaque, Channel::Result), Treatment::Flag);
    QCOMPARE(possible(Treatment::Redact, kSecret, TextRole::Blob, Channel::Resource), Treatment::Block);
    QCOMPARE(possible(Treatment::Redact, kSecret, TextRole::Name, Channel::ToolDefinition), Treatment::Hide);
    QCOMPARE(possible(Treatment::Redact, kSecret, TextRole::Text, Channel::Result), Treatment::Redact);
    QCOMPARE(possible(Treatment::Strip, kLookalike, TextRole::Text, Channel::Result), Treatment::Fence);
    QCOMPARE(possible(Treatment::Fence, kPoisoning, TextRole::Data, Channel::Arguments, Direction::ToServer),
        Treatment::Flag);
    QCOMPARE(possible(Treatment::Hide, kPoisoning, TextRole::Text, Channel::Result), Treatment::Block);
    QCOMPARE(possible(Treatment::Hide, kPoisoning, TextRole::Text, Channel::Instructions), Treatment::Hide);
    QCOMPARE(
        possible(Treatment::Hide, kPoisoning, TextRole::Opaque, Channel::ToolDefinition), Treatment::Block);
    QCOMPARE(possible(Treatment::Ask, kSecret, TextRole::Opaque, Channel::Arguments, Direction::ToServer),
        Treatment::Ask);
}

void TestTreatment::aDeviationIsFlaggedAskedOrBlockedAndNothingElse()
{
    const inspect::Rule rule{"behaviour-place", Family::Behaviour, inspect::Severity::Medium, "B"};
    const auto found = foundBy(kOne, rule, Confidence::High, 0, mcp::TextRole::Data, mcp::Channel::Arguments);
    for (const auto wanted : {Treatment::Strip, Treatment::Fence, Treatment::Redact, Treatment::Hide}) {
        QCOMPARE(possibleTreatment(wanted, found, Direction::ToServer), Treatment::Flag);
        QCOMPARE(possibleTreatment(wanted, found, Direction::ToClient), Treatment::Flag);
    }
    for (const auto wanted : {Treatment::Off, Treatment::Flag, Treatment::Ask, Treatment::Block})
        QCOMPARE(possibleTreatment(wanted, found, Direction::ToServer), wanted);
    // The call has been made.
    QCOMPARE(possibleTreatment(Treatment::Ask, found, Direction::ToClient), Treatment::Flag);
    QCOMPARE(possibleTreatment(Treatment::Block, found, Direction::ToClient), Treatment::Block);
}

QTEST_APPLESS_MAIN(TestTreatment)
#include "tst_treatment.moc"

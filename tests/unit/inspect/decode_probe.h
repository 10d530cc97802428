// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"

#include <QByteArray>
#include <random>
#include <string>
#include <vector>

namespace gatehouse::inspect {
#define GATEHOUSE_DETECTOR(name) std::unique_ptr<const Detector> make##name##Detector();
#include "core/inspect/detectors.def"
#undef GATEHOUSE_DETECTOR
} // namespace gatehouse::inspect

namespace gatehouse::testing {

using namespace inspect;

struct Seen {
    std::string text;
    Encoding encoding;
    unsigned depth;
};

/// Notes every text that was revealed, and finds the word "needle" in them.
class ProbeDetector final : public Detector {
public:
    explicit ProbeDetector(std::vector<Seen>& seen)
        : m_seen(seen)
    {
    }
    std::string_view id() const override { return "probe"; }
    std::span<const Rule> rules() const override
    {
        static constexpr std::array<Rule, 1> kRules{
            {{"needle", Family::Carrier, Severity::Note, "The word needle"}}};
        return kRules;
    }
    std::span<const Sample> samples() const override { return {}; }
    bool readsTextsOf(mcp::Channel) const override { return true; }
    void onText(const Look& look, FindingSink& sink) const override
    {
        if (look.encoding == Encoding::None)
            return;
        m_seen.push_back({std::string(look.text), look.encoding, look.depth});
        const auto at = look.text.find("needle");
        if (at != std::string_view::npos)
            sink.found(0, {at, at + 6}, Confidence::Low);
    }

private:
    std::vector<Seen>& m_seen;
};

inline DetectorSet detectorsWith(std::unique_ptr<const Detector> probe)
{
    std::vector<std::unique_ptr<const Detector>> detectors;
#define GATEHOUSE_DETECTOR(name) detectors.push_back(make##name##Detector());
#include "core/inspect/detectors.def"
#undef GATEHOUSE_DETECTOR
    detectors.push_back(std::move(probe));
    return DetectorSet(std::move(detectors));
}

inline std::string base64(const std::string& text)
{
    return QByteArray::fromStdString(text).toBase64().toStdString();
}

inline std::string hex(const std::string& text)
{
    return QByteArray::fromStdString(text).toHex().toStdString();
}

inline std::string randomBytes(std::size_t count)
{
    std::mt19937 random(5);
    std::string bytes;
    while (bytes.size() < count)
        bytes.push_back(static_cast<char>(random()));
    return bytes;
}

inline std::string repeated(const std::string& text, std::size_t bytes)
{
    std::string out;
    while (out.size() < bytes)
        out += text;
    return out;
}

} // namespace gatehouse::testing

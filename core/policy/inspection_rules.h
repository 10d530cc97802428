// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/inspection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::policy {

/// What a policy says about findings of one kind, in one place, of one server. Empty names stand for all.
struct InspectionRule {
    std::string server; ///< an entry's name
    std::optional<model::TrustLevel> trust;
    std::optional<model::Family> family;
    std::string rule; ///< a rule's or a detector's id
    std::optional<model::Channel> channel;

    std::optional<model::Treatment> treatment;
    std::optional<model::Confidence> from; ///< findings less sure than this are only flagged
    std::optional<model::RedactionStyle> style;

    bool operator==(const InspectionRule&) const = default;
};

/// The rules of one file. An organisation's only ever tighten what the others lead to.
struct InspectionRules {
    std::vector<InspectionRule> rules;
    bool isOrganisation = false;

    bool operator==(const InspectionRules&) const = default;
};

/// One finding, as far as policies can tell it from others.
struct FindingKind {
    std::string_view server;
    model::TrustLevel trust = model::TrustLevel::Normal; ///< of the server
    model::Family family = model::Family::Carrier;
    std::string_view rule;
    std::string_view detector;
    model::Channel channel = model::Channel::Other;
};

/// What is to be done about a finding.
struct Handling {
    model::Treatment treatment = model::Treatment::Flag;
    model::Confidence from = model::Confidence::High;
    model::RedactionStyle style = model::RedactionStyle::Reversible;

    bool operator==(const Handling&) const = default;
};

/// What the files say about a finding for which `standard` is the default. Within one file the most exact
/// rule counts, for each of its settings: one that names the server before one that names how far it is
/// trusted, and that before one that names neither, then the rule or detector before the family, then the
/// channel; their order never matters, and among equals the stricter counts. Of several files the strictest
/// counts.
Handling handlingOf(
    const std::vector<InspectionRules>& files, const FindingKind& kind, const Handling& standard);

} // namespace gatehouse::policy

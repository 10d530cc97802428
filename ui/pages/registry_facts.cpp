// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/registry_facts.h"

#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/registry_text.h"
#include "ui/text/time_text.h"

#include <QCoreApplication>

namespace gatehouse::pages {
namespace {

using Look = widgets::FactView::Look;

constexpr int kMostShown = 500; // of one kind; how many more there are is said

struct FactWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::pages::RegistryFacts)
};

/// A list that may be long: as many as anybody reads, and the number of the others.
class LongList {
public:
    explicit LongList(widgets::FactView& view)
        : m_view(view)
    {
    }
    ~LongList()
    {
        if (m_count > kMostShown)
            m_view.addParagraph(FactWords::tr("… and %n more", nullptr, m_count - kMostShown), Look::Muted);
    }
    void add(const QString& line, Look look)
    {
        if (++m_count <= kMostShown)
            m_view.addParagraph(line, look);
    }

private:
    widgets::FactView& m_view;
    int m_count = 0;
};

QString withNote(const QString& line, const std::string& note)
{
    return note.empty() ? line : line + QStringLiteral("  (%1)").arg(text::displayText(note));
}

void showOrganisation(widgets::FactView& view, const service::OrganisationStanding& organisation)
{
    view.addHeading(FactWords::tr("YOUR ORGANISATION"));
    if (!organisation.problem.empty()) {
        view.addParagraph(
            FactWords::tr("Its registry is not understood, so that nothing new starts. What runs goes on. %1")
                .arg(text::displayText(organisation.problem)),
            Look::Danger);
        return;
    }
    if (!organisation.exists) {
        view.addParagraph(FactWords::tr("It says nothing on this machine: you alone decide."), Look::Muted);
        return;
    }
    const auto& registry = organisation.registry;
    if (!registry.isTrusted)
        view.addParagraph(text::displayText(registry.why), Look::Danger);
    if (registry.requiresListing)
        view.addParagraph(
            FactWords::tr("Only what it approves may start, whatever you approve."), Look::Attention);
    LongList list(view);
    for (const auto& item : registry.items) {
        const auto line = item.isDenied ? FactWords::tr("Forbidden: %1")
            : registry.isTrusted        ? FactWords::tr("Approved: %1")
                                        : FactWords::tr("Ignored: %1");
        list.add(withNote(line.arg(text::registryItemText(item)), item.note),
            item.isDenied ? Look::Attention : Look::Text);
    }
    for (const auto& package : registry.forbiddenPackages)
        list.add(FactWords::tr("Forbidden package: %1").arg(text::displayText(package)), Look::Attention);
}

void showLaunches(widgets::FactView& view, const std::vector<service::RegistryChange>& changes)
{
    const auto section = [&](const QString& heading, Look look, auto isMeant) {
        bool hasHeading = false;
        LongList list(view);
        for (const auto& change : changes) {
            if (!isMeant(change))
                continue;
            if (!std::exchange(hasHeading, true))
                view.addHeading(heading);
            auto line = withNote(text::registryItemText(change.item), change.item.note);
            if (const auto conflict = text::registryConflict(change); !conflict.isEmpty())
                line += QStringLiteral(" — ") + conflict;
            list.add(line, look);
        }
    };
    section(FactWords::tr("WOULD BE APPROVED"), Look::Attention,
        [](const service::RegistryChange& one) { return one.opens; });
    section(FactWords::tr("WOULD BE DENIED"), Look::Text,
        [](const service::RegistryChange& one) { return one.item.isDenied; });
    section(FactWords::tr("STAYS AS IT IS"), Look::Muted,
        [](const service::RegistryChange& one) { return !one.opens && !one.item.isDenied; });
}

void showTools(widgets::FactView& view, const std::vector<service::ToolsChange>& servers)
{
    for (const auto& server : servers) {
        view.addHeading(server.serverRef.empty()
                ? FactWords::tr("TOOLS OF A SERVER THAT IS NOT KNOWN HERE")
                : FactWords::tr("TOOLS OF %1").arg(text::displayText(server.serverName)));
        view.addParagraph(text::displayCommand(server.argv), Look::Code);
        LongList list(view);
        for (const auto& one : server.rules) {
            const auto conflict = text::toolRuleConflict(server, one);
            const bool opens = one.kind == service::ToolRuleChange::Kind::Opens;
            list.add(text::toolRuleText(one.rule) +
                    (conflict.isEmpty() ? QString() : QStringLiteral(" — ") + conflict),
                !conflict.isEmpty() ? Look::Muted
                    : opens         ? Look::Attention
                                    : Look::Text);
        }
    }
}

} // namespace

void showRegistryStanding(widgets::FactView& view, const service::RegistryStanding& standing)
{
    view.clearFacts();
    showOrganisation(view, standing.organisation);
    view.addHeading(FactWords::tr("WHOSE FILES YOU TAKE"));
    std::vector<widgets::FactView::Fact> keys;
    if (!standing.fingerprint.empty())
        keys.push_back({FactWords::tr("Your own key"), text::toQString(standing.fingerprint), Look::Code});
    for (const auto& key : standing.keys)
        keys.push_back(
            {text::displayText(key.name), text::toQString(base::fingerprintOf(key.key)), Look::Code});
    view.addFacts(keys);
    if (standing.keys.empty())
        view.addParagraph(FactWords::tr("Nobody else's. To take a colleague's file, trust his key first: "
                                        "gatehouse-cli registry trust KEY --name=NAME"),
            Look::Muted);
    view.finish();
}

void showImportPreview(widgets::FactView& view, const service::ImportPreview& preview)
{
    view.clearFacts();
    if (!preview.isRegistry) {
        view.addHeading(FactWords::tr("A LIST OF SERVERS"));
        view.addParagraph(text::candidateNewsText(preview.candidates) + QLatin1Char('.'));
        view.addParagraph(
            FactWords::tr("They are kept for you to look at. Nothing starts by that: you approve "
                          "each by itself, and what a list says of a server is only its "
                          "publisher's word."),
            Look::Muted);
        LongList list(view);
        for (const auto& one : preview.candidates.added) {
            const service::CandidateStanding standing{one};
            list.add(text::displayText(one.name) + QStringLiteral("  ") +
                    (one.argv.empty() ? text::candidateWhy(standing) : text::displayCommand(one.argv)),
                one.argv.empty() ? Look::Muted : Look::Text);
        }
    } else {
        view.addHeading(FactWords::tr("DECISIONS OF ANOTHER MACHINE"));
        view.addFacts(
            {{FactWords::tr("Signed by"),
                 (preview.keyName.empty() ? FactWords::tr("yourself") : text::displayText(preview.keyName)) +
                     QStringLiteral(" · ") + text::toQString(base::fingerprintOf(preview.key)),
                 Look::Text},
                {FactWords::tr("Made"), text::exactTime(preview.madeAt), Look::Text}});
        if (preview.takes() == 0)
            view.addParagraph(FactWords::tr("It would change nothing here."));
        showLaunches(view, preview.launches);
        showTools(view, preview.tools);
    }
    view.finish();
}

} // namespace gatehouse::pages

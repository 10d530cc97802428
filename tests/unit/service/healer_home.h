// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/clients/discovery.h"
#include "core/clients/protection.h"
#include "core/service/healer.h"
#include "core/service/own_journal.h"
#include "core/service/protector.h"
#include "tests/unit/service/service_home.h"

#include <algorithm>

namespace gatehouse::service {

/// A HOME with one client's file, a wrapper to install, and one run of the program after the other that looks
/// at it.
class HealerHome {
public:
    /// `fileName`: below the home folder, at the client's location "user".
    explicit HealerHome(std::string clientId = "cursor", const std::string& fileName = ".cursor/mcp.json",
        const std::string& text = kTwo)
        : client(std::move(clientId))
        , file(home.places.home + "/" + fileName)
    {
        const std::string bytes = std::string("\x7f"
                                              "ELF gatehouse-wrap version=" GATEHOUSE_VERSION) +
            '\0';
        for (const auto& folder :
            {home.places.journalFolder, home.places.stateFolder, file.substr(0, file.rfind('/'))}) {
            if (!base::makePrivateFolder(folder))
                qFatal("no folder");
        }
        if (!base::replaceFile(wrapper, bytes, 0755))
            qFatal("no wrapper");
        write(text);
        start();
    }

    static constexpr auto kTwo =
        "{\n  \"mcpServers\": {\n    \"notes\": { \"command\": \"npx\", \"args\": [\"notes\"] },\n"
        "    \"files\": { \"command\": \"files\" }\n  }\n}\n";

    /// A new run of the program, which knows what the journals say.
    void start(bool isDry = false)
    {
        healer.reset();
        journal = std::make_shared<OwnJournal>(home.places.journalFolder, "desktop");
        auto ledger = home.ledger();
        if (!ledger->foldAll())
            qFatal("no fold");
        auto known = ledger->clientFiles();
        auto made =
            Healer::make({home.places, wrapper, "desktop", journal, {}, {}, isDry}, std::move(*known));
        if (!known || !made)
            qFatal("no healer");
        healer = std::make_unique<Healer>(std::move(*made));
        healer->setPlaces({{client, "user", file}});
    }

    void write(const std::string& bytes) const { QVERIFY(base::replaceFile(file, bytes, 0600)); }
    std::string read() const { return base::readFile(file, 1 << 20).value(); }
    void protectAll() const
    {
        const Protector protector({home.places, wrapper, "desktop", journal, {}, {}});
        const auto results = protector.apply({}, nullptr);
        QVERIFY(results && results->size() == 2 && results->front().isDone);
    }
    clients::DiscoveredFile found() const
    {
        const auto table = clients::loadBuiltinClientTable().value();
        const auto* const known = clients::findClient(table, client);
        return clients::readClientFile(*known, *clients::findLocation(*known, "user"), file,
            clients::Records(home.places.protectionFolder));
    }
    bool isGuarded(const std::string& name) const
    {
        return std::ranges::any_of(
            found().entries, [&](const auto& entry) { return entry.location.name == name && entry.isOurs; });
    }
    /// Who did `what` to the entry of this name, by its record's history.
    std::vector<std::string> authors(const std::string& name, std::string_view what) const
    {
        const clients::Records records(home.places.protectionFolder);
        const auto refs = records.refs().value();
        std::vector<std::string> out;
        for (const auto& ref : refs) {
            const auto record = records.load(ref).value();
            for (const auto& event : record.history) {
                if (record.location.name == name && event.what == what)
                    out.push_back(event.by);
            }
        }
        return out;
    }
    std::vector<std::string> reasons() const
    {
        std::vector<std::string> out;
        for (const auto& event : home.journalled()) {
            if (event.kind == "client-file-change")
                out.push_back(event.reason);
        }
        return out;
    }
    std::string details() const
    {
        std::string last;
        for (const auto& event : home.journalled()) {
            if (event.kind == "client-file-change")
                last = event.details;
        }
        return last;
    }
    /// "new notes", "dropped files" …
    std::vector<std::string> matters() const
    {
        std::vector<std::string> out;
        for (const auto& matter : healer->matters()) {
            const auto* const kind = matter.kind == Matter::Kind::NewEntry ? "new "
                : matter.kind == Matter::Kind::Dropped                     ? "dropped "
                                                                           : "fight ";
            out.push_back(kind + matter.row.location.name);
        }
        std::ranges::sort(out);
        return out;
    }
    std::string refOf(const std::string& name) const
    {
        for (const auto& matter : healer->matters()) {
            if (matter.row.location.name == name)
                return matter.row.ref;
        }
        return {};
    }

    const ServiceHome home;
    std::string client;
    std::string file;
    std::string wrapper = home.places.home + "/built-wrap";
    std::shared_ptr<OwnJournal> journal;
    std::unique_ptr<Healer> healer;
};

using Words = std::vector<std::string>;

} // namespace gatehouse::service

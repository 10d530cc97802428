// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/policy/snapshot.h"
#include "core/service/list_shelf.h"
#include "tests/unit/service/service_home.h"

#include <QDir>

#include <memory>
#include <string>

namespace gatehouse::tests {

using namespace service;

/// A list with one of each thing that a list may say.
inline intelligence::BundleContent listOf(std::uint64_t sequence)
{
    intelligence::BundleContent content;
    content.head.title = "Test list";
    content.head.sequence = sequence;
    intelligence::Advisory advisory;
    advisory.id = "MAL-1";
    advisory.package = "evil";
    advisory.summary = "takes tokens";
    advisory.ranges = {{{intelligence::RangeEvent::Kind::Introduced, "0"}}};
    content.advisories = {advisory};
    content.hashes = {{base::sha256("dropper"), "HASH-1", "a dropper"}};
    policy::DataClass rule;
    rule.name = "beacon";
    rule.pattern = "beacon-[0-9]+";
    content.rules = {rule};
    return content;
}

/// A home with a key whose lists may be trusted.
class ListHome : public ServiceHome {
public:
    ListHome() { QDir().mkpath(QString::fromStdString(etc())); }

    std::string etc() const { return places.home + "/etc"; }
    std::unique_ptr<Ledger> listLedger(const std::string& program = "desktop") const
    {
        auto options = this->options(program);
        options.organisationPolicy = etc() + "/policy.toml";
        auto opened = Ledger::open(options);
        if (!opened)
            qFatal("no ledger: %s", opened.error().detail.c_str());
        while ((*opened)->foldAll().value().hasMore) {
        }
        return std::move(*opened);
    }
    std::string write(const intelligence::BundleContent& content, const std::string& name = "list") const
    {
        const auto bytes = intelligence::sealBundle(content, key);
        return writeBytes(*bytes, name);
    }
    std::string writeBytes(const std::string& bytes, const std::string& name) const
    {
        const auto path = places.home + '/' + name;
        if (!base::replaceFile(path, bytes, 0600))
            qFatal("cannot write");
        return path;
    }
    void trust(Ledger& ledger) const { QVERIFY(trustListKey(ledger, key.publicKey(), "Tester", true)); }
    std::string table() const
    {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        return snapshot ? snapshot->knownTable() : "no snapshot";
    }

    intelligence::SecretKey key = intelligence::makeSecretKey();
};

/// Of the package that the list says does harm.
inline model::LaunchIdentity evilLaunch()
{
    auto identity = launch("0123456789abcdef", {"npx", "evil@1.0.0"});
    identity.entry.name = "notes";
    identity.package = model::PackageRun{"npx", "evil", "1.0.0", true};
    return identity;
}

/// "taken", or the name of the error.
inline QByteArray codeOf(const auto& result)
{
    return result ? QByteArray("taken") : QByteArray(base::errorName(result.error().code).data());
}

} // namespace gatehouse::tests

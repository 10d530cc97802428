// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// Shims of version managers: what runs in the end is part of the launch.
class TestShim : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTargetCounts_data();
    void theTargetCounts();
    void aChangedTargetChangesTheIdentity();
    void theScriptBehindAShimIsHashed();
    void npxBehindAShimRunsOnTheNodeBesideIt();
    void aProjectsChoiceIsNamed();
    void anUnknownTargetIsSaid();
};

namespace {

tests::TableProbe shimDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/bin/bash", "ELF bash"}, {"/usr/bin/env", "ELF env"}, {"/usr/bin/python3", "ELF system"},
        {"/h/.pyenv/shims/python3",
            "#!/usr/bin/env bash\nexport PYENV_ROOT=\"/h/.pyenv\"\nexec \"/h/.pyenv/libexec/pyenv\" exec "
            "x\n"},
        {"/h/.pyenv/version", "3.11.4\n"}, {"/h/.pyenv/versions/3.11.4/bin/python3", "ELF 3.11"},
        {"/h/.pyenv/versions/3.12.0/bin/python3", "ELF 3.12"},
        {"/h/.asdf/shims/node",
            "#!/usr/bin/env bash\n# asdf-plugin: nodejs 20.1.0\nexec /usr/bin/asdf exec \"node\" \"$@\"\n"},
        {"/h/.tool-versions", "python 3.11.4\nnodejs 20.1.0 # newest\n"},
        {"/h/.asdf/installs/nodejs/20.1.0/bin/node", "ELF node 20"},
        {"/h/.volta/bin/volta-shim", "ELF volta"},
        {"/h/.volta/tools/user/platform.json", R"({"node":{"runtime":"22.3.0","npm":null}})"},
        {"/h/.volta/tools/image/node/22.3.0/bin/node", "ELF node 22"},
        {"/h/.volta/tools/image/node/18.0.0/bin/node", "ELF node 18"}, {"/usr/bin/mise", "ELF mise"},
        {"/h/.config/mise/config.toml", "[tools]\nnode = \"24\"\n"},
        {"/h/.local/share/mise/installs/node/24/bin/node", "ELF node 24"}, {"/w/server.py", "data"},
        {"/w/server.js", "data"}};
    probe.links = {{"/h/.volta/bin/node", "/h/.volta/bin/volta-shim"},
        {"/h/.local/share/mise/shims/node", "/usr/bin/mise"}};
    return probe;
}

trust::LaunchRequest shimRequest(const std::string& shims, std::vector<std::string> argv)
{
    trust::LaunchRequest request;
    request.argv = std::move(argv);
    request.environment = {{"PATH", shims + ":/usr/bin:/bin"}, {"HOME", "/h"}};
    request.workingFolder = "/w";
    return request;
}

std::string targetOf(const model::LaunchIdentity& identity)
{
    for (const auto& one : identity.files) {
        if (one.role == FileRole::Shim)
            return one.file.path;
    }
    return {};
}

} // namespace

void TestShim::theTargetCounts_data()
{
    QTest::addColumn<QString>("shims");
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("target");
    const auto row = [](const char* name, const char* shims, const char* program, const char* target) {
        QTest::newRow(name) << QString::fromLatin1(shims) << QString::fromLatin1(program)
                            << QString::fromLatin1(target);
    };
    row("pyenv", "/h/.pyenv/shims", "python3", "/h/.pyenv/versions/3.11.4/bin/python3");
    row("asdf", "/h/.asdf/shims", "node", "/h/.asdf/installs/nodejs/20.1.0/bin/node");
    row("volta", "/h/.volta/bin", "node", "/h/.volta/tools/image/node/22.3.0/bin/node");
    row("mise", "/h/.local/share/mise/shims", "node", "/h/.local/share/mise/installs/node/24/bin/node");
}

void TestShim::theTargetCounts()
{
    QFETCH(QString, shims);
    QFETCH(QString, program);
    QFETCH(QString, target);

    const auto identity = trust::resolveLaunch(
        shimRequest(shims.toStdString(), {program.toStdString(), "--version"}), shimDisk());

    QVERIFY(identity.hasValue());
    QCOMPARE(QString::fromStdString(targetOf(*identity)), target);
    QVERIFY(identity->unknown.empty());
}

void TestShim::aChangedTargetChangesTheIdentity()
{
    const auto request = shimRequest("/h/.pyenv/shims", {"python3", "server.py"});
    auto probe = shimDisk();
    probe.files["/h/.pyenv/versions/3.11.4/bin/python3"] = "ELF evil";

    QVERIFY(trust::identityDigest(*trust::resolveLaunch(request, shimDisk())) !=
        trust::identityDigest(*trust::resolveLaunch(request, probe)));
}

void TestShim::theScriptBehindAShimIsHashed()
{
    const auto identity =
        trust::resolveLaunch(shimRequest("/h/.pyenv/shims", {"python3", "server.py"}), shimDisk());

    QCOMPARE(identity->script->path, std::string("/h/.pyenv/shims/python3"));
    const auto isServer = [](const model::LaunchFile& one) {
        return one.role == FileRole::Script && one.file.path == "/w/server.py";
    };
    QVERIFY(std::any_of(identity->files.begin(), identity->files.end(), isServer));
}

void TestShim::npxBehindAShimRunsOnTheNodeBesideIt()
{
    auto probe = shimDisk();
    probe.links["/h/.volta/bin/npx"] = "/h/.volta/bin/volta-shim";
    probe.files["/h/.volta/tools/image/node/22.3.0/bin/npx"] = "#!/usr/bin/env node\n";

    const auto identity = trust::resolveLaunch(shimRequest("/h/.volta/bin", {"npx", "-y", "pkg"}), probe);

    QCOMPARE(targetOf(*identity), std::string("/h/.volta/tools/image/node/22.3.0/bin/node"));
    QCOMPARE(identity->package->name, std::string("pkg"));
}

void TestShim::aProjectsChoiceIsNamed()
{
    auto probe = shimDisk();
    probe.files["/w/.python-version"] = "3.12.0\n";
    probe.files["/w/package.json"] = R"({"volta":{"node":"18.0.0"}})";
    probe.files["/w/.tool-versions"] = "nodejs system\n";

    QCOMPARE(targetOf(*trust::resolveLaunch(shimRequest("/h/.pyenv/shims", {"python3"}), probe)),
        std::string("/h/.pyenv/versions/3.12.0/bin/python3"));
    QCOMPARE(targetOf(*trust::resolveLaunch(shimRequest("/h/.volta/bin", {"node"}), probe)),
        std::string("/h/.volta/tools/image/node/18.0.0/bin/node"));
    auto chosen = shimRequest("/h/.pyenv/shims", {"python3"});
    chosen.environment.emplace_back("PYENV_VERSION", "system");
    QCOMPARE(targetOf(*trust::resolveLaunch(chosen, probe)), std::string("/usr/bin/python3"));
}

void TestShim::anUnknownTargetIsSaid()
{
    auto probe = shimDisk();
    probe.files["/h/.pyenv/version"] = "9.9\n";

    const auto identity = trust::resolveLaunch(shimRequest("/h/.pyenv/shims", {"python3"}), probe);

    QVERIFY(identity->isUnknown(model::unknowns::kShimTarget));
    QVERIFY(targetOf(*identity).empty());
}

QTEST_APPLESS_MAIN(TestShim)
#include "tst_shim.moc"

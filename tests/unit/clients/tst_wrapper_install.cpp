// SPDX-License-Identifier: Apache-2.0
#include "core/clients/wrapper_install.h"
#include "tests/support/client_home.h"

#include <QtTest>

#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

const std::string kNoPackage = "/nonexistent/gatehouse-wrap";
const std::string kOlder = "\x7f"
                           "ELF gatehouse-wrap version=0.0.9";
const std::string kSame = "\x7f"
                          "ELF gatehouse-wrap version=0.1.0";
const std::string kNewer = "\x7f"
                           "ELF gatehouse-wrap version=0.2.0";
const std::string kRestore = "\x7f"
                             "ELF gatehouse-restore version=";
const std::string kInstalledRestore = ".local/lib/gatehouse/gatehouse-restore";

std::string program(const ClientHome& home, const std::string& name, std::string bytes)
{
    bytes.push_back('\0');
    const auto path = home.write(name, bytes);
    ::chmod(path.c_str(), 0755);
    return path;
}

} // namespace

class TestWrapperInstall : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void copiesTheWrapperWhereNoneIs();
    void replacesAnOlderOneAndOneWithoutAVersion();
    void leavesANewerOne();
    void replacesOneThatDiffersInItsLastByte();
    void usesWhatIsInstalledWhereNothingLiesBesideTheProgram();
    void refusesASourceThatOthersCouldHaveWritten();
    void refusesAPathThatClientsWouldExpand();
    void prefersThePackage();
    void putsRestoreBesideTheWrapper();
    void mendsARestoreThatIsMissingOrOlder();
    void keepsRestoreWhereItsSourceIsGone();
};

void TestWrapperInstall::copiesTheWrapperWhereNoneIs()
{
    const ClientHome home;
    const auto source = program(home, "build/gatehouse-wrap", kSame);
    QVERIFY(!planWrapperInstall(source, home.places, kNoPackage)->isCurrent);

    const auto install = installWrapper(source, home.places, kNoPackage).value();

    QCOMPARE(install.path, home.places.installedWrapper);
    struct stat status {};
    QCOMPARE(::stat(install.path.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0755U);
    QCOMPARE(home.read(".local/lib/gatehouse/gatehouse-wrap"), home.read("build/gatehouse-wrap"));
    QVERIFY(planWrapperInstall(source, home.places, kNoPackage)->isCurrent);
}

void TestWrapperInstall::replacesAnOlderOneAndOneWithoutAVersion()
{
    const ClientHome home;
    const auto source = program(home, "build/gatehouse-wrap", kSame);
    for (const auto& installed : {kOlder,
             std::string("\x7f"
                         "ELF"),
             kSame + " other build"}) {
        program(home, ".local/lib/gatehouse/gatehouse-wrap", installed);
        ::chmod(home.path(".local/lib/gatehouse").c_str(), 0700);

        QVERIFY(installWrapper(source, home.places, kNoPackage).hasValue());

        QCOMPARE(home.read(".local/lib/gatehouse/gatehouse-wrap"), home.read("build/gatehouse-wrap"));
    }
}

void TestWrapperInstall::leavesANewerOne()
{
    const ClientHome home;
    const auto source = program(home, "build/gatehouse-wrap", kSame);
    program(home, ".local/lib/gatehouse/gatehouse-wrap", kNewer);

    QVERIFY(installWrapper(source, home.places, kNoPackage)->isCurrent);

    QVERIFY(home.read(".local/lib/gatehouse/gatehouse-wrap").starts_with(kNewer));
}

/// Programs are compared piece by piece.
void TestWrapperInstall::replacesOneThatDiffersInItsLastByte()
{
    const ClientHome home;
    const auto large = kSame + std::string((std::size_t{1} << 19) + 5, 'x');
    const auto source = program(home, "build/gatehouse-wrap", large);
    program(home, ".local/lib/gatehouse/gatehouse-wrap", large);
    ::chmod(home.path(".local/lib/gatehouse").c_str(), 0700);
    QVERIFY(planWrapperInstall(source, home.places, kNoPackage)->isCurrent);

    auto other = large;
    other.back() = 'y';
    program(home, ".local/lib/gatehouse/gatehouse-wrap", other);

    QVERIFY(!planWrapperInstall(source, home.places, kNoPackage)->isCurrent);
    QVERIFY(installWrapper(source, home.places, kNoPackage).hasValue());
    QCOMPARE(home.read(".local/lib/gatehouse/gatehouse-wrap"), home.read("build/gatehouse-wrap"));
}

void TestWrapperInstall::usesWhatIsInstalledWhereNothingLiesBesideTheProgram()
{
    const ClientHome home;
    QCOMPARE(installWrapper({}, home.places, kNoPackage).error().code, base::ErrorCode::WrapperNotInstalled);
    QCOMPARE(installWrapper("/no/such", home.places, kNoPackage).error().code,
        base::ErrorCode::WrapperNotInstalled);
    program(home, ".local/lib/gatehouse/gatehouse-wrap", kSame);

    QCOMPARE(installWrapper({}, home.places, kNoPackage)->path, home.places.installedWrapper);
}

void TestWrapperInstall::refusesASourceThatOthersCouldHaveWritten()
{
    const ClientHome home;
    const auto source = program(home, "build/gatehouse-wrap", kSame);
    ::chmod(source.c_str(), 0757);
    QCOMPARE(
        installWrapper(source, home.places, kNoPackage).error().code, base::ErrorCode::WrapperNotInstalled);
    ::chmod(source.c_str(), 0644);
    QCOMPARE(
        installWrapper(source, home.places, kNoPackage).error().code, base::ErrorCode::WrapperNotInstalled);
}

void TestWrapperInstall::refusesAPathThatClientsWouldExpand()
{
    const ClientHome home;
    const auto source = program(home, "build/gatehouse-wrap", kSame);
    const auto places = base::placesIn(home.path("${HOME}")).value();

    QCOMPARE(installWrapper(source, places, kNoPackage).error().code, base::ErrorCode::WrapperNotInstalled);
    QVERIFY(!QFileInfo::exists(QString::fromStdString(places.installedWrapper)));
}

void TestWrapperInstall::prefersThePackage()
{
    const ClientHome home;
    // Any program of root that nobody else can write stands for the package's.
    const auto install = installWrapper({}, home.places, "/usr/bin/env").value();

    QVERIFY(install.isPackaged);
    QCOMPARE(install.path, std::string("/usr/bin/env"));
    QVERIFY(!QFileInfo::exists(QString::fromStdString(home.places.installedWrapper)));
}

void TestWrapperInstall::putsRestoreBesideTheWrapper()
{
    for (const auto* where :
        {"build/gatehouse-restore", "restore/gatehouse-restore"}) { // a package's place, a build's
        const ClientHome home;
        const auto source = program(home, "build/gatehouse-wrap", kSame);
        program(home, where, kRestore + "0.1.0");

        const auto install = installWrapper(source, home.places, kNoPackage).value();

        QCOMPARE(install.restorePath, home.path(kInstalledRestore));
        struct stat status {};
        QCOMPARE(::stat(install.restorePath.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0755U);
        QCOMPARE(home.read(kInstalledRestore), home.read(where));
        QVERIFY(planWrapperInstall(source, home.places, kNoPackage)->isCurrent);
    }
}

void TestWrapperInstall::mendsARestoreThatIsMissingOrOlder()
{
    const ClientHome home;
    const auto source = program(home, "build/gatehouse-wrap", kSame);
    QVERIFY(installWrapper(source, home.places, kNoPackage)->restorePath.empty());
    program(home, "build/gatehouse-restore", kRestore + "0.1.0");
    QVERIFY(!planWrapperInstall(source, home.places, kNoPackage)->isCurrent);
    QVERIFY(installWrapper(source, home.places, kNoPackage).hasValue());

    program(home, kInstalledRestore, kRestore + "0.0.9");
    QVERIFY(!planWrapperInstall(source, home.places, kNoPackage)->isCurrent);
    QVERIFY(installWrapper(source, home.places, kNoPackage).hasValue());
    QCOMPARE(home.read(kInstalledRestore), home.read("build/gatehouse-restore"));

    program(home, kInstalledRestore, kRestore + "0.2.0");
    QVERIFY(installWrapper(source, home.places, kNoPackage)->isCurrent);
    QVERIFY(home.read(kInstalledRestore).starts_with(kRestore + "0.2.0"));
}

void TestWrapperInstall::keepsRestoreWhereItsSourceIsGone()
{
    const ClientHome home;
    const auto source = program(home, "build/gatehouse-wrap", kSame);
    program(home, kInstalledRestore, kRestore + "0.0.9");

    QCOMPARE(installWrapper(source, home.places, kNoPackage)->restorePath, home.path(kInstalledRestore));

    QVERIFY(home.read(kInstalledRestore).starts_with(kRestore + "0.0.9"));
}

QTEST_APPLESS_MAIN(TestWrapperInstall)
#include "tst_wrapper_install.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/trust/launch_resolver.h"
#include "tests/integration/npx_home.h"

#include <QtTest>

#include <array>
#include <cstring>
#include <filesystem>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

using namespace gatehouse::integration;
namespace base = gatehouse::base;
namespace model = gatehouse::model;

namespace {

using Fields = std::vector<std::string>;

const std::string kGoodImage = "sha256:" + std::string(64, 'a');
const std::string kEvilImage = "sha256:" + std::string(64, 'b');

/// A container engine as far as the wrapper sees it: it answers every question with what stands in a file,
/// and with nothing at all where there is none.
class FakeEngine {
public:
    FakeEngine(const std::string& path, std::string answerFile)
        : m_answerFile(std::move(answerFile))
        , m_socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        if (::bind(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(m_socket.get(), 8) != 0)
            qFatal("cannot listen at %s", path.c_str());
        m_thread = std::thread([this] { serve(); });
    }
    ~FakeEngine()
    {
        ::shutdown(m_socket.get(), SHUT_RDWR);
        m_thread.join();
    }

private:
    void serve()
    {
        for (;;) {
            const base::Descriptor peer(::accept(m_socket.get(), nullptr, nullptr));
            if (!peer.isOpen())
                return;
            std::string question;
            std::array<char, 1024> bytes{};
            for (ssize_t got = 1; got > 0 && question.find("\r\n\r\n") == std::string::npos;) {
                got = ::recv(peer.get(), bytes.data(), bytes.size(), 0);
                question.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            }
            const auto answer = base::readFile(m_answerFile, std::size_t{1} << 20);
            if (answer) [[maybe_unused]]
                const auto sent = ::send(peer.get(), answer->data(), answer->size(), MSG_NOSIGNAL);
        }
    }

    std::string m_answerFile;
    base::Descriptor m_socket;
    std::thread m_thread;
};

/// docker as far as the wrapper sees it, with an engine of its own.
class DockerHome : public NpxHome {
public:
    DockerHome()
        : m_engine(file("docker.sock"), file("answer"))
    {
        write("bin/docker",
            "#!/bin/sh\n[ -e \"$HOME/fetch\" ] && . \"$HOME/fetch\"\nexec " + fakeServer()[0] + "\n");
    }

    static std::string tagOf(const std::string& image)
    {
        return "HTTP/1.0 200 OK\r\n\r\n{\"Id\":\"" + image + "\"}";
    }
    void lead(const std::string& image) const { write("answer", tagOf(image)); }
    void hasNone() const { write("answer", "HTTP/1.0 404 Not Found\r\n\r\n{\"message\":\"No such image\"}"); }

    WrapStart run(std::vector<std::string> options = {}) const
    {
        std::vector<std::string> command{"docker", "run", "-i"};
        command.insert(command.end(), options.begin(), options.end());
        command.emplace_back("mcp/own:1");
        auto made = launch(command);
        made.environment.push_back("DOCKER_HOST=unix://" + file("docker.sock"));
        return made;
    }

private:
    FakeEngine m_engine;
};

} // namespace

/// Containers whose tag leads to another image between their approval and their first byte.
class TestWrapContainers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theImageBehindATagIsWhatWasApproved();
    void aTagThatIsTurnedWhileItStartsIsNeverRelayed();
    void theImageThatIsFetchedFirstIsLearned();
    void anEngineThatFallsSilentIsNoApproval();
    void anApprovalOfATagTakesTheFirstImageThatIsKnown();
};

void TestWrapContainers::theImageBehindATagIsWhatWasApproved()
{
    DockerHome home;
    home.lead(kGoodImage);
    const auto decision = home.approve(home.run());
    QCOMPARE(decision.identity->package->found, kGoodImage);
    QVERIFY(decision.identity->unknown.empty());
    QVERIFY2(home.isRelayed(home.run()), home.lastErrors.c_str());
    QVERIFY2(home.isRelayed(home.run()), home.lastErrors.c_str());
    const auto started = home.events("server-start").size();

    home.lead(kEvilImage);

    QVERIFY(!home.isRelayed(home.run()));
    QCOMPARE(home.events("server-start").size(), started); // nothing was started
    QCOMPARE(home.changed(decision), Fields{"package"});
}

void TestWrapContainers::aTagThatIsTurnedWhileItStartsIsNeverRelayed()
{
    DockerHome home;
    home.lead(kGoodImage);
    const auto decision = home.approve(home.run());
    // As docker does with --pull, where the registry has another image.
    home.write("other", DockerHome::tagOf(kEvilImage));
    home.write("fetch", "cp \"$HOME/other\" \"$HOME/answer\"\n");

    QVERIFY(!home.isRelayed(home.run()));

    QVERIFY2(home.lastErrors.find("nothing of it was relayed") != std::string::npos, home.lastErrors.c_str());
    QVERIFY(!home.isRelayed(home.run()));
    QCOMPARE(home.changed(decision), Fields{"package"});
}

void TestWrapContainers::theImageThatIsFetchedFirstIsLearned()
{
    DockerHome home;
    home.hasNone();
    const auto decision = home.approve(home.run());
    QVERIFY(decision.identity->isUnknown(model::unknowns::kPackageNotHere));
    home.write("fetched", DockerHome::tagOf(kGoodImage));
    home.write("fetch", "cp \"$HOME/fetched\" \"$HOME/answer\"\n");

    QVERIFY2(home.isRelayed(home.run()), home.lastErrors.c_str());

    const auto identity = home.identityOfLast("learned");
    QCOMPARE(identity.package->found, kGoodImage);
    QVERIFY(model::isCompletion(*decision.identity, identity));
}

void TestWrapContainers::anEngineThatFallsSilentIsNoApproval()
{
    DockerHome home;
    home.lead(kGoodImage);
    const auto decision = home.approve(home.run());
    QVERIFY(home.isRelayed(home.run()));
    std::filesystem::remove(home.file("answer"));

    QVERIFY(!home.isRelayed(home.run()));
    QCOMPARE(home.changed(decision), Fields{"package"});

    // While it starts: what would come through is not known to be what was approved.
    home.lead(kGoodImage);
    home.write("fetch", "rm \"$HOME/answer\"\n");
    QVERIFY(!home.isRelayed(home.run()));
    QVERIFY2(home.lastErrors.find("nothing of it was relayed") != std::string::npos, home.lastErrors.c_str());
}

void TestWrapContainers::anApprovalOfATagTakesTheFirstImageThatIsKnown()
{
    DockerHome home;
    const auto decision = home.approve(home.run());
    QVERIFY(decision.identity->isUnknown(model::unknowns::kImageByTag));
    QVERIFY2(home.isRelayed(home.run()), home.lastErrors.c_str());

    home.lead(kGoodImage);
    QVERIFY2(home.isRelayed(home.run()), home.lastErrors.c_str());

    auto learned = decision;
    learned.identity = home.identityOfLast("learned");
    learned.identityDigest = gatehouse::trust::identityDigest(*learned.identity);
    QCOMPARE(learned.identity->package->found, kGoodImage);
    home.decide({learned});
    QVERIFY(home.isRelayed(home.run()));
    home.lead(kEvilImage);
    QVERIFY(!home.isRelayed(home.run()));
}

QTEST_GUILESS_MAIN(TestWrapContainers)
#include "tst_wrap_containers.moc"

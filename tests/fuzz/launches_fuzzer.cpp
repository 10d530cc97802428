// SPDX-License-Identifier: Apache-2.0
// What a launch is, where others have a say in it: words of a client's file, answers of a container engine,
// podman's storage and modules that Deno has fetched. The first byte of an input says which of them it is.
#include "core/model/launch.h"
#include "core/trust/launch_resolver.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/unit/trust/table_probe.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace gatehouse;

namespace {

const std::string kGoodId = "sha256:" + std::string(64, 'a');
const std::string kAddress = "https://e.example/a/server.ts";

tests::TableProbe disk(const std::string& answer)
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/docker", "ELF docker"}, {"/usr/bin/podman", "ELF podman"},
        {"/usr/bin/deno", "ELF deno"}, {"/usr/bin/cmd", "ELF cmd"}, {"/usr/bin/npx", "ELF npx"},
        {"/home/u/p/server.py", "data"}, {"/home/u/p/my.env", "A=1"}};
    probe.onExchange = [answer](
                           const std::string&, const std::string& question) -> base::Result<std::string> {
        // One line of a question, whatever the image is called.
        FUZZ_CHECK(
            question.find("\r\n") == question.find(" HTTP/1.0") + std::string_view(" HTTP/1.0").size());
        FUZZ_CHECK(std::count(question.begin(), question.end(), '\n') == 4);
        return answer;
    };
    return probe;
}

std::string keptAt(const std::string& host, const std::string& path)
{
    return "/home/u/.cache/deno/remote/https/" + host + '/' + base::toHex(base::sha256(path));
}

bool isImage(std::string_view id)
{
    return id.size() == kGoodId.size() && id.starts_with("sha256:") &&
        id.substr(7).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void checkLaunch(const std::vector<std::string>& argv, const tests::TableProbe& probe)
{
    trust::LaunchRequest request;
    request.argv = argv;
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/home/u"}};
    request.workingFolder = "/home/u/p";
    const auto identity = trust::resolveLaunch(request, probe);
    if (!identity)
        return;
    const auto again = trust::resolveLaunch(request, probe);
    FUZZ_CHECK(again.hasValue() && trust::identityDigest(*again) == trust::identityDigest(*identity));
    FUZZ_CHECK(trust::compareIdentities(*identity, *again).empty());
    FUZZ_CHECK(!model::isCompletion(*identity, *again));
    const auto& package = identity->package;
    if (!package || (package->runner != "docker" && package->runner != "podman"))
        return;
    // Its image is known, or it is said why it is not.
    namespace unknowns = model::unknowns;
    if (package->found.empty())
        FUZZ_CHECK(package->isPinned || identity->isUnknown(unknowns::kImageByTag) ||
            identity->isUnknown(unknowns::kPackageNotHere) || identity->isUnknown(unknowns::kPackageHidden) ||
            identity->isUnknown(unknowns::kPackageElsewhere));
    else
        FUZZ_CHECK(isImage(package->found) || identity->isUnknown(unknowns::kPackageChoice));
}

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        lines.emplace_back(line);
    }
    return lines;
}

void checkModule(const std::string& text)
{
    auto probe = disk({});
    probe.files[keptAt("e.example", "/a/server.ts")] = text;
    for (const char* path : {"/a/b.ts", "/b.ts", "/a/server.ts?x=1"})
        probe.files[keptAt("e.example", path)] = "import './server.ts'; import '../b.ts'; import './b.ts'";
    checkLaunch({"deno", "run", kAddress}, probe);
}

void checkStorage(const std::string& images, const std::string& settings)
{
    auto probe = disk({});
    probe.files["/home/u/.local/share/containers/storage/overlay-images/images.json"] = images;
    if (!settings.empty())
        probe.files["/home/u/.config/containers/storage.conf"] = settings;
    for (const char* image : {"a", "x.io/a:1", "localhost/b/c", "aaaaaaaaaaaa"})
        checkLaunch({"podman", "run", image}, probe);
}

void checkContext(const std::string& text)
{
    const std::string answer = "HTTP/1.0 200 OK\r\n\r\n{\"Id\":\"" + kGoodId + "\"}";
    auto probe = disk(answer);
    probe.files["/home/u/.docker/config.json"] = text;
    checkLaunch({"docker", "run", "a"}, probe);
    probe.files["/home/u/.docker/contexts/meta/" + base::toHex(base::sha256("c")) + "/meta.json"] = text;
    checkLaunch({"docker", "-c", "c", "run", "a"}, probe);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (input.empty())
        return 0;
    const std::string rest(input.substr(1));
    const std::string answer = "HTTP/1.0 200 OK\r\n\r\n{\"Id\":\"" + kGoodId + "\"}";
    switch (input.front()) {
    case 'w': // a whole command
        if (const auto argv = linesOf(rest); !argv.empty())
            checkLaunch(argv, disk(answer));
        break;
    case 'r': { // what stands behind `docker run`
        auto argv = linesOf(rest);
        argv.insert(argv.begin(), {"docker", "run"});
        checkLaunch(argv, disk(answer));
        break;
    }
    case 'e': // what an engine answers
        checkLaunch({"docker", "run", "-i", "mcp/git:1"}, disk(rest));
        break;
    case 'p':
        checkStorage(rest, {});
        break;
    case 's':
        checkStorage(R"([{"id":")" + kGoodId.substr(7) + R"(","names":["x.io/a:1"]}])", rest);
        break;
    case 'x':
        checkContext(rest);
        break;
    default:
        checkModule(rest);
    }
    return 0;
}

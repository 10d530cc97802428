// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/ipc/messages.h"
#include "core/trust/launch_resolver.h"
#include "tests/integration/scratch_home.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

namespace gatehouse::integration {

/// npx as far as the wrapper sees it: it runs what its cache holds, and may fetch before that.
class NpxHome : public ScratchHome {
public:
    NpxHome()
    {
        write("bin/npx",
            "#!/bin/sh\n[ -e \"$HOME/fetch\" ] && . \"$HOME/fetch\"\nexec /bin/sh " + package() +
                "/run.sh\n");
    }

    void write(const std::string& name, const std::string& text) const
    {
        const auto path = name.starts_with('/') ? name : file(name);
        std::filesystem::create_directories(base::folderOf(path));
        if (!base::replaceFile(path, text, 0700))
            qFatal("cannot write %s", path.c_str());
    }

    std::string cache() const { return file(".npm/_npx/" + base::sha512Hex("memory").substr(0, 16)); }
    std::string package() const { return cache() + "/node_modules/memory"; }

    void install(const std::string& version) const
    {
        write(package() + "/package.json", description(version));
        write(package() + "/run.sh", "# " + version + "\nexec " + fakeServer()[0] + "\n");
        write(cache() + "/package-lock.json", "lock " + version);
    }

    static std::string description(const std::string& version)
    {
        return R"({"name":"memory","version":")" + version + R"(","bin":"run.sh"})";
    }

    WrapStart launch(std::vector<std::string> command = {"npx", "-y", "memory"}) const
    {
        auto made = start(command);
        made.environment = {"HOME=" + places().home, "PATH=" + file("bin") + ":/usr/bin:/bin"};
        made.folder = places().home;
        return made;
    }

    model::RegistryDecision approve(const WrapStart& what)
    {
        decide({});
        WrapProcess wrap(what);
        if (!wrap.ask(initialize(1)))
            qFatal("no answer");
        wrap.closeInput();
        wrap.waitForEnd();
        auto decision = approvedIdentity(events("pending").back());
        decide({decision});
        return decision;
    }

    /// What a server that says "fake" answers; else nothing of it came through.
    bool isRelayed(const WrapStart& what) const
    {
        WrapProcess wrap(what);
        const auto answer = wrap.ask(initialize(1));
        wrap.closeInput();
        wrap.waitForEnd();
        lastErrors = wrap.errors();
        return has(answer, "\"name\":\"fake\"");
    }
    mutable std::string lastErrors;

    /// The list of one tool, "read" with this description, as it comes through from a server that says what
    /// stands in `answers`; empty where nothing does.
    std::string listed(
        const WrapStart& what, const std::string& answers, const std::string& description) const
    {
        write(answers,
            R"(tools/list {"tools":[{"name":"read","description":")" + description +
                R"(","inputSchema":{"type":"object"}}]})" + "\n");
        WrapProcess wrap(what);
        if (!wrap.ask(initialize(1)))
            return {};
        const auto line = wrap.ask(request(2, "tools/list", "{}"));
        wrap.closeInput();
        wrap.waitForEnd();
        return line.value_or("");
    }

    /// Of the last event of this kind that names one: journals of the same second lie in no order, and what a
    /// server can do is learned as well.
    model::LaunchIdentity identityOfLast(const std::string& kind) const
    {
        std::optional<model::LaunchIdentity> found;
        base::UnixMilliseconds at = 0;
        for (const auto& event : events(kind)) {
            const auto details = nlohmann::json::parse(event.details, nullptr, false);
            if (!details.contains("identity") || event.at < at)
                continue;
            found = ipc::identityFromJson(details.at("identity").dump()).value();
            at = event.at;
        }
        return found.value();
    }

    /// The fields in which what asked last differs from what was approved.
    std::vector<std::string> changed(const model::RegistryDecision& approved) const
    {
        std::vector<std::string> fields;
        for (const auto& change : trust::compareIdentities(*approved.identity, identityOfLast("pending")))
            fields.push_back(change.field);
        return fields;
    }
};

} // namespace gatehouse::integration

// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include <filesystem>
#include <unistd.h>

namespace gatehouse::cli {
namespace {

/// Runs the demonstration, which has a home of its own and leaves the user's files alone.
class DemoCommand final : public Command {
public:
    std::string name() const override { return "demo"; }
    std::string summary() const override { return "Show the whole job in a scratch home, with real servers"; }
    void declare(CLI::App& app) override
    {
        app.add_flag("--yes", m_yes, "Answer every question with yes");
        app.add_flag("--text", m_text, "Open no window");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        const auto driver = findDriver(surroundings);
        if (driver.empty())
            return console.fail({base::ErrorCode::NotFound,
                "the demonstration is not installed; it is installers/run.sh --demo of the source tree"});
        std::vector<std::string> words{driver, "--demo"};
        if (m_yes)
            words.emplace_back("--yes");
        if (m_text || console.isJson())
            words.emplace_back("--text");
        std::vector<char*> arguments;
        arguments.reserve(words.size() + 1);
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execv(driver.c_str(), arguments.data());
        return console.fail({base::ErrorCode::IoFailed, driver + " could not be started"});
    }

private:
    /// Beside an installed program in share/, or in the source tree that this program was built in.
    static std::string findDriver(const Surroundings& surroundings)
    {
        const auto folder = std::filesystem::path(surroundings.program).parent_path();
        std::error_code failure;
        if (const auto shared = folder / "../share/gatehouse/demo/run.sh";
            std::filesystem::exists(shared, failure))
            return std::filesystem::canonical(shared, failure).string();
        for (auto at = folder; at != at.root_path(); at = at.parent_path()) {
            if (const auto script = at / "installers/run.sh"; std::filesystem::exists(script, failure))
                return script.string();
        }
        return {};
    }

    bool m_yes = false;
    bool m_text = false;
};

} // namespace

std::unique_ptr<Command> makeDemoCommand()
{
    return std::make_unique<DemoCommand>();
}

} // namespace gatehouse::cli

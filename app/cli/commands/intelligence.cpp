// SPDX-License-Identifier: Apache-2.0
#include "app/cli/list_commands.h"

#include <array>

namespace gatehouse::cli {
namespace {

/// Signed lists of what does harm: makes, imports and shows them. Each action is a subcommand of its own.
class IntelligenceCommand final : public Command {
public:
    std::string name() const override { return "intelligence"; }
    std::string otherName() const override { return "lists"; }
    std::string summary() const override
    {
        return "Signed lists of malicious and vulnerable packages: import, show, check, trust, build";
    }

    void declare(CLI::App& app) override
    {
        app.require_subcommand(1);
        for (const auto& action : m_actions) {
            auto* const sub = app.add_subcommand(action->name(), action->summary());
            sub->fallthrough(); // --json may stand behind it
            action->declare(*sub);
            m_declared.push_back(sub);
        }
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        for (std::size_t at = 0; at < m_declared.size(); ++at) {
            if (m_declared[at]->parsed())
                return m_actions.at(at)->run(surroundings, console);
        }
        return ExitCode::Usage;
    }

private:
    std::array<std::unique_ptr<Command>, 7> m_actions{makeListImport(), makeListShow(), makeListCheck(),
        makeListTrust(true), makeListTrust(false), makeListKeygen(), makeListBuild()};
    std::vector<CLI::App*> m_declared;
};

} // namespace

std::unique_ptr<Command> makeIntelligenceCommand()
{
    return std::make_unique<IntelligenceCommand>();
}

} // namespace gatehouse::cli

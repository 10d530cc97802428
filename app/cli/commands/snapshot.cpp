// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/policy/snapshot.h"

namespace gatehouse::cli {
namespace {

/// Builds the list that wrappers decide from anew. Wrappers call it themselves where a policy file changed.
class SnapshotCommand final : public Command {
public:
    std::string name() const override { return "snapshot"; }
    std::string summary() const override { return "Build the list of approved servers anew"; }
    void declare(CLI::App&) override {}

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (const auto done = makeKnown(surroundings); !done)
            return console.fail(done.error());
        const auto snapshot = policy::Snapshot::open(surroundings.places.snapshot);
        if (!snapshot)
            return console.fail(snapshot.error());
        console.line("Generation " + std::to_string(snapshot->generation()) + ": " +
            safe(surroundings.places.snapshot));
        console.answer(
            {{"generation", snapshot->generation()}, {"file", safe(surroundings.places.snapshot)}});
        return ExitCode::Ok;
    }
};

} // namespace

std::unique_ptr<Command> makeSnapshotCommand()
{
    return std::make_unique<SnapshotCommand>();
}

} // namespace gatehouse::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/model/rows.h"
#include "core/model/tool_rule.h"
#include "core/service/decision_lines.h"
#include "core/service/reputation_reader.h"
#include "core/service/timeline_service.h"
#include "core/service/tool_news.h"
#include "core/service/tool_table.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gatehouse::store {
class Database;
}
namespace gatehouse::clients {
class KnownTexts;
struct FileView;
} // namespace gatehouse::clients

namespace gatehouse::service {

class OwnJournal;
class ProcessTree;

inline constexpr char kOrganisationPolicy[] = "/etc/gatehouse/policy.toml";

struct LedgerOptions {
    base::Places places;
    std::string program;            ///< names its own journal: "desktop" or "cli"
    std::string commandLineProgram; ///< for the snapshot
    std::string organisationPolicy = kOrganisationPolicy;
    std::shared_ptr<OwnJournal> journal;             ///< this program's own; made where none is given
    std::shared_ptr<clients::KnownTexts> texts = {}; ///< clients' files that the snapshot need not read
    uid_t organisationOwner = 0;                     ///< whose its files have to be; tests are not root
};

/// What folding journals brought.
struct FoldReport {
    struct Session {
        model::SessionRow row;
        std::uint64_t fromSequence = 0;
        std::uint64_t toSequence = 0;
    };
    std::vector<Session> sessions; ///< those that have new events
    /// New events in journals that are nobody's session: the desktop's and the command line's own.
    struct Own {
        std::int64_t id = 0;
        std::uint64_t fromSequence = 0;
        std::uint64_t toSequence = 0;
    };
    std::vector<Own> own;
    /// Decisions came, went or were learned, or what reputations are made of: the snapshot must follow.
    bool registryChanged = false;
    bool pendingChanged = false;       ///< launches ask, or ask no more
    std::vector<std::string> toolsOf;  ///< servers (refs) whose tools changed
    std::vector<base::Error> problems; ///< damaged lines, broken chains
    bool hasMore = false;              ///< a limit was met; fold again
};

/// What the books know of one entry of a client's file.
struct EntryStanding {
    bool isApproved = false;
    bool isDenied = false;
    bool isWaiting = false;
    int liveSessions = 0;
    int runningSessions = 0; ///< those whose server was started
    int tools = 0;
    base::UnixMilliseconds lastSeen = 0;
    std::optional<model::Reputation> reputation = {};
    bool wasApproved = false;           ///< ever, and be it for once
    int suspended = 0;                  ///< definitions that are withheld until somebody decides
    model::EntryLocation location = {}; ///< as sessions showed it; empty: there was none
    std::vector<std::string> argv = {}; ///< of the last decision on it
    std::string packageVersion = {};    ///< that was found to run, by the last decision; empty: not known
};

/// What stands around one server.
struct ServerRelations {
    std::vector<model::UseRow> uses;
    std::vector<model::FlowRow> flows;
    std::vector<model::AgentRow> agents;           ///< the newest first; at most kMaxAgents
    std::uint64_t omitted = 0;                     ///< definitions that it listed beyond what is kept
    std::optional<PackageReputation> package = {}; ///< that it runs

    static constexpr int kMaxAgents = 20;
};

/// What stands around one client.
struct ClientRelations {
    std::vector<model::UseRow> uses;                  ///< of any server
    std::optional<model::Reputation> reputation = {}; ///< nothing where no session was its own
};

/// The books: journals in, database, snapshot out. Everything that is decided goes the same way: one line in
/// this program's own journal, then the registry in the database (a fold over that line), then the snapshot.
/// Blocks; belongs to one thread at a time. Holds the StoreLock, so that there is one writer of the database
/// on this account.
class Ledger {
public:
    /// Locked where another program holds the books.
    static base::Result<std::unique_ptr<Ledger>> open(LedgerOptions options);
    ~Ledger();

    const base::Places& places() const;
    /// Where an organisation's files lie: /etc/gatehouse.
    std::string organisationFolder() const;
    uid_t organisationOwner() const;
    /// For reading what there is no method for.
    store::Database& database();

    /// Brings the database up to what the journals say: all of them, or those named (file names). Reads at
    /// most a bounded number of events at a time, see `hasMore`.
    base::Result<FoldReport> foldAll();
    base::Result<FoldReport> fold(const std::vector<std::string>& journalNames);

    /// Launches that the journals know and nobody has answered, oldest first, with what was approved for
    /// their entry before.
    base::Result<std::vector<model::ApprovalCard>> pending();
    base::Result<std::vector<model::RegistryDecision>> decisions();

    base::Result<model::RegistryDecision> decide(const model::ApprovalCard& card, const Answer& answer);
    /// Before it was ever asked for: `argv` in full.
    base::Result<model::RegistryDecision> decidePattern(
        const std::vector<std::string>& argv, const Answer& answer);
    /// Several at once, in this order.
    base::Result<std::vector<model::RegistryDecision>> decidePatterns(
        const std::vector<std::pair<std::vector<std::string>, Answer>>& answers);
    /// On tools of one server. Id and time are made here: later than every decision on them before, whatever
    /// the clock says.
    base::Result<model::ToolsDecision> decideTools(model::ToolsDecision decision);
    base::Result<ToolTable> toolTable(const std::string& serverRef);
    base::Result<std::vector<ToolNews>> toolNews();
    base::Result<void> revoke(const std::string& decisionId, model::AnsweredBy by, const std::string& why);
    /// Ends decisions that nobody can use any more: a client process that is gone, a Once that was used, a
    /// time that is over. The number that were ended; the snapshot has to follow where it is not 0.
    base::Result<int> endExpired(const ProcessTree& processes);
    /// Ends sessions in the database whose wrapper was killed without a word.
    base::Result<int> closeAbandoned(const ProcessTree& processes);
    /// Asks again about a launch whose decision was taken back: its card is in the inbox once more.
    base::Result<void> askAgain(const model::ApprovalCard& card);
    /// The card with what was approved for its entry before; nothing where the registry answers it already.
    base::Result<std::optional<model::ApprovalCard>> explain(model::ApprovalCard card);

    /// One line in this program's own journal, written before it returns.
    base::Result<void> record(model::SessionEvent event);
    /// Several, one after the other; the database follows once for all.
    base::Result<void> recordAll(std::vector<model::SessionEvent> events);

    /// Folds registry, protection records and settings into the snapshot and replaces it. The generation it
    /// has now.
    base::Result<std::uint64_t> publishSnapshot();

    base::Result<std::vector<model::SessionRow>> sessions(int offset, int limit);
    base::Result<std::vector<model::EventRow>> events(const EventsRequest& request);
    /// Of all servers where `serverRef` is empty.
    base::Result<std::vector<model::DefinitionRow>> tools(const std::string& serverRef);
    base::Result<std::vector<model::DefinitionVersion>> versions(const model::DefinitionRow& tool);
    base::Result<ServerRelations> relations(const std::string& serverRef);
    /// By the client's id.
    base::Result<ClientRelations> clientRelations(const std::string& client);
    /// By entryRef; entries that nothing is known of are not in it.
    base::Result<std::map<std::string, EntryStanding>> standings();
    /// Every score: of servers, tools, clients and packages.
    base::Result<Reputations> reputations();
    /// Clients' files as they were last seen.
    base::Result<std::vector<clients::FileView>> clientFiles();

private:
    class State;
    explicit Ledger(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service

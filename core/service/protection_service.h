// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/watched_places.h"
#include "core/model/rows.h"
#include "core/service/completion.h"

#include <QObject>
#include <QVector>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse::service {

class Protector;

/// A file that a client would read and that Gatehouse could not: shown, never touched.
struct UnreadableFile {
    std::string client; ///< id in the client table
    std::string clientTitle;
    std::string path;
    base::Error error;
};

/// A folder that was not searched for projects, or not to its end. Naming it as a root has it searched.
struct UnsearchedFolder {
    std::string folder;
    std::string reason; ///< "other-file-system", "network", "network-time", "too-many-folders"
};

/// What the look at this machine's clients found.
struct Discovery {
    std::vector<std::string> clientTitles; ///< clients that are present, each once
    QVector<model::ServerRow> servers;
    std::vector<UnreadableFile> unreadable;
    std::vector<UnsearchedFolder> leftOut;
    std::vector<clients::ClientPlace> places; ///< to be watched
};

/// One entry that is left as it is, and why.
struct SkippedEntry {
    std::string ref; ///< of ServerRow; empty where the whole file is meant
    model::EntryLocation location;
    base::Error reason; ///< TrackedByGit, EntryNotEditable, DangerousEnvironment, FileDoesNotParse …
};

/// What would be written to one file. Values only: showing it needs no file access.
struct FilePlan {
    std::string path;
    std::string clientTitle;
    std::vector<std::string> refs; ///< the entries that change, in the order of the file
    std::vector<std::string> names;
    std::string unifiedDiff; ///< from the file as it is to the file as it would be
};

struct ProtectionPlan {
    std::vector<FilePlan> files;
    std::vector<SkippedEntry> skipped;
    std::vector<std::string> alreadyProtected; ///< refs that are behind the wrapper as they stand
    bool installsWrapper = false; ///< the wrapper is missing or older and would be put to `wrapperPath`
    std::string wrapperPath;
};

struct PlanOptions {
    std::vector<std::string> refs; ///< the entries to look at; empty: every one that was found
    bool includeTracked = false;   ///< files that git tracks, which would carry this machine's path to others
    bool acceptDangerousEnvironment = false; ///< entries whose `env` sets HOME, XDG_*, LD_* or GATEHOUSE_*
};

/// How one entry fared.
struct EntryResult {
    std::string ref;
    model::EntryLocation location;
    bool isDone = false;
    base::Error error; ///< where not done
    std::string how;   ///< "protect"; for undo "byte-for-byte", "entry", "gone", "edited", "was-original"
};

/// Puts clients' entries behind the wrapper and takes them out again. Reads and edits happen in a pool, never
/// in the caller's thread; each edit is journalled ("client-file-edit") before it is applied. Nothing is
/// changed by discover or plan.
class ProtectionService final : public QObject {
    Q_OBJECT
public:
    explicit ProtectionService(std::shared_ptr<const Protector> protector, QObject* parent = nullptr);
    ~ProtectionService() override;

    /// Looks at every client that the table knows. `discoveryProgress` tells how far it is.
    void discover(QObject* context, Completion<Discovery> done);
    /// Ends a discovery that is under way; its completion gets what was found so far.
    void cancelDiscovery();
    void plan(const PlanOptions& options, QObject* context, Completion<ProtectionPlan> done);
    /// Protects exactly these entries. A file that changed since it was planned is planned again, so what is
    /// written is what protecting means, whatever the diff showed; with `expected` given, a file whose diff
    /// is another one is refused (Changed).
    void apply(const PlanOptions& options, const ProtectionPlan& expected, QObject* context,
        Completion<std::vector<EntryResult>> done);
    /// Puts entries back (all where `refs` is empty).
    void undo(
        const std::vector<std::string>& refs, QObject* context, Completion<std::vector<EntryResult>> done);

Q_SIGNALS:
    void discoveryProgress(int done, int total);
    /// Clients' files or protection records changed by this service.
    void protectionChanged();

private:
    class State;

    void edit(QObject* context, Completion<std::vector<EntryResult>> done,
        std::function<base::Result<std::vector<EntryResult>>()> work);

    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service

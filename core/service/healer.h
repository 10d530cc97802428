// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/clients/healing_policy.h"
#include "core/clients/record_index.h"
#include "core/clients/watched_places.h"
#include "core/model/rows.h"
#include "core/service/file_view_json.h"
#include "core/service/protection_service.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gatehouse::clients {
struct EditPlan;
}

namespace gatehouse::service {

class OwnJournal;

struct HealerOptions {
    base::Places places;
    std::string wrapperSource; ///< as in ProtectorOptions
    std::string by;            ///< "desktop", "cli": stands in records
    std::shared_ptr<OwnJournal> journal;
    std::function<base::Result<void>()> publish = {}; ///< as in ProtectorOptions
    clients::HealingLimits limits = {};
    bool isDry = false; ///< looks and tells; journals and writes nothing
    /// Whether a client runs now, which is the best knowledge of who wrote its file. Empty:
    /// isClientRunning().
    std::function<bool(const std::string& client)> isRunning = {};
};

/// Something about a client's file that the user is to decide.
struct Matter {
    enum class Kind {
        NewEntry, ///< it came by itself, or a client unwrapped it and it cannot be guarded again without a
                  ///< consent
        Dropped,  ///< the client took a guarded server out of its file
        Fight,    ///< the client keeps unwrapping what we wrap: nothing is written any more
    };
    Kind kind = Kind::NewEntry;
    model::ServerRow row; ///< of a fight only client and file

    bool operator==(const Matter&) const = default;
};

/// What one look brought.
struct HealingReport {
    std::vector<FileChange> changes;  ///< as journalled
    std::vector<EntryResult> results; ///< entries that were protected again, or would be
    std::set<std::string> unsettled;  ///< paths that somebody wrote meanwhile: look again
    std::vector<base::Error> problems;
    bool entriesChanged = false;
};

/// Keeps what clients' files were, tells what became of them, and protects again what a client unwrapped.
/// Blocks; belongs to one thread at a time. Every change is journalled with a diff of the entries, and every
/// edit before it is made.
class Healer {
public:
    /// `known`: the files as they were last seen. None: what is there now asks nothing.
    static base::Result<Healer> make(HealerOptions options, std::vector<clients::FileView> known);

    void setPlaces(std::vector<clients::ClientPlace> places);
    /// Looks at the files of these paths (ClientPlace::path); all of them where there is none.
    HealingReport look(const std::set<std::string>& paths = {});

    std::vector<Matter> matters() const;
    const std::map<std::string, clients::FileView>& files() const { return m_files; }

    /// Puts entries that were dropped back, guarded.
    base::Result<std::vector<EntryResult>> putBack(const std::vector<std::string>& refs);
    /// The user wants this entry unguarded: it asks no more.
    base::Result<void> leave(const std::string& ref);
    /// The user does without this entry: its record is closed, and undoing has nothing to do with it any
    /// more.
    base::Result<void> forget(const std::string& ref);
    /// The user wants the file guarded again after a fight.
    base::Result<void> resume(const std::string& file);

private:
    Healer(HealerOptions options, clients::ClientTable table);

    struct Reading {
        std::vector<clients::DiscoveredFile> files;
        clients::FileView view;
        bool isSettled = true;
    };
    std::map<std::string, std::vector<clients::ClientPlace>> groupsOf(const std::set<std::string>& paths);
    std::string realPathOf(const std::string& path);
    Reading read(const std::string& file, const std::vector<clients::ClientPlace>& places) const;
    void lookAt(
        const std::string& file, const std::vector<clients::ClientPlace>& places, HealingReport& report);
    /// False where nothing more is to be concluded from it.
    bool note(Reading& reading, bool isFirst, HealingReport& report);
    bool isFirstLook(const std::vector<clients::ClientPlace>& places);
    void keep(FileChange change, HealingReport& report);
    void heal(Reading& reading, HealingReport& report);
    void protectAgain(Reading& reading, const std::vector<std::string>& refs, HealingReport& report);
    void askInstead(const std::string& file, const clients::EditPlan& plan, HealingReport& report);
    base::Result<void> closeRecord(const std::string& ref);
    base::Result<std::string> wrapper() const;
    Matter newEntry(const clients::FileView& file, const clients::EntryView& entry) const;
    std::string titleOf(const std::string& client) const;
    bool isRunning(const std::string& client) const;
    void nameAuthors(clients::EditPlan& plan) const;

    HealerOptions m_options;
    clients::ClientTable m_table;
    clients::Records m_records;
    clients::RecordIndex m_index;
    std::vector<clients::ClientPlace> m_places;
    std::map<std::string, clients::FileView> m_files; // by path, links resolved
    std::map<std::string, std::string> m_realPaths;   // of places, as last resolved
    struct Quiet {
        base::UnixMilliseconds journalledAt = 0;
        int times = 0;
    };
    std::map<std::string, Quiet> m_quiet;         // changes that touched no entry
    std::map<std::string, std::string> m_authors; // RecordEvent::by of the last change of a file's entries
    bool m_hasBaseline = false;
    std::set<std::string> m_unseen; // places of the first look of all: what is there asks nothing
};

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/command.h"
#include "core/model/approval.h"
#include "core/model/rows.h"
#include "core/service/approver.h"
#include "core/service/books.h"
#include "core/service/protector.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::cli {

// What several commands need.
service::LedgerOptions ledgerOptions(const Surroundings& surroundings);

/// Tells wrappers what has changed: through the desktop, or by a snapshot without one. Its own books stay
/// open from the first time until it goes, since opening them costs more than what is done with them.
class Announcer {
public:
    explicit Announcer(const Surroundings& surroundings);
    base::Result<void> announce();

private:
    service::LedgerOptions m_options;
    std::optional<service::Books> m_books;
};

/// Its journal is this program's; it takes the wrapper that lies beside this program. `announcer`: one of its
/// own where none is given.
service::Protector protectorFor(const Surroundings& surroundings, std::vector<std::string> projects = {},
    std::shared_ptr<Announcer> announcer = {});
/// The program `name` beside this one, where a package puts it, or where a build does; empty where it is
/// nowhere.
std::string siblingProgram(
    const Surroundings& surroundings, const std::string& name, const std::string& buildFolder);

/// May this process approve? A refusal is journalled before it is told.
base::Result<void> checkApprover(const Surroundings& surroundings, bool isDesktopRunning);

/// Announces once.
base::Result<void> makeKnown(const Surroundings& surroundings);

/// The refs of the servers that `words` (names or refs) and `client` mean; empty words mean every one.
/// EntryNotFound names the word that means none.
base::Result<std::vector<std::string>> refsOf(
    const service::Discovery& discovery, const std::vector<std::string>& words, const std::string& client);

/// "8h" (s, m, h, d) in milliseconds; nothing for what is no span of time, or none that anybody means.
std::optional<base::UnixMilliseconds> spanOf(std::string_view text);
/// The moment at which what is decided now ends; 0 for an empty span. InvalidArgument.
base::Result<base::UnixMilliseconds> endOf(const std::string& span);

Json toJson(const model::EntryLocation& location);
Json toJson(const model::ServerRow& row);
Json toJson(const model::Reputation& reputation);
Json toJson(const model::ApprovalCard& card);
Json toJson(const model::KnownIssue& issue);
Json toJson(const std::vector<std::string>& words);

} // namespace gatehouse::cli

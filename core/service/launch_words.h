// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

/// What a code of model::unknowns means for who is asked: one plain sentence. The window and the command line
/// say the same.
std::string unknownSentence(std::string_view code);

/// True where the code means that what runs may become something else without a question.
bool isDangerousUnknown(std::string_view code);

/// Where the package lies: "from npx's cache", "from the folder that the client works in" …; empty where it
/// is not known to lie anywhere.
std::string packagePlace(const model::PackageRun& package);

/// True where another version of the package cannot say anything without a question: it was looked at, will
/// be at its first start, or cannot change.
bool isPackageWatched(const model::LaunchIdentity& identity);

/// What lies there of a package, for people: of an image the first digits of its id.
std::string shownVersion(const model::PackageRun& package);

/// The name of a package, of an image with its tag.
std::string shownName(const model::PackageRun& package);

/// A card that asks about nothing but another version of the same package, or another image of the same name.
struct PackageUpgrade {
    std::string name;
    std::string before; ///< as shownVersion()
    std::string after;
    bool isImage = false;
};
std::optional<PackageUpgrade> upgradeOf(const model::ApprovalCard& card);

/// The source files that are checked with a script, the first of them by name; empty where there are none.
std::string sourceSummary(const model::LaunchIdentity& identity);

/// Of a card that asks about nothing but other files of a server that is no package: how many of them, and
/// which. Empty for any other.
std::string sourceSentence(const model::ApprovalCard& card);

/// What is out of the ordinary about the package, a sentence each.
std::vector<std::string> packageDangers(const model::ApprovalCard& card);

} // namespace gatehouse::service

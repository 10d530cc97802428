// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/clients/discovery.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// One entry as a client's file declared it when it was last read. Holds names and digests, no value of its
/// env.
struct EntryView {
    std::string ref;
    std::string client; ///< id in the client table
    model::EntryScope scope = model::EntryScope::User;
    std::string keyPath;
    std::string name;
    bool isGuarded = false; ///< a protection record proves that we wrote its command
    bool asks =
        false; ///< it came after its file was first seen, and nobody has said yet what is to become of it
    std::string digest; ///< of its command and of the names of its variables
    std::string
        valueHash; ///< of all its bytes, secrets included: never leaves this process; empty where not known

    bool operator==(const EntryView&) const = default;
};

/// What is known of one file that clients read.
struct FileView {
    enum class Presence {
        Readable,
        Unreadable, ///< it is there, and does not parse or may not be read: nothing is concluded from it
        Missing,
    };
    std::string path; ///< links resolved
    std::string client;
    std::string hash; ///< hexadecimal SHA-256 of its bytes; empty where it could not be read
    Presence presence = Presence::Readable;
    std::string problem;            ///< of an unreadable one: the error's name
    std::vector<EntryView> entries; ///< where it is not readable: those that it had when it last was
    bool isStopped = false; ///< a client writes against us, and we write no more until the user says so
    base::UnixMilliseconds resumedAt = 0; ///< when the user last said so; rewrites before it do not count
    base::UnixMilliseconds seenAt = 0;

    bool operator==(const FileView&) const = default;
};

std::string_view toText(FileView::Presence presence); // "readable", "unreadable", "missing"
/// False where `text` names none.
bool fromText(std::string_view text, FileView::Presence& presence);

/// One file as the clients that share it read it, in the order of the table: an entry belongs to the first
/// that reads it, a file that one of them can read is readable. `files` has at least one.
FileView viewOf(const std::vector<DiscoveredFile>& files, std::string hash);

/// The entry with this ref, or nullptr.
const EntryView* findEntry(const FileView& file, std::string_view ref);

} // namespace gatehouse::clients

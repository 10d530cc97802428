// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/client_table.h"
#include "core/clients/json_text.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// One entry as it stands in a file's text.
struct EntryText {
    enum class Kind { Stdio, Remote, Unknown };

    model::EntryScope scope = model::EntryScope::User;
    std::string keyPath; ///< JSON pointer
    std::string name;
    std::size_t keyOffset = 0;
    Span value;
    Kind kind = Kind::Unknown;
    bool isObject = true; ///< false: the value is something else, and nothing else is known of it
    std::string
        reason; ///< why its command cannot be edited: "remote", "no-command", "not-editable"; empty: it can
    std::string detail;               ///< the same for people
    std::vector<std::string> command; ///< decoded; command first
    std::string address;              ///< of a remote server, as written; empty where none is
    bool hasArguments = false;        ///< the arguments are written, be it without a word
    std::vector<std::string> environmentNames;
    bool setsWorkingFolder = false;
    std::vector<std::string> warnings; ///< "duplicate-key", "command-and-url"
};

/// Bytes that take the place of a span.
struct Replacement {
    Span span;
    std::string bytes;
};

/// A new entry, as it is put into a file's text.
struct Insertion {
    Replacement replacement;
    std::size_t valueOffset = 0; ///< of the entry's value in the text with the replacement made
    std::string value;           ///< its bytes there: indented as what stands around it
    int createdLevels = 0;       ///< objects around it that were not there
};

/// What the wrapper's words in an entry are.
struct Routing {
    std::string wrapper; ///< absolute path
    std::string ref;

    std::string option() const { return "--entry=" + ref; }
};

/// A client's file, parsed in its dialect. A view of the bytes it was opened on.
class Document {
public:
    virtual ~Document() = default;
    /// Every entry that the containers hold, in their order; TooLarge above kMaxEntries.
    virtual base::Result<std::vector<EntryText>> entries(
        const std::vector<ServerContainer>& containers, const EntryShape& shape) const = 0;
    /// Every entry that the path may mean, in the order of the file: of duplicated keys the last alone, as
    /// clients read it; of a list's elements all that have the name.
    virtual std::vector<EntryText> findAll(const std::string& keyPath, const EntryShape& shape) const = 0;
    /// The last of them.
    std::optional<EntryText> find(const std::string& keyPath, const EntryShape& shape) const;
    /// The keys of the object at `path`.
    virtual std::vector<std::string> keysAt(const std::vector<std::string>& path) const = 0;
    virtual int lineAt(std::size_t offset) const = 0;

    /// The entry's value with the wrapper in its command's place; EntryNotEditable where `reason` says so.
    virtual base::Result<std::string> routed(
        const EntryText& entry, const EntryShape& shape, const Routing& routing) const = 0;
    /// The entry's value with our words taken out again, whatever else was changed in it.
    /// `dropsEmptyArguments`: the arguments came with our words. EntryNotEditable where our words are not in
    /// it.
    virtual base::Result<std::string> unrouted(const EntryText& entry, const EntryShape& shape,
        const Routing& routing, bool dropsEmptyArguments) const = 0;
    /// `value` as a new entry at `path`, behind those that are there, with the objects around it that are
    /// missing. `indent`: what its lines begin with where it comes from. EntryNotEditable where the place is
    /// taken, or the dialect cannot do it.
    virtual base::Result<Insertion> inserted(
        const std::vector<std::string>& path, const std::string& value, const std::string& indent) const;
    /// The text without the entry, and without the innermost `createdLevels` objects around it where nothing
    /// else is in them.
    virtual base::Result<std::vector<Replacement>> removed(
        const std::string& keyPath, int createdLevels) const;
    /// The white space that the entry's line begins with.
    virtual std::string indentOf(const EntryText& entry) const;
    /// Everything in the entry but its command and arguments, as bytes that are equal where nothing of it
    /// changed.
    virtual std::string untouchedPart(const EntryText& entry, const EntryShape& shape) const = 0;
};

inline constexpr std::size_t kMaxEntries = 10'000;

/// One way to write configuration files.
class Dialect {
public:
    virtual ~Dialect() = default;
    /// Stable name, as the client table and records spell it.
    virtual std::string_view id() const = 0;
    /// FileDoesNotParse names line, column and reason.
    virtual base::Result<std::unique_ptr<Document>> open(
        std::string_view bytes, Tolerance tolerance) const = 0;
    /// One entry from the bytes of its value alone, as a record keeps them; nothing where they are damaged.
    virtual std::optional<EntryText> readAlone(std::string_view value, const EntryShape& shape) const = 0;
    /// `target` with the entry that `source` has at `path`. Both parse. EntryNotEditable where it cannot be
    /// done; the caller checks that what comes of it says what it should.
    virtual base::Result<std::string> transplanted(
        std::string_view source, std::string_view target, const std::vector<std::string>& path) const = 0;
};

/// The dialect named `id`, or nullptr.
const Dialect* findDialect(std::string_view id);
/// The dialect that a file of this name is written in, for who has no client table at hand.
const Dialect& dialectOfFile(std::string_view path);

/// The part of a key path that names an element of a list: "name=files".
std::string elementPart(std::string_view nameKey, std::string_view name);
/// The name in such a part.
std::string nameOfElement(std::string_view part);
/// An element of a list that has no name, or shares it, is left alone: nobody could tell it from the others
/// later.
void refuseAmbiguousElement(EntryText& entry, bool isShared);

/// `key` as one part of a JSON pointer.
std::string escapePointer(std::string_view key);
/// The parts of a JSON pointer; nothing where it is none.
std::optional<std::vector<std::string>> splitPointer(std::string_view pointer);

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/pin_file.h"

#include "core/jsonrpc/message.h"
#include "core/jsonrpc/value.h"

#include <charconv>
#include <optional>

namespace gatehouse::trust {
namespace {

constexpr std::string_view kPinFormat = "gatehouse-pins 1\n";
constexpr std::size_t kPinLineDepth = 4096; // of what a session has read already

base::Error damagedPins(std::string_view what)
{
    return {base::ErrorCode::RecordDamaged, "pins: " + std::string(what)};
}

std::optional<jsonrpc::Value> objectOf(std::string_view line)
{
    const auto parsed = jsonrpc::parseValue(line, {line.size(), kPinLineDepth, 0});
    return parsed && parsed->isObject() ? std::optional(*parsed) : std::nullopt;
}

std::optional<std::string> textOf(const jsonrpc::Value& object, std::string_view name)
{
    const auto member = object.find(name);
    return member ? member->string() : std::nullopt;
}

std::optional<Pin> pinOf(std::string_view line)
{
    const auto object = objectOf(line);
    if (!object)
        return std::nullopt;
    Pin pin;
    std::optional<std::string> name;
    std::optional<base::Sha256> digest;
    // In one pass: a start reads every pin of the launch.
    for (auto member = object->children(); member.next();) {
        const auto value = member.value();
        if (member.keyIs("text")) {
            pin.text = value.raw();
        } else if (member.keyIs("name")) {
            name = value.string();
        } else if (member.keyIs("sha256")) {
            const auto hash = base::sha256FromHex(value.string().value_or(std::string()));
            if (!hash)
                return std::nullopt;
            digest = *hash;
        } else if (member.keyIs("doubt")) {
            pin.doubt = value.string().value_or(std::string());
        } else if (member.keyIs("rival")) {
            pin.rivalEntry = value.string().value_or(std::string());
        }
    }
    if (!name || !digest)
        return std::nullopt;
    pin.name = std::move(*name);
    pin.digest = *digest;
    return pin;
}

std::optional<PinOwner> ownerOf(std::string_view line)
{
    const auto object = objectOf(line);
    if (!object)
        return std::nullopt;
    auto client = textOf(*object, "client");
    auto server = textOf(*object, "server");
    auto entry = textOf(*object, "entry");
    if (!client || !server || !entry)
        return std::nullopt;
    PinOwner owner{std::move(*client), std::move(*server), std::move(*entry)};
    const auto since = textOf(*object, "since").value_or(std::string());
    static_cast<void>(std::from_chars(since.data(), since.data() + since.size(), owner.since));
    return owner;
}

/// Takes a line off; nothing where the last one is not finished.
std::optional<std::string_view> takeLine(std::string_view& bytes)
{
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    return line;
}

/// The file without its pins; `bytes` begin with the first of them then.
base::Result<PinFile> openPins(std::string_view& bytes)
{
    if (!bytes.starts_with(kPinFormat))
        return damagedPins("not a file of pins");
    bytes.remove_prefix(kPinFormat.size());
    const auto first = takeLine(bytes);
    auto owner = first ? ownerOf(*first) : std::nullopt;
    if (!owner)
        return damagedPins("nobody owns them");
    return PinFile{std::move(*owner), {}};
}

} // namespace

std::string encodePins(const PinOwner& owner, const std::vector<Pin>& pins)
{
    std::string bytes(kPinFormat);
    bytes.append("{\"client\":").append(jsonrpc::encodeString(owner.client));
    bytes.append(",\"server\":").append(jsonrpc::encodeString(owner.server));
    bytes.append(",\"entry\":").append(jsonrpc::encodeString(owner.entryRef));
    if (owner.since != 0)
        bytes.append(",\"since\":\"").append(std::to_string(owner.since)).append("\"");
    bytes.append("}\n");
    for (const auto& pin : pins) {
        bytes.append("{\"name\":").append(jsonrpc::encodeString(pin.name));
        bytes.append(",\"sha256\":\"").append(base::toHex(pin.digest)).append("\"");
        if (!pin.doubt.empty())
            bytes.append(",\"doubt\":").append(jsonrpc::encodeString(pin.doubt));
        if (!pin.rivalEntry.empty())
            bytes.append(",\"rival\":").append(jsonrpc::encodeString(pin.rivalEntry));
        if (!pin.text.empty())
            bytes.append(",\"text\":").append(pin.text);
        bytes.append("}\n");
    }
    return bytes;
}

base::Result<PinFile> decodePinNames(std::string_view bytes)
{
    auto file = openPins(bytes);
    while (file && !bytes.empty()) {
        const auto line = takeLine(bytes);
        if (!line)
            break;
        // encodePins() writes these two first.
        auto member = jsonrpc::Value(*line).children();
        if (!member.next() || !member.keyIs("name"))
            continue;
        const auto name = member.value().string();
        if (!name || !member.next() || !member.keyIs("sha256"))
            continue;
        if (const auto digest = base::sha256FromHex(member.value().string().value_or(std::string())))
            file->pins.push_back({*name, *digest, {}});
    }
    return file;
}

base::Result<PinFile> decodePins(std::string_view bytes)
{
    auto opened = openPins(bytes);
    if (!opened)
        return opened;
    auto file = std::move(*opened);
    while (!bytes.empty()) {
        const auto line = takeLine(bytes);
        auto pin = line ? pinOf(*line) : std::nullopt;
        if (!pin)
            return damagedPins("line " + std::to_string(file.pins.size() + 3) + " is none");
        file.pins.push_back(std::move(*pin));
    }
    return file;
}

std::string pinFileName(std::string_view identityDigest, model::DefinitionKind kind)
{
    return std::string(identityDigest) + "-" + std::string(model::toText(kind));
}

} // namespace gatehouse::trust

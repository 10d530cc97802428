// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::intelligence {

enum class Ecosystem : std::uint8_t { Npm, PyPi };

std::string_view toText(Ecosystem ecosystem); ///< as OSV writes it: "npm", "PyPI"
std::optional<Ecosystem> ecosystemOf(std::string_view text);

/// The ecosystem that a package runner fetches from; nothing where it is none of these.
std::optional<Ecosystem> ecosystemOfRunner(std::string_view runner);

/// The one spelling of a name: PEP 503 for PyPI (case, runs of "-", "_" and "." are one), without extras.
/// npm's names are compared byte by byte: `JSONStream` and `jsonstream` are two packages.
std::string normalisedName(Ecosystem ecosystem, std::string_view name);

} // namespace gatehouse::intelligence

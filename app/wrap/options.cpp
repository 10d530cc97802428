// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/options.h"

#include "core/base/utf8.h"

#include <string_view>

namespace gatehouse::wrap {
namespace {

constexpr std::string_view kEntryOption = "--entry=";
constexpr std::size_t kEntryDigits = 16;
constexpr std::size_t kShownOption = 80;

bool isEntryRef(std::string_view text)
{
    return text.size() == kEntryDigits &&
        text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

base::Error badUsage(std::string text)
{
    return {base::ErrorCode::InvalidArgument, std::move(text)};
}

} // namespace

const char* const kHelpText =
    "Usage: gatehouse-wrap [--entry=REF] [--] COMMAND [ARG...]\n"
    "\n"
    "Starts the MCP server COMMAND once it is approved, and guards what it and its client say\n"
    "to each other on standard input and output. AI clients start it in the server's place;\n"
    "`gatehouse-cli protect` writes it into their files.\n"
    "\n"
    "  --entry=REF  the protected entry this launch belongs to (16 hexadecimal digits)\n"
    "  --version    print the version and exit\n"
    "  --help       print this text and exit\n"
    "\n"
    "Exit status: the server's own; a signal that ended the server ends the wrapper too.\n"
    "2: wrong usage. 70: Gatehouse could not guard the session and ended it.\n";

base::Result<Options> parseOptions(int argc, char** argv)
{
    Options options;
    int at = 1;
    for (; at < argc; ++at) {
        const std::string_view word = argv[at];
        if (word == "--") {
            ++at;
            break;
        }
        if (!word.starts_with("-") || word == "-")
            break;
        if (word == "--version") {
            options.wantsVersion = true;
        } else if (word == "--help") {
            options.wantsHelp = true;
        } else if (word.starts_with(kEntryOption)) {
            const auto ref = word.substr(kEntryOption.size());
            if (!isEntryRef(ref))
                return badUsage("--entry must be followed by 16 hexadecimal digits, as `gatehouse-cli "
                                "protect` writes it");
            options.entryRef = ref;
        } else {
            return badUsage("unknown option " + base::printable(base::truncateUtf8(word, kShownOption)));
        }
    }
    for (; at < argc; ++at)
        options.command.emplace_back(argv[at]);
    if (options.command.empty() && !options.wantsVersion && !options.wantsHelp)
        return badUsage("no command to run was given");
    return options;
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
// Calls, each a line of JSON, and then what claims to be a file: what is told is harmless and bounded, what
// was learned is written and read again, and no file makes anything read out of bounds.
#include "core/base/utf8.h"
#include "core/jsonrpc/message.h"
#include "core/trust/baseline_codec.h"
#include "core/trust/behaviour_watch.h"
#include "core/trust/learned_behaviour.h"
#include "tests/fuzz/fuzz_check.h"

#include <algorithm>
#include <cstdint>
#include <string>

using namespace gatehouse;

namespace {

constexpr base::ShortHashKey kFuzzKey{4, 2};
constexpr base::UnixMilliseconds kHour = 3'600'000;

void isTold(const trust::Deviation& deviation, std::string_view line)
{
    FUZZ_CHECK(!deviation.sentence.empty() && deviation.sentence.size() < 1024);
    FUZZ_CHECK(base::isValidUtf8(deviation.sentence));
    const bool isInside = deviation.token.empty() ||
        (deviation.token.data() >= line.data() &&
            deviation.token.data() + deviation.token.size() <= line.data() + line.size());
    FUZZ_CHECK(isInside);
}

/// Each line again and again, over some days, so that learning ends.
void playCalls(trust::BehaviourWatch& watch, std::string_view input)
{
    base::UnixMilliseconds at = 1'780'272'000'000;
    for (int round = 0; round < 40; ++round) {
        for (auto rest = input.substr(0, 4096); !rest.empty();) {
            const auto line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
            const auto value = jsonrpc::parseValue(line, {});
            if (!value)
                continue;
            at += 2 * kHour;
            watch.setTime(at, at * 1000);
            const auto tool = line.substr(0, line.size() % 60);
            for (const auto& one : watch.onCall(tool, value->raw(), line.size()))
                isTold(one, line);
            const auto ticket = watch.onAdmitted(line.size() % 7 != 0);
            for (const auto& one : watch.onAnswer(ticket, line.size() * 1000, line.size() % 5 == 0))
                isTold(one, line);
            watch.onSettled(ticket, line.size() % 11 != 0, true);
        }
        watch.kept(watch.baseline());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    trust::BehaviourWatch watch;
    watch.begin("/home/dana", kFuzzKey, trust::Baseline({"c", "s", "e"}, 1));
    playCalls(watch, input);
    const auto bytes = trust::encodeBaseline(watch.baseline(), kFuzzKey);
    FUZZ_CHECK(bytes.size() < trust::kMaxBaselineBytes);
    const auto read = trust::decodeBaseline(bytes, kFuzzKey);
    FUZZ_CHECK(read.hasValue() && trust::encodeBaseline(*read, kFuzzKey) == bytes);

    // A file with the right beginning and the right checksum around what came.
    auto forged = bytes.substr(0, std::min<std::size_t>(bytes.size() - 32, 40));
    forged.append(input);
    const auto digest = base::sha256(forged);
    forged.append(reinterpret_cast<const char*>(digest.data()), digest.size());
    if (auto other = trust::decodeBaseline(forged, kFuzzKey)) {
        static_cast<void>(trust::summaryOf(*other));
        trust::BehaviourWatch later;
        later.begin("/home/dana", kFuzzKey, std::move(*other));
        playCalls(later, "{\"path\":\"/home/dana/.ssh/x\"}");
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// A peer of the socket may send anything: it is refused, or it is a message that comes back as it was.
#include "core/ipc/messages.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace gatehouse;

namespace {

void checkBody(std::string_view body)
{
    const auto message = ipc::decodeBody(body);
    if (!message) {
        FUZZ_CHECK(message.error().code == base::ErrorCode::BadMessage && !message.error().detail.empty());
        return;
    }
    const auto frame = ipc::encodeFrame(*message);
    if (frame.empty())
        return; // {"hex":…} can be shorter than what it stands for would be
    const auto again = ipc::decodeBody(std::string_view(frame).substr(4));
    FUZZ_CHECK(again.hasValue());
    FUZZ_CHECK(ipc::encodeFrame(*again) == frame);
}

/// However the stream is cut, the same bodies come out.
void checkFraming(std::string_view stream)
{
    ipc::FrameReader whole;
    ipc::FrameReader pieces;
    whole.feed(stream);
    for (std::size_t at = 0; at < stream.size(); at += 3)
        pieces.feed(stream.substr(at, 3));
    for (bool hasOne = true; hasOne;) {
        bool hasOther = false;
        const auto one = whole.next(hasOne);
        const auto other = pieces.next(hasOther);
        FUZZ_CHECK(one.hasValue() == other.hasValue() && hasOne == hasOther);
        if (!one)
            return;
        FUZZ_CHECK(*one == *other);
        if (hasOne)
            checkBody(*one);
    }
}

void checkValues(std::string_view json)
{
    if (const auto identity = ipc::identityFromJson(json))
        FUZZ_CHECK(ipc::identityFromJson(ipc::identityToJson(*identity)).value() == *identity);
    if (const auto decision = ipc::decisionFromJson(json))
        FUZZ_CHECK(ipc::decisionFromJson(ipc::decisionToJson(*decision)).value() == *decision);
    if (const auto process = ipc::processFromJson(json))
        FUZZ_CHECK(ipc::processFromJson(ipc::processToJson(*process)).value() == *process);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    checkBody(bytes);
    checkFraming(bytes);
    checkValues(bytes);
    return 0;
}

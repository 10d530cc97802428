// SPDX-License-Identifier: Apache-2.0
// macOS: kern.bootsessionuuid and mach_continuous_time; Windows: the boot id of NtQuerySystemInformation and
// QueryUnbiasedInterruptTime's counterpart that counts sleep.
#include "core/base/boot_clock.h"

#include "core/base/file.h"

#include <ctime>

namespace gatehouse::base {

std::optional<BootMoment> bootMoment()
{
    constexpr std::size_t kMaxIdBytes = 64;
    constexpr std::int64_t kMsInSecond = 1000;
    constexpr std::int64_t kNsInMs = 1'000'000;
    auto id = readFile("/proc/sys/kernel/random/boot_id", kMaxIdBytes);
    timespec time{};
    if (!id || ::clock_gettime(CLOCK_BOOTTIME, &time) != 0)
        return std::nullopt;
    while (!id->empty() && id->back() == '\n')
        id->pop_back();
    return BootMoment{std::move(*id), time.tv_sec * kMsInSecond + time.tv_nsec / kNsInMs};
}

} // namespace gatehouse::base

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::bench {

/// Relays bytes between this process's standard streams and a child's with poll, read and write, and nothing
/// else: what any wrapper has to do at least. Figures of the wrapper are given as multiples of what this
/// adds.
class ByteRelay {
public:
    /// With `recordPrefix`, everything that passes is also appended to PREFIX.to-server and PREFIX.to-client.
    explicit ByteRelay(std::string recordPrefix);
    ~ByteRelay();
    ByteRelay(const ByteRelay&) = delete;
    ByteRelay& operator=(const ByteRelay&) = delete;

    /// Until the child's stdout ends. False where a recording could not be written.
    bool run(int childInput, int childOutput);

private:
    struct Direction {
        int from = -1;
        int to = -1;
        int record = -1;
        std::string pending; // read but not yet written
        bool hasEnded = false;
    };

    bool move(Direction& direction, bool mayRead, bool mayWrite);

    std::string m_recordPrefix;
    Direction m_toServer;
    Direction m_toClient;
};

} // namespace gatehouse::bench

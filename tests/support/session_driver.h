// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/session.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gatehouse::test {

/// Plays client, server and program around a relay::Session: says lines, moves the clock (timers fire as it
/// passes them), and keeps what came out until it is asked for.
class SessionDriver {
public:
    explicit SessionDriver(relay::Admission admission, relay::SessionOptions options = defaultOptions())
        : m_session(std::move(options), admission)
    {
        m_session.begin(m_now, m_out);
        collect();
    }

    static relay::SessionOptions defaultOptions()
    {
        relay::SessionOptions options;
        options.serverName = "files";
        options.sessionId = "5eed";
        options.cardId = "k7q2";
        options.pendingReason = "not-approved";
        return options;
    }

    relay::Session& session() { return m_session; }

    void client(std::string_view line) { clientBytes(std::string(line) + "\n"); }
    void server(std::string_view line) { serverBytes(std::string(line) + "\n"); }
    void clientBytes(std::string_view bytes)
    {
        m_session.onClientBytes(bytes, m_now, m_out);
        collect();
    }
    void serverBytes(std::string_view bytes)
    {
        m_session.onServerBytes(bytes, m_now, m_out);
        collect();
    }
    void clientEnds()
    {
        m_session.onClientEnd(m_now, m_out);
        collect();
    }
    void serverEnds()
    {
        m_session.onServerEnd(m_now, m_out);
        collect();
    }
    void serverStarts()
    {
        m_session.onServerStarted(m_now, m_out);
        collect();
    }
    void serverFails(base::ErrorCode code)
    {
        m_session.onServerFailed({code, "test"}, m_now, m_out);
        collect();
    }
    void admit(relay::Admission admission)
    {
        m_session.onAdmission(admission, m_now, m_out);
        collect();
    }
    void answerCall(const std::string& cardId, relay::CallAnswer answer)
    {
        m_session.onCallAnswer(cardId, answer, m_now, m_out);
        collect();
    }
    void decideOnDefinitions(const std::vector<trust::DefinitionDecision>& decisions)
    {
        m_session.onDefinitionDecisions(decisions, m_now, m_out);
        collect();
    }
    void decideOnTools(const std::vector<std::vector<model::ToolRule>>& sets)
    {
        m_session.onToolRules(sets, m_now, m_out);
        collect();
    }
    /// Moves the clock; timers that are due on the way fire in their order.
    void wait(base::MonotonicMicroseconds microseconds)
    {
        const auto until = m_now.monotonicUs + microseconds;
        while (true) {
            const auto due = std::min_element(m_timers.begin(), m_timers.end(),
                [](const Timer& left, const Timer& right) { return left.at < right.at; });
            if (due == m_timers.end() || due->at > until)
                break;
            const auto timer = *due;
            m_timers.erase(due);
            setClock(timer.at);
            m_session.onTimer(timer.id, m_now, m_out);
            collect();
        }
        setClock(until);
    }

    /// What the client has received since the last call; likewise for the server.
    std::string takeClientBytes() { return std::exchange(m_toClient, {}); }
    std::string takeServerBytes() { return std::exchange(m_toServer, {}); }
    /// The same as lines; a half line would show as one without its end.
    std::vector<std::string> clientLines() { return lines(takeClientBytes()); }
    std::vector<std::string> serverLines() { return lines(takeServerBytes()); }

    /// All events so far, or those of one kind.
    const std::vector<model::SessionEvent>& events() const { return m_events; }
    std::vector<model::SessionEvent> events(std::string_view kind) const
    {
        std::vector<model::SessionEvent> found;
        std::copy_if(m_events.begin(), m_events.end(), std::back_inserter(found),
            [&](const model::SessionEvent& event) { return event.kind == kind; });
        return found;
    }
    /// The reason of the last event.
    std::string lastReason() const { return m_events.empty() ? std::string() : m_events.back().reason; }

    /// All commands of one type so far.
    template <typename Wanted>
    std::vector<Wanted> commands() const
    {
        std::vector<Wanted> found;
        for (const auto& command : m_commands) {
            if (const auto* wanted = std::get_if<Wanted>(&command))
                found.push_back(*wanted);
        }
        return found;
    }
    /// Why the session wants to end; empty as long as it does not.
    std::string ending() const
    {
        const auto ends = commands<relay::EndSession>();
        return ends.empty() ? std::string() : ends.front().reason;
    }

private:
    struct Timer {
        int id = 0;
        base::MonotonicMicroseconds at = 0;
    };

    static std::vector<std::string> lines(const std::string& bytes)
    {
        std::vector<std::string> found;
        for (std::size_t start = 0; start < bytes.size();) {
            const auto end = bytes.find('\n', start);
            if (end == bytes.npos) {
                found.push_back("(half line) " + bytes.substr(start));
                break;
            }
            found.push_back(bytes.substr(start, end - start));
            start = end + 1;
        }
        return found;
    }

    void setClock(base::MonotonicMicroseconds at)
    {
        m_now.unixMs += (at - m_now.monotonicUs) / 1000;
        m_now.monotonicUs = at;
    }

    void collect()
    {
        for (const auto& command : m_out.commands) {
            if (const auto* set = std::get_if<relay::SetTimer>(&command)) {
                cancel(set->id);
                m_timers.push_back({set->id, m_now.monotonicUs + set->after});
            } else if (const auto* gone = std::get_if<relay::CancelTimer>(&command)) {
                cancel(gone->id);
            }
        }
        std::move(m_out.commands.begin(), m_out.commands.end(), std::back_inserter(m_commands));
        std::move(m_out.events.begin(), m_out.events.end(), std::back_inserter(m_events));
        m_toClient += m_out.toClient;
        m_toServer += m_out.toServer;
        m_out = {};
    }

    void cancel(int id)
    {
        m_timers.erase(std::remove_if(m_timers.begin(), m_timers.end(),
                           [id](const Timer& timer) { return timer.id == id; }),
            m_timers.end());
    }

    relay::Now m_now{1'800'000'000'000, 1'000'000};
    relay::Output m_out;
    relay::Session m_session;
    std::vector<Timer> m_timers;
    std::vector<model::SessionEvent> m_events;
    std::vector<relay::Command> m_commands;
    std::string m_toClient;
    std::string m_toServer;
};

} // namespace gatehouse::test

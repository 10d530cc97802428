// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/inspect/rule.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace gatehouse::inspect {

/// Takes matches while a text is searched.
class MatchSink {
public:
    virtual ~MatchSink() = default;
    /// `pattern`: as in ownersOf() of the scope. `end`: behind the match.
    virtual void match(std::size_t pattern, std::size_t end) = 0;
};

/// Searches texts for all patterns at once: for literals that stand in them, and where one stands in a
/// pattern that is more than that, by Vectorscan around it. The tables are part of the program, made when
/// that was built, and are read where they are mapped: no copy, no compiling at start. Each object is for one
/// thread; it holds some 10 KB.
class PatternScan {
public:
    /// Fails where the processor lacks what the database was made for (SSE4.2 on x86-64).
    static base::Result<PatternScan> open();
    PatternScan(PatternScan&&) noexcept;
    PatternScan& operator=(PatternScan&&) noexcept;
    ~PatternScan();

    /// Tells all matches of the scope's patterns in `text`, by their ends; linear in it.
    base::Result<void> scan(Scope scope, std::string_view text, MatchSink& sink);

private:
    struct State;
    explicit PatternScan(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::inspect

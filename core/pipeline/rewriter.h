// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/redactor.h"
#include "core/pipeline/passage.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::pipeline {

/// Makes the replacements that the treatments of one passage ask for.
class Rewriter {
public:
    explicit Rewriter(Passage& passage)
        : m_passage(passage)
        , m_line(passage.message.line)
    {
    }

    /// The line with all of them; nothing where something that is to be left out is no element of a list.
    std::optional<std::string> run();

private:
    void redact(std::size_t& at);
    void strip(const inspect::Found& found);
    void fence(const inspect::Found& found);
    void hide(const inspect::Found& found);
    void withhold(const Withheld& withheld);
    bool leaveOutAt(std::size_t place);
    void leaveOutHidden();
    void findLists();
    std::string insteadOf(const inspect::Found& found, inspect::Span span, model::RedactionStyle style);
    inspect::Span spanOf(std::string_view part) const;

    Passage& m_passage;
    std::string_view m_line;
    std::vector<inspect::Replacement> m_replacements;
    /// Of definitions; which of its elements are left out.
    struct List {
        std::vector<inspect::Span> elements;
        std::vector<bool> isHidden;
    };
    // All that the result brings, whatever was asked for: a server may put one of another kind in front.
    bool m_hasLookedForLists = false;
    std::vector<List> m_lists;
    bool m_isStuck = false;
    const char* m_fenced = nullptr; ///< the token that was fenced last
};

} // namespace gatehouse::pipeline

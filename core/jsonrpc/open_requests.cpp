// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/open_requests.h"

#include <limits>
#include <utility>

namespace gatehouse::jsonrpc {
namespace {

/// What an answer's id is to a client that counts its requests; NaN, which nothing equals, where it is no
/// number.
double numberOf(const RequestId& id)
{
    if (id.kind == RequestId::Kind::Number)
        return id.number;
    return id.kind == RequestId::Kind::String ? ecmaScriptNumber(id.text)
                                              : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

OpenRequests::OpenRequests(std::size_t limit)
    : m_limit(limit)
{
}

base::Result<void> OpenRequests::add(const RequestId& id, OpenRequest request)
{
    if (size() >= m_limit)
        return base::Error{base::ErrorCode::TooManyOpen, std::to_string(m_limit) + " requests are open"};
    bool isNew = false;
    if (id.kind == RequestId::Kind::Number)
        isNew = m_byNumber.try_emplace(id.number, std::move(request)).second;
    else if (id.kind == RequestId::Kind::String)
        isNew = m_byText.try_emplace(id.text, std::move(request)).second;
    else
        return base::Error{base::ErrorCode::InvalidId, "id is neither string nor number"};
    if (!isNew)
        return base::Error{base::ErrorCode::InvalidId, "a request with this id is open"};
    return {};
}

const OpenRequest* OpenRequests::find(const RequestId& answerId) const
{
    if (answerId.kind == RequestId::Kind::String) {
        if (const auto found = m_byText.find(std::string_view(answerId.text)); found != m_byText.end())
            return &found->second;
    }
    const auto found = m_byNumber.find(numberOf(answerId));
    return found != m_byNumber.end() ? &found->second : nullptr;
}

std::optional<OpenRequest> OpenRequests::take(const RequestId& answerId)
{
    if (answerId.kind == RequestId::Kind::String) {
        if (const auto found = m_byText.find(std::string_view(answerId.text)); found != m_byText.end())
            return std::move(m_byText.extract(found).mapped());
    }
    const auto found = m_byNumber.find(numberOf(answerId));
    if (found == m_byNumber.end())
        return std::nullopt;
    return std::move(m_byNumber.extract(found).mapped());
}

std::vector<OpenRequest> OpenRequests::takeAll()
{
    std::vector<OpenRequest> all;
    all.reserve(size());
    for (auto& [number, request] : m_byNumber)
        all.push_back(std::move(request));
    for (auto& [text, request] : m_byText)
        all.push_back(std::move(request));
    m_byNumber.clear();
    m_byText.clear();
    return all;
}

} // namespace gatehouse::jsonrpc

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::jsonrpc {

// JSON-RPC 2.0, section 5.1.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInternalError = -32603;

} // namespace gatehouse::jsonrpc

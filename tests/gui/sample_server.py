# SPDX-License-Identifier: Apache-2.0
"""A small MCP server with two tools, for the GUI tests."""
import json
import sys

TOOLS = [{"name": name, "description": text, "inputSchema": {"type": "object"}}
         for name, text in (("read_note", "Reads a note"), ("write_note", "Writes a note"))]
ANSWERS = {
    "initialize": lambda params: {"protocolVersion": params.get("protocolVersion"), "capabilities": {"tools": {}},
                                  "serverInfo": {"name": "sample", "version": "1"}},
    "tools/list": lambda params: {"tools": TOOLS},
    "tools/call": lambda params: {"content": [{"type": "text", "text": "done"}]},
    "ping": lambda params: {},
}

for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message or "method" not in message:
        continue
    answer = ANSWERS.get(message["method"])
    body = {"result": answer(message.get("params") or {})} if answer else {"error": {"code": -32601, "message": "unknown"}}
    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], **body}), flush=True)

// SPDX-License-Identifier: Apache-2.0
// The official TypeScript SDK, version 2, as an MCP client: `mode` is 'legacy', 'auto' or {pin: '2026-07-28'}.
import { load } from '../support/npm.mjs';
import { answers, capabilities, recordNotification } from './answers.mjs';

const { Client } = load('@modelcontextprotocol/client');
const { StdioClientTransport } = load('@modelcontextprotocol/client/stdio');

export async function connect(entry, transcript, { env, cwd, mode, listChanged } = {}) {
  const client = new Client({ name: 'gatehouse-test-v2', version: '1.0.0' },
    { capabilities, versionNegotiation: { mode }, listChanged });
  for (const [method, answer] of Object.entries(answers(transcript)))
    client.setRequestHandler(method, answer);
  client.fallbackNotificationHandler = async (notification) => recordNotification(transcript, notification);
  const transport = new StdioClientTransport({
    command: entry.command, args: entry.args, env: { ...env, ...entry.env }, cwd, stderr: 'pipe' });
  transport.stderr.resume();
  await client.connect(transport);
  return client;
}

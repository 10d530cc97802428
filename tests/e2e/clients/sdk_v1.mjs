// SPDX-License-Identifier: Apache-2.0
// The official TypeScript SDK, version 1, as an MCP client.
import { load } from '../support/npm.mjs';
import { answers, capabilities, recordNotification } from './answers.mjs';

const { Client } = load('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = load('@modelcontextprotocol/sdk/client/stdio.js');
const types = load('@modelcontextprotocol/sdk/types.js');

const requestSchemas = {
  'sampling/createMessage': types.CreateMessageRequestSchema,
  'elicitation/create': types.ElicitRequestSchema,
  'roots/list': types.ListRootsRequestSchema,
};

/** A connected client; its calls have the same names and arguments as those of sdk_v2.mjs. */
export async function connect(entry, transcript, { env, cwd, listChanged } = {}) {
  const client = new Client({ name: 'gatehouse-test-v1', version: '1.0.0' }, { capabilities, listChanged });
  for (const [method, answer] of Object.entries(answers(transcript)))
    client.setRequestHandler(requestSchemas[method], answer);
  client.fallbackNotificationHandler = async (notification) => recordNotification(transcript, notification);
  const transport = new StdioClientTransport({
    command: entry.command, args: entry.args, env: { ...env, ...entry.env }, cwd, stderr: 'pipe' });
  transport.stderr.resume();
  await client.connect(transport);
  const callTool = client.callTool.bind(client);
  client.callTool = (params, options) => callTool(params, undefined, options);
  return client;
}

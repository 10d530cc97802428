// SPDX-License-Identifier: Apache-2.0
// host.mjs CONFIG: an AI client in the small. Reads a Claude Desktop configuration as Claude Desktop does, starts what it declares and
// speaks to it with the official TypeScript SDK. Knows nothing of Gatehouse. Driven by demo.mjs over node's IPC channel.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const load = createRequire(path.join(process.env.DEMO_PACKAGES, 'node_modules', 'here.cjs'));
const { Client } = load('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = load('@modelcontextprotocol/sdk/client/stdio.js');
const { ToolListChangedNotificationSchema } = load('@modelcontextprotocol/sdk/types.js');

const { mcpServers } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const clients = new Map();

async function start(name) {
  const { command, args, env } = mcpServers[name];
  const client = new Client({ name: 'claude-ai', version: '0.1.0' }, { capabilities: {} });
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => process.send({ changed: name }));
  const transport = new StdioClientTransport({ command, args, env: { ...process.env, ...env }, stderr: 'pipe' });
  transport.stderr.resume();
  await client.connect(transport);
  clients.set(name, client);
}

const actions = {
  servers: () => Object.keys(mcpServers),
  start,
  tools: async (name) => (await clients.get(name).listTools()).tools.map((tool) => tool.name),
  call: async (name, tool, args) => clients.get(name).callTool({ name: tool, arguments: args }, undefined, { timeout: 20_000 }),
  stop: () => Promise.all([...clients.values()].map((client) => client.close())),
};

process.on('message', async ({ id, action, words }) => {
  try {
    process.send({ id, result: (await actions[action](...words)) ?? null });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on('disconnect', () => process.exit());

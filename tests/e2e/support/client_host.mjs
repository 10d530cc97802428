// SPDX-License-Identifier: Apache-2.0
// An MCP client in a process of its own, as real ones are: who approves must not descend from the client that waits.
// Started by client_process.mjs, which it answers over node's IPC channel.
import { run } from './run.mjs';

const { connect } = await import(`../clients/${process.argv[2]}.mjs`);
const transcript = { event: (method, params) => process.send({ event: method, params }) };
let client;

const calls = {
  connect: async (entry, options) => {
    client = await connect(entry, transcript, options);
    return { capabilities: client.getServerCapabilities(), instructions: client.getInstructions() };
  },
  listTools: () => client.listTools(),
  callTool: (params) => client.callTool(params),
  run: (command, args, options) => run(command, args, options),
  close: () => client.close(),
};

process.on('message', async ({ id, call, args }) => {
  try {
    process.send({ id, result: await calls[call](...args) });
  } catch (error) {
    process.send({ id, error: { code: error.code, message: error.message } });
  }
});
process.on('disconnect', () => process.exit());

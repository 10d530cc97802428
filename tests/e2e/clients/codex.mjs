// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { codex } from '../support/npm.mjs';
import { runOrThrow } from '../support/run.mjs';

/** One conversation with `codex app-server`: which servers have which tools. */
async function serverStatus(home) {
  const child = spawn(codex, ['app-server'], { env: home.environment(), cwd: home.file('project'), stdio: ['pipe', 'pipe', 'ignore'] });
  const send = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  try {
    send({ id: 1, method: 'initialize', params: { clientInfo: { name: 'gatehouse-e2e', version: '1' } } });
    for await (const line of readline.createInterface({ input: child.stdout })) {
      const message = JSON.parse(line);
      if (message.id === 1) {
        send({ method: 'initialized' });
        send({ id: 2, method: 'mcpServerStatus/list', params: {} });
      }
      if (message.id === 2)
        return message.result.data;
    }
    throw new Error('codex app-server ended before it answered');
  } finally {
    clearTimeout(timer);
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
  }
}

/** Codex: TOML, and little of the environment reaches the servers. */
export const client = {
  name: 'Codex',
  file: ['.codex', 'config.toml'],
  text(servers) {
    const tables = Object.entries(servers).map(([name, { command, args }]) =>
      `[mcp_servers.${name}] # started by hand before\ncommand = '${command}'\nargs = [\n`
      + args.map((word) => `    ${JSON.stringify(word)}, # kept\n`).join('') + ']\n\n');
    return `# my settings\nmodel_reasoning_effort = "low"\n\n${tables.join('')}`;
  },
  async list(home) {
    const servers = await serverStatus(home);
    return Object.fromEntries(servers.map((server) => [server.name, `${Object.keys(server.tools).length} tools`]));
  },
  rewrite: (home) => runOrThrow(codex, ['mcp', 'add', 'another', '--', 'true'], { env: home.environment(), cwd: home.file('project') }),
};

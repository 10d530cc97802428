// SPDX-License-Identifier: Apache-2.0
import { claude } from '../support/npm.mjs';
import { runOrThrow } from '../support/run.mjs';

const run = (home, ...args) => runOrThrow(claude, args, { env: home.environment(), cwd: home.file('project') });

/** Claude Code: one large file of its own that it writes at every start. */
export const client = {
  name: 'Claude Code',
  file: ['.claude.json'],
  text: (servers) => JSON.stringify({ numStartups: 3, mcpServers: servers }),
  async list(home) {
    const { stdout } = await run(home, 'mcp', 'list');
    const rows = stdout.matchAll(/^(\S+): .* - . (\w+)/gm);
    return Object.fromEntries([...rows].map(([, name, state]) => [name, state]));
  },
  rewrite: (home) => run(home, 'mcp', 'add', '--scope', 'user', 'another', '--', 'true'),
};

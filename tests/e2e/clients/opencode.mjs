// SPDX-License-Identifier: Apache-2.0
import { opencode } from '../support/npm.mjs';
import { runOrThrow } from '../support/run.mjs';

/** opencode: one array holds the command and its arguments. */
export const client = {
  name: 'opencode',
  file: ['.config', 'opencode', 'opencode.json'],
  /** A comment and a trailing comma: the client takes both, and `protect` has to keep them. */
  text(servers) {
    const entries = Object.entries(servers).map(([name, { command, args }]) =>
      `    // how ${name} starts\n    ${JSON.stringify(name)}: ${JSON.stringify({ type: 'local', command: [command, ...args] })},\n`);
    return `{\n  "$schema": "https://opencode.ai/config.json",\n  "mcp": {\n${entries.join('')}  }\n}\n`;
  },
  async list(home) {
    const { stdout } = await runOrThrow(opencode, ['mcp', 'list'], { env: home.environment(), cwd: home.file('project') });
    const rows = stdout.matchAll(/(✓|✗|○)\s+(\S+)\s/g);
    return Object.fromEntries([...rows].map(([, mark, name]) => [name, mark === '✓' ? 'connected' : mark]));
  },
  rewrite: (home) => runOrThrow(opencode, ['mcp', 'add', 'another', '--', 'true'], { env: home.environment(), cwd: home.file('project') }),
};

// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import { node, slowModules } from '../support/npm.mjs';
import { runOrThrow } from '../support/run.mjs';
import { listOfMarks } from './list_of_marks.mjs';

const program = path.join(slowModules, '@qwen-code', 'qwen-code', 'cli.js');
const qwen = (home, ...args) => runOrThrow(node, [program, ...args], { env: home.environment(), cwd: home.file('project') });

export const client = {
  name: 'Qwen Code',
  file: ['.qwen', 'settings.json'],
  text: (servers) => `{\n  "mcpServers": ${JSON.stringify(servers)}\n}\n`,
  async list(home) {
    const { stdout, stderr } = await qwen(home, 'mcp', 'list');
    return listOfMarks(stdout + stderr);
  },
  rewrite: (home) => qwen(home, 'mcp', 'add', '--scope', 'user', 'another', 'true'),
};

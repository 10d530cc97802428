// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import { node, slowModules } from '../support/npm.mjs';
import { runOrThrow } from '../support/run.mjs';
import { listOfMarks } from './list_of_marks.mjs';

const program = path.join(slowModules, '@google', 'gemini-cli', 'bundle', 'gemini.js');
const gemini = (home, ...args) => runOrThrow(node, [program, ...args], { env: home.environment(), cwd: home.file('project') });

export const client = {
  name: 'Gemini CLI',
  file: ['.gemini', 'settings.json'],
  text: (servers) => `{\n  "mcpServers": ${JSON.stringify(servers)}\n}\n`,
  prepare(home) {
    home.writeJson(['.gemini', 'trustedFolders.json'], { [home.file('project')]: 'TRUST_FOLDER' });
  },
  async list(home) {
    const { stdout, stderr } = await gemini(home, 'mcp', 'list');
    return listOfMarks(stdout + stderr);
  },
  rewrite: (home) => gemini(home, 'mcp', 'add', '--scope', 'user', 'another', 'true'),
};

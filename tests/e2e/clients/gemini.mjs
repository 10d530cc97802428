// SPDX-License-Identifier: Apache-2.0
import { gemini, node } from '../support/npm.mjs';
import { listOfMarks } from '../support/list_of_marks.mjs';
import { runOrThrow } from '../support/run.mjs';

export const client = {
  name: 'Gemini CLI',
  file: ['.gemini', 'settings.json'],
  text: (servers) => `{\n  "mcpServers": ${JSON.stringify(servers)}\n}\n`,
  prepare(home) {
    home.writeJson(['.gemini', 'trustedFolders.json'], { [home.file('project')]: 'TRUST_FOLDER' });
  },
  async list(home) {
    const { stdout, stderr } = await runOrThrow(node, [gemini, 'mcp', 'list'], { env: home.environment(), cwd: home.file('project') });
    return listOfMarks(stdout + stderr);
  },
};

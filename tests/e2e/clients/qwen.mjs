// SPDX-License-Identifier: Apache-2.0
import { qwen, node } from '../support/npm.mjs';
import { listOfMarks } from '../support/list_of_marks.mjs';
import { runOrThrow } from '../support/run.mjs';

export const client = {
  name: 'Qwen Code',
  file: ['.qwen', 'settings.json'],
  text: (servers) => `{\n  "mcpServers": ${JSON.stringify(servers)}\n}\n`,
  async list(home) {
    const { stdout, stderr } = await runOrThrow(node, [qwen, 'mcp', 'list'], { env: home.environment(), cwd: home.file('project') });
    return listOfMarks(stdout + stderr);
  },
};

// SPDX-License-Identifier: Apache-2.0
import { mcporter, node } from '../support/npm.mjs';
import { runOrThrow } from '../support/run.mjs';

/** mcporter: a file of the project, and counts of tools. */
export const client = {
  name: 'mcporter',
  scope: 'project', // an approval beforehand holds for files of projects only where it says so
  file: ['project', 'config', 'mcporter.json'],
  text: (servers) => JSON.stringify({ mcpServers: servers }),
  async list(home) {
    const { stdout } = await runOrThrow(node, [mcporter, 'list', '--json'], { env: home.environment(), cwd: home.file('project') });
    const { servers } = JSON.parse(stdout);
    return Object.fromEntries(servers.map(({ name, status, tools }) => [name, `${status}, ${tools?.length} tools`]));
  },
  rewrite(home) {
    const add = ['config', 'add', 'another', '--command', 'true', '--scope', 'project'];
    return runOrThrow(node, [mcporter, ...add], { env: home.environment(), cwd: home.file('project') });
  },
};

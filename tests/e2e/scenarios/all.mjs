// SPDX-License-Identifier: Apache-2.0
// The reference servers, each with what is done to it.
import { ownServer, referenceServer } from '../support/npm.mjs';
import { everything } from './everything.mjs';
import { filesystem, prepareFolder } from './filesystem.mjs';
import { memory } from './memory.mjs';
import { modern } from './modern.mjs';
import { sequentialThinking } from './sequential_thinking.mjs';

/** `prepare` brings the home into the same state before each run. */
export const scenarios = {
  everything: {
    entry: () => referenceServer('everything'),
    prepare: () => {},
    play: everything,
    leastSteps: 30,
  },
  filesystem: {
    entry: (home) => referenceServer('filesystem', home.file('files')),
    prepare: (home) => prepareFolder(home.file('files')),
    play: (client, transcript, home) => filesystem(client, transcript, home.file('files')),
    leastSteps: 11,
  },
  memory: {
    entry: (home) => ({ ...referenceServer('memory'), env: { MEMORY_FILE_PATH: home.file('memory.jsonl') } }),
    prepare: (home) => home.forget('memory.jsonl'),
    play: memory,
    leastSteps: 8,
  },
  'sequential-thinking': {
    entry: () => referenceServer('sequential-thinking'),
    prepare: () => {},
    play: sequentialThinking,
    leastSteps: 4,
  },
};

/** Our server on SDK 2: in both eras, and in the stateless one only. */
export const modernScenarios = {
  'dual-era': {
    definesLater: true,
    entry: () => withPackages(ownServer('modern_server.mjs')),
    prepare: () => {},
    play: modern,
    leastSteps: 10,
  },
  'modern-only': {
    definesLater: true,
    entry: () => withPackages(ownServer('modern_server.mjs', '--modern-only')),
    prepare: () => {},
    play: modern,
    leastSteps: 10,
  },
};

function withPackages(entry) {
  return { ...entry, env: { E2E_PACKAGES: process.env.E2E_PACKAGES } };
}

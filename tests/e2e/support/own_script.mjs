// SPDX-License-Identifier: Apache-2.0
// A developer's own server of two files, for any runtime of JavaScript: it says its name, which stands in the second.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { declare, protect } from './guarded.mjs';
import { node } from './npm.mjs';
import { start } from './package_runner.mjs';
import { ScratchHome } from './scratch_home.mjs';

const serverOf = (extension) => `
import module from 'node:module';
import process from 'node:process';
import readline from 'node:readline';
module.enableCompileCache?.(); // as npm, pnpm and others do
const { name } = await import('./lib/tools.${extension}');
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'initialize')
    console.log(JSON.stringify({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name, version: '1' } } }));
}).on('close', () => process.exit(0));
`;

export class OwnScript {
  /** `padding`: what stands below the name, for runtimes that keep large files alone. */
  constructor({ extension, padding = '', programs = {} }) {
    this.home = new ScratchHome();
    this.tools = this.home.file('project', 'lib', `tools.${extension}`);
    this.server = this.home.file('project', `server.${extension}`);
    this.padding = padding;
    for (const folder of ['project/lib', 'bin', 'tmp'])
      fs.mkdirSync(this.home.file(folder), { recursive: true });
    for (const [name, file] of Object.entries({ node, ...programs }))
      fs.symlinkSync(file, this.home.file('bin', name));
    fs.writeFileSync(this.home.file('project', 'package.json'), '{"type":"module"}');
    fs.writeFileSync(this.server, serverOf(extension));
    this.setName('good');
    this.environment = this.home.environment({ PATH: `${this.home.file('bin')}:/usr/bin:/bin`, TMPDIR: this.home.file('tmp') });
  }

  setName(name) {
    const type = this.tools.endsWith('.ts') ? ': string' : '';
    fs.writeFileSync(this.tools, `export const name${type} = '${name}';\n${this.padding}`);
  }

  /** What `command` calls itself, started as it stands; undefined where it does not answer. */
  async bareName(command) {
    return (await start(this.home, { command: command[0], args: command.slice(1) }, this.environment)).answer?.result?.serverInfo?.name;
  }

  /** The same behind the wrapper. */
  async guardedName(command) {
    if (!this.entry) {
      declare(this.home, { own: { command: command[0], args: command.slice(1) } });
      this.entry = await protect(this.home, 'own');
    }
    const started = await start(this.home, this.entry, this.environment);
    this.errors = started.errors;
    return started.answer?.result?.serverInfo?.name;
  }

  /** The one question that waits; it is answered with yes. */
  async approve() {
    const cards = await this.home.pendingCards();
    assert.equal(cards.length, 1, JSON.stringify(cards));
    await this.home.gatehouse('approve', cards[0].id);
    return cards[0];
  }

  async end() {
    await this.home.untilQuiet();
    this.home.remove();
  }
}

/**
 * The runtime takes what somebody has put into its cache (`exchange(script, good, evil)`: gives the one for the source `good` what was
 * compiled of `evil`; both are copies of the folder `kept`), and behind the wrapper it does not.
 */
export async function runsNothingCompiledByOthers({ command, kept, exchange, ...how }) {
  const script = new OwnScript(how);
  try {
    const words = [...command, script.server];
    assert.notEqual(await script.guardedName(words), 'good');
    await script.approve();
    assert.equal(await script.guardedName(words), 'good');

    const cache = script.home.file(kept);
    const snapshotOf = async (name) => {
      fs.rmSync(cache, { recursive: true, force: true });
      script.setName(name);
      for (let run = 0; run < 2; ++run) // some keep what they meet a second time
        assert.equal(await script.bareName(words), name);
      fs.cpSync(cache, script.home.file(name), { recursive: true });
      return script.home.file(name);
    };
    const good = await snapshotOf('good');
    const evil = await snapshotOf('evil');
    script.setName('good');
    await exchange(script, good, evil);
    const poisoned = script.home.file('poisoned');
    fs.cpSync(cache, poisoned, { recursive: true });

    // So it is a way in: the source is good, and what runs is not.
    assert.match(fs.readFileSync(script.tools, 'utf8'), /'good'/);
    assert.equal(await script.bareName(words), 'evil');

    fs.rmSync(cache, { recursive: true });
    fs.cpSync(poisoned, cache, { recursive: true });
    assert.equal(await script.guardedName(words), 'good', script.errors);
    await script.home.gatehouse('snapshot');
    assert.deepEqual(await script.home.pendingCards().catch(() => []), []);
  } finally {
    await script.end();
  }
}

/** Every file below a folder. */
export function filesBelow(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .map((one) => path.join(one.parentPath, one.name));
}

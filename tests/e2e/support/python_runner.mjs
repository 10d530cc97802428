// SPDX-License-Identifier: Apache-2.0
// A runner of python packages in front of a real server, guarded, with an index of the test's own.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { declare, protect } from './guarded.mjs';
import { uv } from './npm.mjs';
import { start } from './package_runner.mjs';
import { PythonIndex } from './python_index.mjs';
import { runOrThrow } from './run.mjs';
import { ScratchHome } from './scratch_home.mjs';

const python = '/usr/bin/python3'; // as the machine has it; nothing is fetched for it

let folderOfPrograms;
/** Where uv and uvx lie, as programs; npm's package does not say that they are. */
function programs() {
  if (!folderOfPrograms) {
    folderOfPrograms = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-uv-'));
    process.on('exit', () => fs.rmSync(folderOfPrograms, { recursive: true }));
    for (const [name, file] of Object.entries({ uv, uvx: process.env.GATEHOUSE_UVX })) {
      fs.copyFileSync(file, path.join(folderOfPrograms, name));
      fs.chmodSync(path.join(folderOfPrograms, name), 0o755);
    }
  }
  return folderOfPrograms;
}

/** A home with uv, uvx and an index of one server, and one entry in it. */
export class PythonRunner {
  /** `command`: of the entry. `variables`: more of the environment, by the index's address. */
  static async start({ command, variables = usesIndex }) {
    const runner = new PythonRunner();
    runner.home = new ScratchHome();
    runner.index = await PythonIndex.start();
    runner.index.publishWords('1.0');
    runner.command = command;
    runner.seen = new Set(); // the questions of before
    fs.mkdirSync(runner.home.file('bin'));
    for (const name of ['uv', 'uvx'])
      fs.linkSync(path.join(programs(), name), runner.home.file('bin', name));
    runner.environment = runner.home.environment({ PATH: `${runner.home.file('bin')}:/usr/bin:/bin`, UV_PYTHON_PREFERENCE: 'only-system',
      UV_PYTHON_DOWNLOADS: 'never', UV_PYTHON: python, ...variables(runner.index.address) });
    return runner;
  }

  async end() {
    await this.index.stop();
    await this.home.untilQuiet();
    this.home.remove();
  }

  file(...parts) {
    return this.home.file(...parts);
  }

  write(name, text) {
    fs.mkdirSync(path.dirname(this.file(name)), { recursive: true });
    fs.writeFileSync(this.file(name), text);
  }

  run(command) {
    return runOrThrow(command[0], command.slice(1), { env: this.environment, cwd: this.home.path });
  }

  /** Starts the entry, or another command for it, behind the wrapper. Gives the name by which the server answers, where one does. */
  async guardedName(command = this.command) {
    if (!this.entry) {
      declare(this.home, { weather: { command: this.command[0], args: this.command.slice(1) } });
      this.entry = await protect(this.home, 'weather');
    }
    const { answer, errors } = await start(this.home, this.entry, this.environment);
    this.errors = errors;
    return answer?.result?.serverInfo?.name;
  }

  /** The same, to a client that is another process than ours: who waits for a server cannot approve it. */
  async nameToAnother() {
    const code = "const [command, ...args] = process.argv.slice(1); require('node:child_process').spawnSync(command, args, { stdio: 'inherit' })";
    const { answer, errors } = await start(this.home,
      { command: process.execPath, args: ['-e', code, this.entry.command, ...this.entry.args] }, this.environment);
    this.errors = errors;
    return answer?.result?.serverInfo?.name;
  }

  /** The same as it stands, without anything in front. */
  async bareName(command = this.command) {
    const { answer, errors } = await start(this.home, { command: command[0], args: command.slice(1) }, this.environment);
    this.errors = errors;
    return answer?.result?.serverInfo?.name;
  }

  /** The questions that have come since the last look. */
  async newCards() {
    const cards = (await this.home.pendingCards().catch(() => [])).filter(({ id }) => !this.seen.has(id));
    for (const { id } of cards)
      this.seen.add(id);
    return cards;
  }

  /** The question that comes while something else goes on. */
  async nextCard() {
    for (let tries = 0; tries < 300; ++tries) {
      const [card] = await this.newCards();
      if (card)
        return card;
      await setTimeout(100);
    }
    throw new Error(`nothing is asked\n${this.errors}`);
  }

  /** From here on `uvx` is a script, as a company may have one, that has the real one keep nothing of what it fetches. */
  keepNothing() {
    const real = this.file('bin', 'real', 'uvx');
    fs.mkdirSync(path.dirname(real));
    fs.renameSync(this.file('bin', 'uvx'), real);
    fs.linkSync(this.file('bin', 'uv'), this.file('bin', 'real', 'uv'));
    this.write('bin/uvx', `#!/bin/sh\nexec ${real} --no-cache "$@"\n`);
    fs.chmodSync(this.file('bin', 'uvx'), 0o755);
  }

  /** Starts it: nothing of it is relayed, and there is one question, which is given. */
  async card() {
    assert.match(String(await this.guardedName()), isNotIt);
    const cards = await this.newCards();
    assert.equal(cards.length, 1, `${JSON.stringify(cards)}\n${this.errors}`);
    return cards[0];
  }

  async approve() {
    const card = await this.card();
    await this.home.gatehouse('approve', card.id);
    return card;
  }

  /** It starts, and nobody is asked. */
  async assertSilent(name = 'python-server') {
    assert.equal(await this.guardedName(), name, this.errors);
    await this.home.gatehouse('snapshot');
    assert.deepEqual(await this.newCards(), []);
  }

  /** It was allowed as it was before: what its runner makes of it is killed before its first byte. */
  async assertKilled() {
    assert.match(String(await this.guardedName()), isNotIt);
    assert.match(this.errors, /nothing of it was relayed/);
  }

  /** The first start asks, the second fetches and learns, the third is silent. Gives the first card. */
  async allow() {
    const card = await this.approve();
    await this.assertSilent();
    await this.assertSilent();
    return card;
  }

  /** `change` is undone again after it was seen that it asks; the fields that it changes are given. */
  async fieldsChangedBy(change) {
    const undo = change();
    const { changes } = await this.card();
    undo();
    await this.assertSilent();
    return changes.map(({ field }) => field);
  }
}

const isNotIt = /^(gatehouse-.*|undefined)$/; // the server that stands in for one that waits, or none

export const usesIndex = (address) => ({ UV_DEFAULT_INDEX: address });

/** Replaces a file by what `change` makes of its text, which undoes it again; in place, links to the same file elsewhere would change, too. */
export function replaced(file, change, encoding = 'utf8') {
  const before = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
  const after = change(encoding ? before?.toString(encoding) ?? '' : before);
  const made = fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, after, { mode: 0o755 });
  return () => {
    fs.rmSync(made ?? file, { recursive: true });
    if (before !== undefined)
      fs.writeFileSync(file, before, { mode: 0o755 });
  };
}

export async function withPythonRunner(how, body) {
  const runner = await PythonRunner.start(how);
  try {
    await body(runner);
  } finally {
    await runner.end();
  }
}

/** The user's own settings of uv name the test's index, and hold `first` above that. */
export function withUserIndex(runner, first = '') {
  runner.write('.config/uv/uv.toml', `${first}[[index]]\nurl = "${runner.index.address}"\ndefault = true\n`);
}

/** The site-packages of a virtual environment. */
export function siteOf(environment) {
  const lib = path.join(environment, 'lib');
  return path.join(lib, fs.readdirSync(lib).find((name) => name.startsWith('python')), 'site-packages');
}

/** Lays what python makes of `text` into the place of what it has compiled of the source: a form that nobody compares with anything. */
export async function compiledInto(source, text) {
  const program = `
import importlib.util, marshal, pathlib, sys
source, text = sys.argv[1:]
cached = pathlib.Path(importlib.util.cache_from_source(source))
cached.parent.mkdir(exist_ok=True)
cached.write_bytes(importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(compile(text, source, "exec")))
`;
  await runOrThrow(python, ['-c', program, source, text], { env: { PATH: '/usr/bin:/bin' } });
}

// SPDX-License-Identifier: Apache-2.0
// A home folder of its own for one test, with Gatehouse's programs laid beside each other as an installation has them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run, runOrThrow } from './run.mjs';

const required = (name) => {
  if (!process.env[name])
    throw new Error(`${name} must name the program of that build`);
  return process.env[name];
};

export class ScratchHome {
  constructor() {
    this.path = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-e2e-'));
    this.programs = path.join(this.path, 'programs');
    fs.mkdirSync(this.programs);
    for (const name of ['GATEHOUSE_CLI', 'GATEHOUSE_WRAP']) {
      const program = required(name);
      fs.copyFileSync(program, path.join(this.programs, path.basename(program)));
    }
    this.cli = path.join(this.programs, path.basename(required('GATEHOUSE_CLI')));
  }

  /** What a program that runs in this home gets: nothing of the caller's but a PATH. */
  environment(extra = {}) {
    return { HOME: this.path, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', ...extra };
  }

  file(...parts) {
    return path.join(this.path, ...parts);
  }

  writeJson(parts, value) {
    const file = this.file(...parts);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
    return file;
  }

  readJson(...parts) {
    return JSON.parse(fs.readFileSync(this.file(...parts), 'utf8'));
  }

  forget(...parts) {
    fs.rmSync(this.file(...parts), { force: true });
  }

  gatehouse(...args) {
    return runOrThrow(this.cli, args, { env: this.environment(), cwd: this.path });
  }

  /** What the taps on both sides of a wrapper have recorded. */
  removeRecords() {
    for (const name of fs.readdirSync(this.path).filter((one) => /^(inner|outer)\.to-(server|client)$/.test(one))) {
      fs.rmSync(this.file(name));
    }
  }

  /** The cards that wait for an answer. */
  async pendingCards() {
    return JSON.parse((await this.gatehouse('pending', '--json')).stdout).cards;
  }

  /** The same at a terminal, where a person would type it: `script` gives it one. */
  gatehouseAtTerminal(...args) {
    const quoted = [this.cli, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    return run('script', ['--quiet', '--return', '--command', quoted, '/dev/null'],
      { env: this.environment({ TERM: 'dumb' }), cwd: this.path });
  }

  /** Resolves once the file exists; the folder is watched for it. */
  untilFile(name, timeoutMs = 20_000) {
    return new Promise((resolve, reject) => {
      const watcher = fs.watch(this.path, () => check());
      const timer = setTimeout(() => end(reject, new Error(`no ${name} within ${timeoutMs} ms`)), timeoutMs);
      const end = (settle, value) => { clearTimeout(timer); watcher.close(); settle(value); };
      const check = () => fs.existsSync(this.file(name)) && end(resolve);
      check();
    });
  }

  /** Command lines of processes that still name this folder, but for our own. */
  processes() {
    const found = [];
    for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        if (Number(pid) !== process.pid && words.some((word) => word.includes(this.path)))
          found.push(`${pid} ${words.join(' ')}`);
      } catch { /* it has ended meanwhile */ }
    }
    return found;
  }

  /** Resolves once nothing of this home runs any more; rejects with what does after `timeoutMs`. */
  async untilQuiet(timeoutMs = 15_000) {
    const deadline = Date.now() + timeoutMs;
    let left = this.processes();
    while (left.length > 0) {
      if (Date.now() > deadline)
        throw new Error(`still running after the session:\n${left.join('\n')}`);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      left = this.processes();
    }
  }

  remove() {
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}

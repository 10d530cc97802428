// SPDX-License-Identifier: Apache-2.0
// Gatehouse's programs as the demo runs them: in the demo's own home, for the user to see.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

export class Gatehouse {
  constructor(programs, home, env) {
    this.cli = path.join(programs, 'gatehouse-cli');
    this.desktop = path.join(programs, 'gatehouse');
    this.home = home;
    this.env = env;
  }

  /** Runs gatehouse-cli with the terminal that the demo has. */
  show(...args) {
    console.log(`\n$ gatehouse-cli ${args.join(' ')}`);
    const { status, error } = spawnSync(this.cli, args, { env: this.env, cwd: this.home, stdio: ['inherit', 'inherit', 'inherit'] });
    if (error)
      throw error;
    return status;
  }

  json(...args) {
    const { status, stdout, stderr } = spawnSync(this.cli, [...args, '--json'], { env: this.env, cwd: this.home, encoding: 'utf8' });
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`gatehouse-cli ${args.join(' ')} --json ended with ${status}: ${stdout}${stderr}`);
    }
  }

  /** Approvals and denials are taken from a terminal only; without one of our own, `script` lends one. */
  decide(verb, id) {
    if (process.stdin.isTTY)
      return this.show(verb, id);
    console.log(`\n$ gatehouse-cli ${verb} ${id}`);
    const { status } = spawnSync('script', ['--quiet', '--return', '--command', `'${this.cli}' ${verb} ${id}`, '/dev/null'],
      { env: { ...this.env, TERM: 'dumb' }, cwd: this.home, stdio: ['ignore', 'inherit', 'inherit'] });
    return status;
  }

  /** Starts the desktop, which then asks with real cards. */
  startDesktop() {
    return spawn(this.desktop, [], { env: this.env, cwd: this.home, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

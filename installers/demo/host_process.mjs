// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process';
import path from 'node:path';

/** The client of the demo in a process of its own: what approves must not descend from what waits. */
export class HostProcess {
  #child;
  #lastId = 0;
  #open = new Map();
  #changed = new Set();
  #waiting = new Map();

  constructor(config, env) {
    this.#child = fork(path.join(import.meta.dirname, 'host.mjs'), [config], { env });
    this.#child.on('message', (message) => this.#receive(message));
    this.#child.on('exit', () => {
      for (const { reject } of this.#open.values())
        reject(new Error('the client has ended'));
    });
  }

  do(action, ...words) {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#open.set(id, { resolve, reject });
      this.#child.send({ id, action, words });
    });
  }

  /** True once the server has said that its tools changed; false where it has not within `timeoutMs`. */
  toolsChanged(server, timeoutMs) {
    if (this.#changed.has(server))
      return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#waiting.set(server, () => { clearTimeout(timer); resolve(true); });
    });
  }

  end() {
    this.#child.disconnect();
  }

  #receive(message) {
    if (message.changed) {
      this.#changed.add(message.changed);
      this.#waiting.get(message.changed)?.();
      return;
    }
    const { resolve, reject } = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.error)
      reject(new Error(message.error));
    else
      resolve(message.result);
  }
}

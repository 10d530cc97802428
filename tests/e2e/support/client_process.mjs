// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { node } from './npm.mjs';

/** Drives a client_host.mjs; `kind` names a file of clients/. */
export class ClientProcess {
  #child;
  #lastId = 0;
  #open = new Map();
  #events = [];
  #waiting = [];

  constructor(kind) {
    this.#child = fork(path.join(import.meta.dirname, 'client_host.mjs'), [kind], { execPath: node });
    this.#child.on('message', (message) => this.#receive(message));
    this.#child.on('exit', () => {
      for (const { reject } of this.#open.values())
        reject(new Error('the client process has ended'));
    });
  }

  call(name, ...args) {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#open.set(id, { resolve, reject });
      this.#child.send({ id, call: name, args });
    });
  }

  /** How often the server has sent that notification so far. */
  count(method) {
    return this.#events.filter((event) => event === method).length;
  }

  untilEvent(method, timeoutMs = 20_000) {
    if (this.count(method) > 0)
      return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${method} within ${timeoutMs} ms`)), timeoutMs);
      this.#waiting.push({ method, resolve: () => { clearTimeout(timer); resolve(); } });
    });
  }

  async end() {
    if (this.#child.exitCode !== null)
      return;
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }

  #receive(message) {
    if (message.event) {
      this.#events.push(message.event);
      this.#waiting = this.#waiting.filter((waiter) => waiter.method !== message.event || waiter.resolve());
      return;
    }
    const { resolve, reject } = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.error)
      reject(Object.assign(new Error(message.error.message), { code: message.error.code }));
    else
      resolve(message.result);
  }
}

// SPDX-License-Identifier: Apache-2.0
// A server behind the wrapper that is started again and again, and what is asked about it.
import assert from 'node:assert/strict';
import { declare, protect } from './guarded.mjs';
import { start } from './package_runner.mjs';

export const isGatehouse = /^gatehouse-/; // the server that stands in for one that waits

export class GuardedServer {
  #home;
  #environment;
  #entry;

  /** What the wrapper said at the last start. */
  errors = '';

  /** `environment`: of the client; the wrapper and the server get it. */
  constructor(home, environment) {
    this.#home = home;
    this.#environment = environment;
  }

  async declare(command) {
    declare(this.#home, { own: { command: command[0], args: command.slice(1) } });
    this.#entry = await protect(this.#home, 'own');
  }

  /** Starts it: what calls itself how; undefined where nothing answers. */
  async name() {
    const started = await start(this.#home, this.#entry, this.#environment);
    this.errors = started.errors;
    return started.answer?.result?.serverInfo?.name;
  }

  /** The one question that waits; it is answered with yes. */
  async approve() {
    const cards = await this.#home.pendingCards();
    assert.equal(cards.length, 1, JSON.stringify(cards));
    await this.#home.gatehouse('approve', cards[0].id);
    return cards[0];
  }

  /** Asked about, allowed, and started; what waits at first is the question. */
  async allow(command, name) {
    await this.declare(command);
    assert.match(await this.name(), isGatehouse);
    const card = await this.approve();
    assert.equal(await this.name(), name, this.errors);
    return card;
  }

  /** What the wrapper has learned is known to the next start, and nothing waits. */
  async untilLearned() {
    await this.#home.gatehouse('snapshot');
    assert.deepEqual(await this.#home.pendingCards().catch(() => []), []);
  }
}

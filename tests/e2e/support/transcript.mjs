// SPDX-License-Identifier: Apache-2.0
// What a client saw of a session, in a form that two runs can be compared by.
import assert from 'node:assert/strict';

// Only what differs between two direct runs of the same program is levelled.
const timestamp = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g;
const clock = /\b\d{1,2}:\d{2}:\d{2}( [AP]M)?\b/g;

function levelled(value) {
  return JSON.parse(JSON.stringify(value ?? null).replace(timestamp, 'TIME').replace(clock, 'TIME'));
}

export class Transcript {
  #steps = [];
  #events = [];
  #waiting = [];

  /** Runs one step; an error that the client throws is a result as well. */
  async step(name, action) {
    try {
      const result = await action();
      this.#steps.push({ name, result: levelled(result) });
      return result;
    } catch (error) {
      this.#steps.push({ name, error: levelled({ code: error.code, message: error.message }) });
      return undefined;
    }
  }

  /** Something that the server sent of its own accord. */
  event(method, params) {
    this.#events.push(JSON.stringify({ method, params: levelled(params) }));
    this.#waiting = this.#waiting.filter((waiter) => !waiter.tryMethod(method));
  }

  /** Resolves at the next event of that method, or at once where there was one. */
  untilEvent(method, timeoutMs = 20_000) {
    if (this.#events.some((text) => JSON.parse(text).method === method))
      return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${method} within ${timeoutMs} ms`)), timeoutMs);
      this.#waiting.push({
        tryMethod(got) {
          if (got !== method)
            return false;
          clearTimeout(timer);
          resolve();
          return true;
        },
      });
    });
  }

  /** Steps in order; events sorted, since nothing promises their place between answers. */
  toJson() {
    return { steps: this.#steps, events: [...this.#events].sort() };
  }

  failedSteps() {
    return this.#steps.filter((step) => step.error).map((step) => step.name);
  }
}

/** Two runs saw the same, and it was more than nothing. */
export function assertSameTranscript(direct, guarded, { leastSteps }) {
  assert.ok(direct.toJson().steps.length >= leastSteps, 'the direct run took too few steps to prove anything');
  assert.deepEqual(guarded.toJson(), direct.toJson());
}

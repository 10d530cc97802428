// SPDX-License-Identifier: Apache-2.0
// What our test clients answer to a server's requests; every request and notification goes into the transcript.

export const capabilities = { sampling: {}, elicitation: { form: {} }, roots: { listChanged: true } };

export function answers(transcript) {
  return {
    'sampling/createMessage': (request) => {
      transcript.event('sampling/createMessage', request.params);
      return { model: 'test-model', role: 'assistant', content: { type: 'text', text: 'An answer – für alle.' } };
    },
    'elicitation/create': (request) => {
      transcript.event('elicitation/create', request.params);
      return { action: 'accept', content: { name: 'Ada', check: true } };
    },
    'roots/list': () => {
      transcript.event('roots/list', {});
      return { roots: [{ uri: 'file:///srv/project', name: 'project' }] };
    },
  };
}

/** Random text at a random moment (everything's simulated logging) cannot be compared. */
export function recordNotification(transcript, notification) {
  const { method, params } = notification;
  if (method === 'notifications/message' && params.logger !== 'everything-server')
    return;
  transcript.event(method, params);
}

// SPDX-License-Identifier: Apache-2.0
// The reference server "everything": each kind of message that the protocol has, both ways.

async function callTools(client, transcript) {
  const call = (name, args, options) => transcript.step(`tools/call ${name}`, () =>
    client.callTool({ name, arguments: args }, options));
  await call('echo', { message: 'Grüße – 你好 \u2028 "quoted" \\ 🦉' });
  await call('get-sum', { a: 2, b: 40.5 });
  await call('get-tiny-image', {});
  await call('get-structured-content', { location: 'Chicago' });
  await call('get-annotated-message', { messageType: 'error', includeImage: true });
  await call('get-resource-links', { count: 3 });
  await call('get-resource-reference', { resourceType: 'Text', resourceId: 1 });
  await call('get-env', {});
  await call('trigger-sampling-request', { prompt: 'Say something', maxTokens: 20 });
  await call('trigger-elicitation-request', {});
  await call('get-roots-list', {});
  await call('no-such-tool', {});
  await call('get-sum', { a: 'not a number' });
}

async function callWithProgress(client, transcript) {
  const progress = [];
  await transcript.step('tools/call with progress', () => client.callTool(
    { name: 'trigger-long-running-operation', arguments: { duration: 0.4, steps: 4 } },
    { onprogress: (step) => progress.push(step) }));
  // The last one races with the answer in the SDK itself, also without anything between.
  await transcript.step('progress', () => progress.slice(0, 3));
}

async function cancelCall(client, transcript) {
  const stop = new AbortController();
  await transcript.step('tools/call cancelled', () => client.callTool(
    { name: 'trigger-long-running-operation', arguments: { duration: 1, steps: 10 } },
    { signal: stop.signal, onprogress: () => stop.abort('no longer needed') }));
  await transcript.step('ping after the cancellation', () => client.ping());
}

async function readResourcesAndPrompts(client, transcript) {
  const listed = await transcript.step('resources/list', () => client.listResources());
  await transcript.step('resources/templates/list', () => client.listResourceTemplates());
  const uri = listed.resources[0].uri;
  await transcript.step('resources/read', () => client.readResource({ uri }));
  await transcript.step('resources/read of nothing', () => client.readResource({ uri: 'demo://nothing' }));
  await transcript.step('resources/subscribe', () => client.subscribeResource({ uri }));
  await transcript.step('resources/unsubscribe', () => client.unsubscribeResource({ uri }));
  await transcript.step('prompts/list', () => client.listPrompts());
  await transcript.step('prompts/get', () => client.getPrompt({ name: 'simple-prompt' }));
  await transcript.step('prompts/get with arguments', () => client.getPrompt(
    { name: 'args-prompt', arguments: { city: 'Zürich', state: 'ZH' } }));
  await transcript.step('completion/complete', () => client.complete(
    { ref: { type: 'ref/prompt', name: 'completable-prompt' }, argument: { name: 'department', value: 'E' } }));
}

export async function everything(client, transcript) {
  await transcript.step('capabilities', () => client.getServerCapabilities());
  await transcript.step('server', () => client.getServerVersion());
  await transcript.step('instructions', () => client.getInstructions());
  await transcript.untilEvent('notifications/message'); // the server has asked for our roots by now
  await transcript.step('ping', () => client.ping());
  await transcript.step('logging/setLevel', () => client.setLoggingLevel('error'));
  await transcript.step('tools/list', () => client.listTools());
  await callTools(client, transcript);
  await callWithProgress(client, transcript);
  await cancelCall(client, transcript);
  await readResourcesAndPrompts(client, transcript);
  await transcript.step('roots/list_changed', async () => { await client.sendRootsListChanged(); });
  await transcript.step('ping at the end', () => client.ping());
}

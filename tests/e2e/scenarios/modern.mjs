// SPDX-License-Identifier: Apache-2.0
// Our small server on SDK 2, spoken to in whichever era the client has chosen.

export async function modern(client, transcript) {
  const call = (name, args, options) => transcript.step(`tools/call ${name}`, () =>
    client.callTool({ name, arguments: args }, options));
  await transcript.step('era', () => ({
    version: client.getNegotiatedProtocolVersion?.(), capabilities: client.getServerCapabilities() }));
  await transcript.step('tools/list', () => client.listTools());
  await call('echo', { message: 'Grüße 🦉' });
  const progress = [];
  await call('count', { to: 3 }, { onprogress: (step) => progress.push(step) });
  await transcript.step('progress', () => progress);
  await call('ask', {});
  await call('reveal', {});
  await transcript.step('tools/list again', () => client.listTools());
  await call('later', {});
  await call('no-such-tool', {});
}

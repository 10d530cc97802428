// SPDX-License-Identifier: Apache-2.0
// The reference server "memory": what one call stores, a later one reads.

export async function memory(client, transcript) {
  const call = (name, args) => transcript.step(`tools/call ${name}`, () => client.callTool({ name, arguments: args }));
  await transcript.step('tools/list', () => client.listTools());
  await call('create_entities', { entities: [
    { name: 'Gatehouse', entityType: 'building', observations: ['stands at the entrance'] },
    { name: 'Wächter', entityType: 'person', observations: [] },
  ] });
  await call('create_relations', { relations: [{ from: 'Wächter', to: 'Gatehouse', relationType: 'guards' }] });
  await call('add_observations', { observations: [{ entityName: 'Gatehouse', contents: ['has two towers'] }] });
  await call('search_nodes', { query: 'tower' });
  await call('read_graph', {});
  await call('delete_entities', { entityNames: ['Wächter'] });
  await call('read_graph', {});
}

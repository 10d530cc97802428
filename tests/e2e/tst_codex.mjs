// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import { client } from './clients/codex.mjs';
import { assertListsTheSame } from './support/real_client.mjs';

test(`${client.name} lists its servers guarded as direct`, () => assertListsTheSame(client));

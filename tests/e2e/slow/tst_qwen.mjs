// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import { assertListsTheSame } from '../support/real_client.mjs';
import { client } from './qwen.mjs';

test(`${client.name} lists its servers guarded as direct`, () => assertListsTheSame(client));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDb } from '#platform/database/db';
import { createTestDatabase } from '../testing/test-database.ts';
import { requireWall } from './require-wall.ts';

test('connections that lost their role on the way are refused, in both languages', async () => {
  const database = await createTestDatabase();
  try {
    const { connectionString } = database;
    // As through a pooler that drops the startup parameter in which the role is asked for.
    const bare = openDb({ connectionString, maxConnections: 1 });
    await assert.rejects(requireWall(bare), /机构之间的隔离不起作用[\s\S]*nothing keeps institutions apart/);
    await bare.close();
    const walled = openDb({ connectionString, maxConnections: 1, role: 'xinglin_app' });
    await requireWall(walled);
    await walled.close();
  } finally {
    await database.drop();
  }
});

import type { Db } from '../platform/database/db.ts';
import { StartupError } from '../platform/startup-error.ts';

/**
 * A pooler in between may drop the role that a connection asks for. Everything would work, and every institution would
 * see all others.
 * @throws StartupError when connections do not work as the role that stands behind the wall.
 */
export async function requireWall(db: Db): Promise<void> {
  const { role } = await db.transaction(
    { institutionId: 0 },
    (tx) => tx.one<{ role: string }>('select current_user as role'),
    { readOnly: true },
  );
  if (role === 'xinglin_app') return;
  throw new StartupError({
    zh: `数据库连接以角色 ${role} 工作，而不是 xinglin_app，机构之间的隔离不起作用。中间的连接池（如 PgBouncer）丢弃了启动参数 options，请直接连接 PostgreSQL。`,
    en: `Database connections work as ${role} and not as xinglin_app, so nothing keeps institutions apart. A pooler in between (such as PgBouncer) drops the startup parameter "options"; connect to PostgreSQL itself.`,
  });
}

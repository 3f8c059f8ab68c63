/**
 * Who acts. Made from a session by sign-in, or by the platform itself for jobs and demo data.
 * `departments` is undefined when the person's role covers the whole institution.
 */
export interface Actor {
  readonly staffId: string;
  readonly accountId: string;
  readonly displayName: string;
  readonly institutionId: number;
  readonly sessionId: string | undefined;
  /** permission → departments it holds in; 'all' covers the whole institution. */
  readonly grants: ReadonlyMap<string, 'all' | ReadonlySet<string>>;
  readonly roles: readonly string[];
}

/** What an operation may know besides its input. Time is handed in; `requestId` joins audit, log and answer. */
export interface Context {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly requestId: string;
  readonly clientAddress: string;
  /** The sign-in session cookie token's hash, for operations on the session itself. */
  readonly sessionId: string | undefined;
}

export const isAllowed = (actor: Actor, permission: string): boolean => actor.grants.has(permission);

/** Whether the permission holds in this department. */
export function isAllowedIn(actor: Actor, permission: string, departmentId: string): boolean {
  const scope = actor.grants.get(permission);
  return scope === 'all' || (scope?.has(departmentId) ?? false);
}

/** The house itself: jobs, demo data, first run. It passes no permission check, because it comes through no operation. */
export const platformActor = (institutionId: number): Actor => ({
  staffId: 'platform',
  accountId: 'platform',
  displayName: 'Xinglin',
  institutionId,
  sessionId: undefined,
  grants: new Map(),
  roles: [],
});

import type { Bilingual } from '@xinglin/kernel/operation';

/** What must be there before people can work, and work behind it that they need not wait for. */
export type PartName = 'migrations' | 'institution' | 'demo-base' | 'demo-history';

export interface PartState {
  readonly state: 'waiting' | 'working' | 'done' | 'failed';
  /** 0 to 1. */
  readonly progress?: number;
}

export interface ReadinessReport {
  readonly ready: boolean;
  readonly reasons: readonly { readonly code: string; readonly message: Bilingual }[];
  readonly parts: Readonly<Partial<Record<PartName, PartState>>>;
}

export interface Readiness {
  set(part: PartName, state: PartState['state'], progress?: number): void;
  /** Asks the database each time; everything else is what was last set. */
  report(): Promise<ReadinessReport>;
}

/** Parts that do not keep people from working. */
const IN_BACKGROUND: ReadonlySet<PartName> = new Set(['demo-history']);

const TEXTS: Readonly<Record<PartName | 'database', Bilingual>> = {
  database: { zh: '数据库不可用', en: 'The database cannot be reached.' },
  migrations: { zh: '正在升级数据库结构', en: 'The database is being migrated.' },
  institution: { zh: '尚未建立机构，请完成首次设置', en: 'No institution exists yet; finish the first set-up.' },
  'demo-base': { zh: '正在载入示范机构', en: 'The demo institution is being loaded.' },
  'demo-history': { zh: '正在载入示范病历', en: 'The demo history is being loaded.' },
};

/**
 * Keeps what /readyz says. `pingDatabase` rejects when the database does not answer in time.
 * A part that nobody sets is not needed in this process.
 */
export function createReadiness(pingDatabase: () => Promise<unknown>): Readiness {
  const parts: Partial<Record<PartName, PartState>> = {};
  return {
    set: (part, state, progress) => {
      parts[part] = { state, ...(progress === undefined ? {} : { progress }) };
    },
    report: async () => {
      const isReachable = await pingDatabase().then(
        () => true,
        () => false,
      );
      const open = (Object.keys(parts) as PartName[]).filter(
        (part) => !IN_BACKGROUND.has(part) && parts[part]?.state !== 'done',
      );
      const codes = [...(isReachable ? [] : (['database'] as const)), ...open];
      const reasons = codes.map((code) => ({ code, message: TEXTS[code] }));
      return { ready: reasons.length === 0, reasons, parts: { ...parts } };
    },
  };
}

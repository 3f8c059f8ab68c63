import type { Bilingual } from '@xinglin/kernel/operation';
import type { ChainFault, ChainReport } from '../platform/audit/chain.ts';

/** What an entry that was edited or put in later says now; the operation and times in it may be the forgery. */
export interface EntryAsItStands {
  readonly id: number;
  readonly institutionId: number;
  /** Wall time at the institution. */
  readonly at: string;
  readonly staffId: string;
  readonly operation: string;
}

/** 2: nothing wrong was found, but without anchors nobody can say whether the newest part was cut off. */
export const exitCodeOf = ({ faults, seals, anchors }: ChainReport): 0 | 1 | 2 => {
  if (faults.length > 0) return 1;
  return seals > 0 && anchors === 0 ? 2 : 0;
};

/** The report as a person reads it, line by line. */
export function verificationReport(
  report: ChainReport,
  anchorFile: string,
  entries: ReadonlyMap<number, EntryAsItStands>,
): string[] {
  const { faults } = report;
  const counts: readonly [string, number][] = [
    ['日志条目 Entries', report.entries],
    ['封印 Seals', report.seals],
    ['待封印条目 Entries not sealed yet', report.unsealed],
    ['库外锚点 Anchors outside the database', report.anchors],
  ];
  return [
    ...counts.map(([name, count]) => `  ${name}: ${count}`),
    '',
    ...(faults.length > 0 ? ['审计日志不完整。', 'The audit journal is not whole.', ''] : verdict(report, anchorFile)),
    ...faults.flatMap((fault, index) => {
      const { zh, en } = faultText(fault);
      const entry = 'entryId' in fault ? entries.get(fault.entryId) : undefined;
      return [
        `${String(index + 1).padStart(4)}. ${zh}`,
        `      ${en}`,
        ...(entry ? [`      ${asItStands(entry)}`] : []),
      ];
    }),
  ];
}

function verdict(report: ChainReport, anchorFile: string): string[] {
  if (exitCodeOf(report) === 0) {
    return [
      '审计日志完整：没有修改、删除、插入或缺口。',
      'The audit journal is whole: no edit, deletion, insertion or gap.',
    ];
  }
  return [
    `没有发现修改、删除、插入或缺口；但找不到锚点文件 ${anchorFile}，因此无法判断日志末尾是否被截去。`,
    `No edit, deletion, insertion or gap was found; but there is no anchor file ${anchorFile}, so nobody can say whether the newest part was cut off.`,
  ];
}

/** What each kind of fault means. */
function faultText(fault: ChainFault): Bilingual {
  switch (fault.kind) {
    case 'entry-changed':
      return {
        zh: `修改：第 ${fault.entryId} 条写入后被改动`,
        en: `Edit: entry ${fault.entryId} was changed after it was written`,
      };
    case 'entry-missing':
      return {
        zh: `删除：第 ${fault.entryId} 条已被删除（封印 ${fault.sealNo} 中有它）`,
        en: `Deletion: entry ${fault.entryId} is gone (seal ${fault.sealNo} holds it)`,
      };
    case 'entry-added':
      return {
        zh: `插入：第 ${fault.entryId} 条是封印 ${fault.sealNo} 之后补入的`,
        en: `Insertion: entry ${fault.entryId} was put in after seal ${fault.sealNo} was made`,
      };
    case 'seal-broken':
      return {
        zh: `改写：封印 ${fault.sealNo} 与前后不符`,
        en: `Rewriting: seal ${fault.sealNo} does not fit the chain`,
      };
    case 'seal-missing':
      return { zh: `缺口：封印 ${fault.sealNo} 不存在`, en: `Gap: seal ${fault.sealNo} is missing` };
    case 'anchor-differs':
      return {
        zh: `改写：封印 ${fault.sealNo} 与数据库外的锚点不同`,
        en: `Rewriting: seal ${fault.sealNo} differs from its anchor outside the database`,
      };
  }
}

const asItStands = ({ at, institutionId, operation, staffId }: EntryAsItStands): string =>
  `现内容 as it stands: ${at} · 机构 institution ${institutionId} · ${operation} · 人员 staff ${staffId}`;

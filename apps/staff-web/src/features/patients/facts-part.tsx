import type { Patient } from '@xinglin/server/contract/patients';
import { type Fact, factHistory, recordFacts, strikeFact } from '@xinglin/server/contract/patients/health';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Button, Drawer, Flex, Table, Tag, Typography } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { useStaffNames } from '../staff/parts.ts';
import { FactDialog } from './fact-dialog.tsx';
import { useFactWords } from './fact-words.ts';
import { useText } from './text.ts';

interface FactsProps {
  readonly patient: Patient;
  readonly facts: readonly Fact[];
  readonly stands: boolean;
}

/** The facts that count now, newest value of each kind; all ever said stand in the history. */
export function FactsPart({ patient, facts, stands }: FactsProps) {
  const t = useText();
  const me = useMe();
  const say = useFactWords();
  const [adding, setAdding] = useState(false);
  const [striking, setStriking] = useState<Fact>();
  const [history, setHistory] = useState(false);
  const may = stands && 'patients.record-facts' in me.permissions;
  const strike = useAct(strikeFact, { refreshes: ['patients.'], onDone: () => setStriking(undefined) });
  const record = useAct(recordFacts, { refreshes: ['patients.'] });
  const end = ({ content }: Fact) => {
    if (content.kind === 'long-term-condition')
      record.mutate({
        patientId: patient.id,
        facts: [{ content: { kind: content.kind, value: { ...content.value, ended: true } } }],
      });
    if (content.kind === 'long-term-drug')
      record.mutate({
        patientId: patient.id,
        facts: [{ content: { kind: content.kind, value: { ...content.value, ended: true } } }],
      });
  };
  useKeys([{ keys: 'F8', label: t('patients.facts.add'), disabled: !may, run: () => setAdding(true) }]);
  return (
    <section>
      <Flex justify="space-between" align="center" style={{ marginBottom: 4 }}>
        <Typography.Text strong>{t('patients.facts')}</Typography.Text>
        <Flex gap={6}>
          <Button onClick={() => setHistory(true)}>{t('patients.facts.history')}</Button>
          {may && <Button onClick={() => setAdding(true)}>{t('patients.facts.add')}</Button>}
        </Flex>
      </Flex>
      <ErrorNotice error={record.error} />
      <Table<Fact>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={[...facts]}
        locale={{ emptyText: t('patients.facts.none') }}
        columns={[
          {
            title: t('patients.facts.kind'),
            width: 110,
            render: (_, { content }) => t(`patients.fact-kind.${content.kind}`),
          },
          { title: t('patients.facts.value'), className: 'xl-num', render: (_, { content }) => say(content) },
          {
            title: t('patients.facts.at'),
            width: 96,
            className: 'xl-num',
            render: (_, { at, source }) => (
              <>
                {dayjs(at).format('YYYY-MM-DD')}
                <div className="xl-dim">{t(`patients.source.${source}`)}</div>
              </>
            ),
          },
          {
            width: 92,
            render: (_, fact) =>
              may && (
                <Flex>
                  {fact.content.kind.startsWith('long-term') && (
                    <Button size="small" type="link" onClick={() => end(fact)}>
                      {t('patients.facts.end')}
                    </Button>
                  )}
                  <Button size="small" type="link" danger onClick={() => setStriking(fact)}>
                    {t('patients.facts.strike')}
                  </Button>
                </Flex>
              ),
          },
        ]}
      />
      {adding && <FactDialog patient={patient} onClose={() => setAdding(false)} />}
      {striking && (
        <ReasonDialog
          danger
          title={t('patients.facts.strike-title', {
            kind: t(`patients.fact-kind.${striking.content.kind}`),
            value: say(striking.content),
          })}
          okText={t('patients.facts.strike')}
          pending={strike.isPending}
          error={strike.error}
          onOk={(reason) => strike.mutate({ patientId: patient.id, factId: striking.id, reason })}
          onClose={() => setStriking(undefined)}
        />
      )}
      {history && <FactHistoryDrawer patientId={patient.id} onClose={() => setHistory(false)} />}
    </section>
  );
}

function FactHistoryDrawer({ patientId, onClose }: { readonly patientId: string; readonly onClose: () => void }) {
  const t = useText();
  const say = useFactWords();
  const nameOf = useStaffNames();
  const history = useAsk(factHistory, { patientId });
  return (
    <Drawer open size={640} title={t('patients.facts.history')} onClose={onClose}>
      <ErrorNotice error={history.error} onAgain={() => void history.refetch()} />
      <Table
        size="small"
        rowKey="id"
        loading={history.isLoading}
        pagination={{ pageSize: 25, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={history.data?.facts ?? []}
        locale={{ emptyText: t('patients.facts.none') }}
        columns={[
          {
            title: t('patients.facts.at'),
            width: 96,
            className: 'xl-num',
            render: (_, { at }) => dayjs(at).format('YYYY-MM-DD'),
          },
          {
            title: t('patients.facts.kind'),
            width: 110,
            render: (_, { content }) => t(`patients.fact-kind.${content.kind}`),
          },
          {
            title: t('patients.facts.value'),
            className: 'xl-num',
            render: (_, { content, struck }) =>
              struck ? (
                <>
                  <del>{say(content)}</del> <Tag>{t('patients.facts.struck')}</Tag>
                  <div className="xl-dim">
                    {t('patients.facts.struck-by', {
                      name: nameOf(struck.by),
                      at: dayjs(struck.at).format('YYYY-MM-DD HH:mm'),
                      why: struck.reason,
                    })}
                  </div>
                </>
              ) : (
                say(content)
              ),
          },
          { title: t('patients.facts.source'), width: 70, render: (_, { source }) => t(`patients.source.${source}`) },
          { title: t('patients.facts.by'), width: 90, render: (_, { recordedBy }) => nameOf(recordedBy) },
        ]}
      />
    </Drawer>
  );
}

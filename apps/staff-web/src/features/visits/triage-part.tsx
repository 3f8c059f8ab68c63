import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { suggestTriage, triageVisit, visitDetails } from '@xinglin/server/contract/visits';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, App, Button, Card, Flex, Form, Input, Radio, Segmented, Skeleton } from 'antd';
import { useDeferredValue, useState } from 'react';
import { call, useAct, useAsk } from '../../server-api.ts';
import { AllergyPart, PersonBanner } from '../patients/parts.ts';
import { SignFields } from './sign-fields-part.tsx';
import { useText } from './text.ts';
import { isPlainNumber, type TypedSigns, type UnableSigns, vitalSignsOf } from './triage-model.ts';
import type { RequestedScreening } from './triage-types.ts';

type Grade = NonNullable<OutputOf<typeof suggestTriage>['grade']>;
const grades: readonly Grade[] = ['I', 'II', 'III', 'IVa', 'IVb'];
const questions = ['fever', 'respiratory', 'contact', 'travel'] as const;

interface Typed {
  readonly chiefComplaint?: string;
  readonly signs?: TypedSigns;
  readonly screening?: RequestedScreening;
  readonly pregnancy?: RequestOf<typeof triageVisit>['pregnancy'];
  readonly pregnancyWeeks?: string;
  readonly grade?: Grade;
  readonly gradeReason?: string;
  readonly keepReason?: string;
}

/** One person at the triage desk: measure, ask, grade, send on. */
export function TriagePart({ visitId, onDone }: { readonly visitId: string; readonly onDone: () => void }) {
  const t = useText();
  const details = useAsk(visitDetails, { visitId });
  if (details.error) return <ErrorNotice error={details.error} onAgain={() => void details.refetch()} />;
  if (!details.data) return <Skeleton active />;
  const { patientId, bloodPressureDue } = details.data;
  return (
    <>
      <PersonBanner patientId={patientId} extra={<AllergyPart patientId={patientId} />} />
      <Card
        size="small"
        title={t('visits.triage.title', { ticket: details.data.ticket, department: details.data.departmentName })}
      >
        {bloodPressureDue && <Alert type="warning" showIcon title={t('visits.triage.blood-pressure-due')} />}
        <TriageForm visit={details.data} onDone={onDone} />
      </Card>
    </>
  );
}

function TriageForm({ visit, onDone }: { readonly visit: OutputOf<typeof visitDetails>; readonly onDone: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const [unable, setUnable] = useState<UnableSigns>({});
  const typed: Typed = Form.useWatch([], form) ?? {};
  const findings = findingsOf(typed, unable);
  const suggestion = useSuggestion(visit.visitId, findings, typed.signs ?? {});
  const triage = useAct(triageVisit, {
    refreshes: ['visits.', 'patients.read'],
    onDone: () => {
      void message.success(t('visits.triage.done', { ticket: visit.ticket }));
      onDone();
    },
  });
  const grade = typed.grade ?? suggestion.data?.grade;
  const lower =
    grade !== undefined &&
    suggestion.data?.grade !== undefined &&
    grades.indexOf(grade) > grades.indexOf(suggestion.data.grade);
  const screening = suggestion.data?.screening;
  const suspicious = screening === 'fever' || screening === 'suspected' ? screening : undefined;
  const feverDepartment = suggestion.data?.feverDepartmentId;
  const save = (moveTo?: string) => {
    if (!grade || triage.isPending) return;
    const { gradeReason, keepReason } = form.getFieldsValue();
    triage.mutate({
      visitId: visit.visitId,
      ...findings,
      grade,
      ...(gradeReason ? { gradeReason } : {}),
      ...(keepReason ? { keepReason } : {}),
      ...(moveTo ? { moveTo: { departmentId: moveTo } } : {}),
    });
  };
  useKeys([
    { keys: 'F9', label: t('visits.triage.save'), disabled: grade === undefined, run: () => save() },
    ...(suspicious && feverDepartment
      ? [{ keys: 'F10', label: t('visits.triage.to-fever'), run: () => save(feverDepartment) }]
      : []),
  ]);
  return (
    <Form<Typed> form={form} layout="vertical" onKeyDownCapture={enterMovesOn(() => save())}>
      <Form.Item name="chiefComplaint" label={t('visits.triage.complaint')}>
        <Input autoFocus maxLength={200} placeholder={t('visits.triage.complaint-hint')} />
      </Form.Item>
      <SignFields findings={suggestion.data?.findings ?? []} unable={unable} onUnable={setUnable} />
      <QuestionFields sex={visit.sex} pregnancy={typed.pregnancy} />
      <Form.Item
        label={t('visits.triage.grade')}
        help={<SuggestionLine suggestion={suggestion.data} failed={suggestion.error !== null} />}
      >
        <Segmented
          value={grade ?? ''}
          options={grades.map((value) => ({ value, label: t(`visits.grade.${value}`) }))}
          onChange={(chosen) => form.setFieldValue('grade', chosen)}
        />
      </Form.Item>
      <Form.Item name="grade" hidden>
        <Input />
      </Form.Item>
      {lower && (
        <Form.Item name="gradeReason" label={t('visits.triage.grade-reason')}>
          <Input maxLength={200} />
        </Form.Item>
      )}
      {suspicious && (
        <Form.Item name="keepReason" label={t(`visits.screening.${suspicious}`)} extra={t('visits.triage.keep-hint')}>
          <Input maxLength={200} placeholder={t('visits.triage.keep-reason')} />
        </Form.Item>
      )}
      <ErrorNotice error={triage.error} />
      <Flex gap={8}>
        <Button type="primary" disabled={grade === undefined} loading={triage.isPending} onClick={() => save()}>
          {t('visits.triage.save')}
        </Button>
        {suspicious && feverDepartment && (
          <Button danger onClick={() => save(feverDepartment)}>
            {t('visits.triage.to-fever')}
          </Button>
        )}
      </Flex>
    </Form>
  );
}

function findingsOf(typed: Typed, unable: UnableSigns) {
  const { chiefComplaint, signs = {}, screening = {}, pregnancy, pregnancyWeeks } = typed;
  const asked = Object.fromEntries(Object.entries(screening).filter(([, answer]) => answer));
  return {
    ...(chiefComplaint ? { chiefComplaint } : {}),
    vitalSigns: vitalSignsOf(signs, unable),
    screening: asked as RequestedScreening,
    ...(pregnancy ? { pregnancy } : {}),
    ...(pregnancy === 'pregnant' && pregnancyWeeks ? { pregnancyWeeks: Number(pregnancyWeeks) } : {}),
  };
}

/** Asks for a suggestion while typing, but not for a number that is only half typed. */
function useSuggestion(visitId: string, findings: ReturnType<typeof findingsOf>, signs: TypedSigns) {
  const settled = useDeferredValue(JSON.stringify(findings));
  const whole = Object.values(signs).every((value) => !value || isPlainNumber(value));
  return useQuery<OutputOf<typeof suggestTriage>, Error>({
    queryKey: [suggestTriage.name, visitId, settled],
    queryFn: ({ signal }) =>
      call(suggestTriage, { visitId, ...(JSON.parse(settled) as ReturnType<typeof findingsOf>) }, { signal }),
    enabled: whole,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function SuggestionLine({
  suggestion,
  failed,
}: {
  readonly suggestion: OutputOf<typeof suggestTriage> | undefined;
  readonly failed: boolean;
}) {
  const t = useText();
  if (failed) return t('visits.triage.suggestion-failed');
  if (!suggestion?.grade) return t('visits.triage.no-suggestion');
  const reasons = suggestion.reasons.map(({ rule, sign }) => {
    if (sign) return t(`visits.sign.${sign}`);
    if (rule === 'emergency-registration' || rule === 'nothing-abnormal') return t(`visits.rule.${rule}`);
    return t('visits.rule.complaint');
  });
  return t('visits.triage.suggested', { grade: suggestion.grade, reasons: [...new Set(reasons)].join('、') });
}

function QuestionFields({ sex, pregnancy }: { readonly sex: string; readonly pregnancy: Typed['pregnancy'] }) {
  const t = useText();
  const answers = (['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: t(`visits.answer.${value}`) }));
  const states = (['not-pregnant', 'pregnant', 'possible', 'unknown'] as const).map((value) => ({
    value,
    label: t(`visits.pregnancy.${value}`),
  }));
  return (
    <Flex gap="4px 20px" wrap>
      {questions.map((question) => (
        <Form.Item key={question} name={['screening', question]} label={t(`visits.question.${question}`)}>
          <Radio.Group options={answers} />
        </Form.Item>
      ))}
      {sex !== 'male' && (
        <Form.Item name="pregnancy" label={t('visits.triage.pregnancy')}>
          <Radio.Group options={states} />
        </Form.Item>
      )}
      {pregnancy === 'pregnant' && (
        <Form.Item name="pregnancyWeeks" label={t('visits.triage.weeks')}>
          <Input style={{ width: 70 }} maxLength={2} />
        </Form.Item>
      )}
    </Flex>
  );
}

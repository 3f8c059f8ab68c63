import { UserOutlined } from '@ant-design/icons';
import { keepPreviousData } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SearchHit, searchPatients } from '@xinglin/server/contract/patients';
import { useErrorText } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { AutoComplete, Input, type InputRef, Tag } from 'antd';
import { useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { usePersonWords } from './person-words.ts';
import { useText } from './text.ts';

interface PersonSearchProps {
  readonly placeholder: string;
  /** What choosing a person does; the person's page when left out. */
  readonly onChoose?: (person: SearchHit) => void;
  readonly width?: number;
  /** Key that jumps here. */
  readonly hotkey?: string;
  readonly autoFocus?: boolean;
  /** What stands in the box, for a form that starts from it. */
  readonly onTyped?: (typed: string) => void;
}

/** One box that finds a person by anything they can say or show. */
export function PersonSearch({
  placeholder,
  onChoose,
  width = 380,
  hotkey = 'Ctrl+K',
  autoFocus,
  onTyped,
}: PersonSearchProps) {
  const t = useText();
  const errorText = useErrorText();
  const navigate = useNavigate();
  const box = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim());
  const long = [...wanted].length >= 2 || /[㐀-鿿]/.test(wanted);
  const { data, error, isFetching } = useAsk(
    searchPatients,
    { text: wanted || '-', limit: 12 },
    { enabled: long, placeholderData: keepPreviousData, staleTime: 0 },
  );
  useKeys([{ keys: hotkey, label: placeholder, quiet: true, run: () => box.current?.focus({ cursor: 'all' }) }]);
  const hits = long && data ? data.hits : [];
  const choose = (hit: SearchHit) => {
    setTyped('');
    box.current?.blur();
    if (onChoose) onChoose(hit);
    else void navigate({ to: `/patients/${hit.id}` });
  };
  const notice = () => {
    if (error) return t('patients.search.failed', { why: errorText(error) });
    if (!long) return t('patients.search.typing');
    return isFetching ? null : t('patients.search.none');
  };
  const options = hits.map((hit) => ({ value: hit.id, label: <HitLine hit={hit} /> }));
  return (
    <AutoComplete
      value={typed}
      style={{ width }}
      popupMatchSelectWidth={Math.max(width, 480)}
      options={
        data?.more && options.length > 0
          ? [...options, { value: '', label: t('patients.search.more'), disabled: true }]
          : options
      }
      defaultActiveFirstOption
      notFoundContent={typed === '' ? null : notice()}
      onChange={(text: string) => {
        setTyped(text);
        onTyped?.(text);
      }}
      onSelect={(chosen: string) => {
        const hit = hits.find(({ id }) => id === chosen);
        if (hit) choose(hit);
      }}
    >
      <Input
        ref={box}
        allowClear
        autoFocus={autoFocus ?? false}
        prefix={<UserOutlined />}
        placeholder={`${placeholder}（${hotkey}）`}
        aria-label={placeholder}
      />
    </AutoComplete>
  );
}

function HitLine({ hit }: { readonly hit: SearchHit }) {
  const t = useText();
  const words = usePersonWords();
  return (
    <span className="xl-person-line">
      <strong>{hit.name}</strong>
      <span>{words.sex(hit.sex)}</span>
      <span>{words.age(hit)}</span>
      <span className="xl-num xl-dim">{hit.document?.masked ?? hit.phoneMasked ?? ''}</span>
      <span className="xl-dim">{hit.villageName}</span>
      {hit.formerName && <span className="xl-dim">{t('patients.former', { name: hit.formerName })}</span>}
      {hit.temporary && <Tag color="orange">{t('patients.temporary')}</Tag>}
      {hit.deceasedOn && <Tag>{t('patients.deceased')}</Tag>}
      <span className="xl-num xl-dim xl-end">{hit.number}</span>
    </span>
  );
}

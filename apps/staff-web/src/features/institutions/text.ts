import { textsOf } from '@xinglin/ui/texts';
import { en } from './messages.en.ts';
import { zh } from './messages.zh-CN.ts';

export const useText = textsOf('institutions', zh, en);

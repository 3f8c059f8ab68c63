import { messages as catalog } from './modules/catalog/messages.ts';
import { messages as charging } from './modules/charging/messages.ts';
import { messages as dispensing } from './modules/dispensing/messages.ts';
import { messages as emr } from './modules/emr/messages.ts';
import { messages as institutions } from './modules/institutions/messages.ts';
import { messages as patients } from './modules/patients/messages.ts';
import { messages as prescriptions } from './modules/prescriptions/messages.ts';
import { messages as staff } from './modules/staff/messages.ts';
import { messages as stock } from './modules/stock/messages.ts';
import { messages as terminology } from './modules/terminology/messages.ts';
import { messages as visits } from './modules/visits/messages.ts';
import { messages as http } from './platform/http/messages.ts';
import { messagesOfAll } from './platform/http/messages-of-all.ts';
import { messages as platform } from './platform/messages.ts';
import { messages as signIn } from './platform/sign-in/messages.ts';
import { messages as record } from './record/messages.ts';

/** Every text that any part of the server may answer with. A test finds a part that is not listed here. */
export const messagesOfApp = messagesOfAll(
  platform,
  http,
  signIn,
  record,
  institutions,
  staff,
  terminology,
  catalog,
  patients,
  visits,
  emr,
  stock,
  prescriptions,
  charging,
  dispensing,
);

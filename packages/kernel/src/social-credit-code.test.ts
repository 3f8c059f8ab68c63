import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSocialCreditCode, socialCreditCodeCheck } from './social-credit-code.ts';

test('published codes of real organisations pass', () => {
  // Alibaba (China) and Tencent, as printed on their public business licences.
  for (const code of ['91330100799655058B', '9144030071526726XG']) assert.ok(isSocialCreditCode(code), code);
});

test('one wrong character or two swapped ones do not pass', () => {
  assert.equal(isSocialCreditCode('91330100799655059B'), false);
  assert.equal(isSocialCreditCode('91330100799655508B'), false);
  assert.equal(isSocialCreditCode('91330100799655058b'), false);
  assert.equal(isSocialCreditCode('9133010079965505'), false);
  assert.equal(isSocialCreditCode('9133010079965505IB'), false);
});

test('a body of another length or alphabet is refused', () => {
  assert.throws(() => socialCreditCodeCheck('1234'), RangeError);
  assert.throws(() => socialCreditCodeCheck('9133010079965505O'), RangeError);
});

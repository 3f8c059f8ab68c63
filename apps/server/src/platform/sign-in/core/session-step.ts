import type { SignInStep } from '../contract.ts';

export interface StepFacts {
  readonly hasSecondFactor: boolean;
  readonly secondFactorProven: boolean;
  readonly isAdministrator: boolean;
  readonly mustChangePassword: boolean;
  readonly passwordAgeDays: number;
  readonly passwordDays: number;
}

/**
 * What a signed-in person must do next. The second factor comes before anything can be changed, so that a stolen
 * password alone changes nothing; enrolment comes last, when the password is the person's own.
 */
export function nextStep(facts: StepFacts): Exclude<SignInStep, 'signed-out'> {
  if (facts.hasSecondFactor && !facts.secondFactorProven) return 'second-factor';
  if (facts.mustChangePassword || facts.passwordAgeDays >= facts.passwordDays) return 'new-password';
  if (facts.isAdministrator && !facts.hasSecondFactor) return 'enrolment';
  return 'done';
}

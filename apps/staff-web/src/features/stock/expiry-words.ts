/** How urgent a near-expiry level is: 'expired', months as text ('1', '3' …), or 'far'. The words stand beside it. */
export type Urgency = 'gone' | 'now' | 'soon' | 'watch' | 'none';

export function urgencyOf(level: string): Urgency {
  if (level === 'expired') return 'gone';
  if (level === 'far') return 'none';
  const months = Number(level);
  if (months <= 1) return 'now';
  return months <= 3 ? 'soon' : 'watch';
}

export const urgencyColour: Readonly<Record<Urgency, string>> = {
  gone: 'red',
  now: 'volcano',
  soon: 'orange',
  watch: 'gold',
  none: 'default',
};

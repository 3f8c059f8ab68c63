/**
 * Patient number from a sequence value: the value and a Luhn digit (ISO/IEC 7812-1 annex B), so that a mistyped
 * number finds nobody instead of somebody else.
 */
export function patientNumber(sequence: number): string {
  const digits = String(sequence);
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

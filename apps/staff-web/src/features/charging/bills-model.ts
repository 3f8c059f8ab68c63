interface Waiting {
  readonly since: string;
}

/**
 * The order in which bills are worked off: whoever came today in the order of coming, then what other days left over,
 * the latest first. `dayBegan` and `since` are instants as text ("…Z").
 */
export const inOrder = <Bill extends Waiting>(bills: readonly Bill[], dayBegan: string): readonly Bill[] => {
  const byTime = bills.toSorted((a, b) => a.since.localeCompare(b.since));
  return [
    ...byTime.filter(({ since }) => since >= dayBegan),
    ...byTime.filter(({ since }) => since < dayBegan).toReversed(),
  ];
};

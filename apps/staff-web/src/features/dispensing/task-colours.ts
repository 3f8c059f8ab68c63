/** Colour beside the word of an alert level. */
export const levelColour = { block: 'red', reason: 'orange', note: 'blue' } as const;

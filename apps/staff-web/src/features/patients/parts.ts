/** What other features may show of a person. */

export { AllergyPart } from './allergy-part.tsx';
export { NewPersonPart } from './new-person-part.tsx';
export { PersonBanner } from './person-banner.tsx';
export { PersonSearch } from './person-search.tsx';
export { TimelineDrawer } from './timeline-drawer.tsx';
export { NamelessPart, NewbornPart } from './without-papers-part.tsx';

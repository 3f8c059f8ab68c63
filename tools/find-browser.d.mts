/** Full path of the Chromium that browser tests use; undefined when there is none. */
export function findBrowser(): string | undefined;

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Adds to package-lock.json the parts of packages for other systems that npm left out because the registry it was
 * made with did not have them. Without these entries `npm ci` refuses the whole file. Run after `npm install`:
 *
 *   node tools/complete-lock.mjs
 */
const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = missingParts(lock.packages);
if (added.length > 0) {
  for (const { place, entry } of added) lock.packages[place] = entry;
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`);
}
process.stdout.write(`${added.length} entries added\n`);

/**
 * @param {Record<string, { version?: string, dev?: boolean, optionalDependencies?: Record<string, string> }>} packages
 */
function missingParts(packages) {
  const places = Object.keys(packages);
  return Object.entries(packages).flatMap(([, owner]) =>
    Object.entries(owner.optionalDependencies ?? {})
      .filter(([name]) => !places.some((place) => place.endsWith(`node_modules/${name}`)))
      .map(([name, version]) => ({ place: `node_modules/${name}`, entry: entryFor(name, version, owner.dev) })),
  );
}

/**
 * The system is in the name (`binding-linux-x64-musl`); npm installs a part only where it fits.
 * @param {string} name
 * @param {string} version
 * @param {boolean | undefined} dev
 */
function entryFor(name, version, dev) {
  const os = /android|darwin|freebsd|linux|openharmony|win32|sunos|aix|netbsd|openbsd/.exec(name)?.[0];
  const cpu = /arm64|x64|ia32|arm|ppc64|riscv64|s390x|loong64|mips64el/.exec(name.slice(name.indexOf('/')))?.[0];
  if (!os || !cpu || !/^\d+\.\d+\.\d+/.test(version)) throw new Error(`which system is ${name}@${version} for?`);
  const libc = /-musl/.test(name) ? ['musl'] : /-gnu/.test(name) && os === 'linux' ? ['glibc'] : undefined;
  return { version, cpu: [cpu], ...(dev ? { dev: true } : {}), ...(libc ? { libc } : {}), optional: true, os: [os] };
}

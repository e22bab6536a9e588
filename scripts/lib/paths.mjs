// Where things are.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../..',
);

/** Everything that the demo and the tests write: ignored by git, safe to delete. */
export const DATA_DIR = path.join(ROOT, '.data');

/** Logs of the steps and checks. */
export const LOG_DIR = path.join(DATA_DIR, 'logs');

/** A path as people like to read it: relative to the repository. */
export function displayPath(file) {
  const relative = path.relative(ROOT, file);
  return relative.startsWith('..') ? file : relative;
}

/** The manifests of the root and of every workspace, relative to the root. */
export function workspaceManifests() {
  const { workspaces } = JSON.parse(
    fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  );
  const folders = workspaces.flatMap(pattern =>
    pattern.endsWith('/*')
      ? fs
          .readdirSync(path.join(ROOT, pattern.slice(0, -2)))
          .map(name => path.join(pattern.slice(0, -2), name))
      : [pattern],
  );
  return ['.', ...folders.sort()]
    .map(folder => path.join(folder, 'package.json'))
    .filter(file => fs.existsSync(path.join(ROOT, file)));
}

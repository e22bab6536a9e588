// The documentation is read as plain Markdown and by TechDocs. Both break on links
// that lead nowhere and on pages that the navigation does not know.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../lib/paths.mjs';

const DOCS = path.join(ROOT, 'docs');

/** Problems of all Markdown files outside of generated folders. */
export async function checkDocs() {
  const pages = markdownFiles(ROOT);
  return [
    ...pages.flatMap(checkLinks),
    ...checkNavigation(pages.filter(page => page.startsWith(DOCS + path.sep))),
  ];
}

function markdownFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const skipped =
        /^(node_modules|dist|dist-types|coverage|test-results|\..*)$/;
      return skipped.test(entry.name) ? [] : markdownFiles(file);
    }
    return entry.name.endsWith('.md') && !entry.name.endsWith('.api.md')
      ? [file]
      : [];
  });
}

function checkLinks(page) {
  const text = withoutCode(fs.readFileSync(page, 'utf8'));
  const links = [...text.matchAll(/!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)/g)];
  const problems = links.flatMap(([, target]) => {
    if (/^([a-z]+:|\/\/)/i.test(target)) {
      return [];
    }
    const [file, anchor] = target.split('#');
    const destination = file
      ? path.resolve(path.dirname(page), decodeURIComponent(file))
      : page;
    if (!fs.existsSync(destination)) {
      return [`links to ${target}, which does not exist`];
    }
    if (page.startsWith(DOCS + path.sep) && !destination.startsWith(DOCS)) {
      return [
        `links to ${target}, which is outside of docs/ and so not in TechDocs`,
      ];
    }
    return anchor &&
      destination.endsWith('.md') &&
      !anchors(destination).has(anchor)
      ? [`links to ${target}, but there is no such heading`]
      : [];
  });
  const titles = text.match(/^# /gm) ?? [];
  if (page.startsWith(DOCS + path.sep) && titles.length !== 1) {
    problems.push(
      `has ${titles.length} titles (lines that begin with "# "), not one`,
    );
  }
  return problems.map(problem => `${path.relative(ROOT, page)} ${problem}`);
}

/** Every page is in the navigation, and the navigation names only pages. */
function checkNavigation(pages) {
  const config = fs.readFileSync(path.join(ROOT, 'mkdocs.yml'), 'utf8');
  const listed = new Set(
    [...config.matchAll(/^\s*- .*?:\s+(\S+\.md)\s*$/gm)].map(
      ([, page]) => page,
    ),
  );
  const existing = pages.map(page =>
    path.relative(DOCS, page).split(path.sep).join('/'),
  );
  return [
    ...existing
      .filter(page => !listed.has(page))
      .map(page => `mkdocs.yml does not list docs/${page}`),
    ...[...listed]
      .filter(page => !existing.includes(page))
      .map(page => `mkdocs.yml lists docs/${page}, which does not exist`),
  ];
}

/** The anchors that headings get: lower case, dashes for spaces, no punctuation. */
function anchors(page) {
  const headings = withoutCode(fs.readFileSync(page, 'utf8'), {
    keepInline: true,
  });
  return new Set(
    [...headings.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, heading]) =>
      heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s+/g, '-'),
    ),
  );
}

function withoutCode(text, { keepInline = false } = {}) {
  const plain = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return keepInline ? plain : plain.replace(/`[^`\n]*`/g, '');
}

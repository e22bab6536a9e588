import {
  BindingValue,
  PlannedChange,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  PrivateKeyMaterial,
} from '@cmt/backstage-plugin-certificates-node';
import { certificateContent, chainContent, normalizePem } from '../content';
import { Command } from '../device/transaction';
import { contentCommand } from './commands';

/** New content of file objects that keep their names. */
export interface ContentFile {
  kind: 'certificate' | 'key';
  fullPath: string;
  content: string;
}

/**
 * The files behind the entries whose names stay, keys first. Intermediates that
 * no chain object can take go into the file of the certificate.
 *
 * @param replacesChain - whether a chain object gets new content too
 */
export function contentFiles(
  changes: readonly PlannedChange[],
  value: (change: PlannedChange) => BindingValue,
  material: CertificateMaterial,
  key: PrivateKeyMaterial,
  replacesChain: (fullPath: string) => boolean,
): ContentFile[] {
  const files = new Map<string, ContentFile>();
  const add = (file: ContentFile) =>
    files.set(`${file.kind}:${file.fullPath}`, file);
  for (const change of changes) {
    add({
      kind: 'key',
      fullPath: value(change).key!,
      content: normalizePem(key.pem),
    });
  }
  for (const change of changes) {
    const { certificate } = value(change);
    const withChain = changes.some(
      other =>
        value(other).certificate === certificate && value(other).chain === null,
    );
    add({
      kind: 'certificate',
      fullPath: certificate,
      content: certificateContent(material, { withChain }),
    });
  }
  for (const change of changes) {
    const { chain } = value(change);
    if (chain && material.chainPem.length > 0 && replacesChain(chain)) {
      add({
        kind: 'certificate',
        fullPath: chain,
        content: chainContent(material),
      });
    }
  }
  return [...files.values()];
}

/** One command after the other, in the order of the files. */
export function contentCommands(
  files: readonly ContentFile[],
  sources: ReadonlyMap<string, string>,
): Command[][] {
  return files.map(({ kind, fullPath, content }) => [
    contentCommand(kind, fullPath, sources.get(content)!),
  ]);
}

/** Each content once: what is uploaded. */
export function distinctContents(files: readonly ContentFile[]): string[] {
  return [...new Set(files.map(({ content }) => content))];
}

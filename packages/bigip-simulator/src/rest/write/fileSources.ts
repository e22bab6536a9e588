import { certificateMetadata } from '../../configuration/certificateMetadata';
import { isPrivateKeyPem } from '../../configuration/keyPairs';
import { McpdError } from '../errors';
import type { WriteContext } from '../model/Resource';

/** What the device's own copy tool says when it cannot read a file. */
export function unreadableSource(exitCode = 37): McpdError {
  return McpdError.schema(`Failed! exit_code (${exitCode}).\n`);
}

/** @throws McpdError 400 unless the file is there; a URL cannot be fetched here */
export function readSource(
  sourcePath: string,
  { files }: Pick<WriteContext, 'files'>,
): { content: Buffer; sourcePath: string } {
  if (/^(https?|ftp|scp):/i.test(sourcePath)) throw unreadableSource(22);
  const local = sourcePath.replace(/^file:(\/\/)?/, '');
  const content = files.read(local);
  if (!content) throw unreadableSource();
  return { content, sourcePath: `file://${local}` };
}

/** @throws McpdError 400 unless the content is what the object shall hold */
export function checkContent(
  content: Buffer,
  type: 'cert' | 'key',
  fullPath: string,
): void {
  const fits =
    type === 'cert'
      ? certificateMetadata(content).leaf !== undefined
      : isPrivateKeyPem(content);
  if (!fits)
    throw new McpdError(
      400,
      `01070712:3: Certificate/Key has unknown format or security type (${fullPath}).`,
      3,
    );
}

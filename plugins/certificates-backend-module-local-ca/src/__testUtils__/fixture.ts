import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import {
  MemoryAuthorityRecords,
  RecordingLogger,
} from '@cmt/backstage-plugin-certificates-node/testUtils';
import { localAuthorityFactory } from '../localAuthorityFactory';

export const PUBLICATION_URL =
  'http://pki.example.test/api/certificates/pki/internal';

/** A local CA with a clock that only moves when it is told to. */
export function createLocalLab(config: JsonObject = {}) {
  const records = new MemoryAuthorityRecords();
  const logger = new RecordingLogger();
  let now = Date.now();
  return {
    records,
    logger,
    now: () => now,
    passTo: (time: number) => {
      now = Math.max(now, time);
    },
    createAuthority: (more: JsonObject = {}) =>
      localAuthorityFactory.create(
        new ConfigReader({
          id: 'internal',
          kind: 'local',
          organization: 'Example',
          ...config,
          ...more,
        }),
        {
          id: 'internal',
          records,
          logger,
          clock: () => now,
          publicationUrl: PUBLICATION_URL,
          createSolver: () => {
            throw new Error('A local CA proves nothing');
          },
        },
      ),
  };
}

export type LocalLab = ReturnType<typeof createLocalLab>;

/** Base64 of the private keys that a lab has made. */
export function privateKeysOf({ records }: LocalLab): string[] {
  return Object.values(records.sealed()).map(
    value => (JSON.parse(value) as { key: string }).key,
  );
}

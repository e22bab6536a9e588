import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { Knex } from 'knex';
import {
  DatabaseMaterialStore,
  KeyEncryptionKey,
  KeySealer,
  MaterialStore,
} from './custody';

/** Builds the custody of private keys, and seals under the current key what an older one holds. */
export function createCustody(options: {
  knex: Knex;
  keys: KeyEncryptionKey[];
  logger: LoggerService;
  clock: () => number;
}): MaterialStore {
  const { keys, logger } = options;
  const materials = new DatabaseMaterialStore({
    ...options,
    sealer: new KeySealer(keys),
  });
  if (keys.length === 0) {
    logger.info(
      'Private keys cannot be kept: certificates.custody.keys holds no key to seal them with',
    );
  }
  materials.rotate().then(
    ({ rewrapped }) => {
      if (rewrapped > 0) {
        logger.info(`Sealed ${rewrapped} private keys anew`);
      }
    },
    error =>
      logger.warn(
        `Private keys could not be sealed anew, the next start tries again: ${stringifyError(
          error,
        )}`,
      ),
  );
  return materials;
}

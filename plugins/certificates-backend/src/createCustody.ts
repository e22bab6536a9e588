import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { Knex } from 'knex';
import { rotateAuthorityRecords } from './authority';
import { DatabaseMaterialStore, KeySealer, MaterialStore } from './custody';
import { rotateRenewalKeys } from './renewal';

/** Builds the custody of private keys, and seals under the current key what an older one holds. */
export function createCustody(options: {
  knex: Knex;
  sealer: KeySealer;
  logger: LoggerService;
  clock: () => number;
}): MaterialStore {
  const { knex, sealer, logger } = options;
  const materials = new DatabaseMaterialStore(options);
  if (!sealer.current) {
    logger.info(
      'Private keys cannot be kept: certificates.custody.keys holds no key to seal them with',
    );
  }
  Promise.all([
    materials.rotate(),
    rotateAuthorityRecords(knex, sealer),
    rotateRenewalKeys(knex, sealer),
  ]).then(
    parts => {
      const rewrapped = parts.reduce((sum, part) => sum + part.rewrapped, 0);
      if (rewrapped > 0) {
        logger.info(`Sealed ${rewrapped} private keys and secrets anew`);
      }
    },
    error =>
      logger.warn(
        `Private keys and secrets could not be sealed anew, the next start tries again: ${stringifyError(
          error,
        )}`,
      ),
  );
  return materials;
}

import { InputError } from '@backstage/errors';
import { CertificateAuthorityFactory } from '@cmt/backstage-plugin-certificates-node';
import { AcmeAuthority } from './AcmeAuthority';
import { readAcmeConfig } from './config/readAcmeConfig';

/**
 * Makes CAs of the kind `acme`.
 *
 * @public
 */
export const acmeAuthorityFactory: CertificateAuthorityFactory = {
  kind: 'acme',
  create(config, services) {
    const read = readAcmeConfig(config, services.id);
    const solvers = read.solvers.map((entry, index) => {
      const { types: possible, solver } = services.createSolver(entry.config);
      const types = entry.types
        ? entry.types.filter(type => possible.includes(type))
        : possible;
      if (types.length === 0) {
        throw new InputError(
          `certificates.authorities '${
            services.id
          }': solvers[${index}].types holds nothing that a solver of the kind ${
            entry.kind
          } can do, which is ${possible.join(', ')}`,
        );
      }
      return { entry, types, solver };
    });
    return new AcmeAuthority({ config: read, services, solvers });
  },
};

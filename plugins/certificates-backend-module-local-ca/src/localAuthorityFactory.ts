import { CertificateAuthorityFactory } from '@cmt/backstage-plugin-certificates-node';
import { LocalCertificateAuthority } from './LocalCertificateAuthority';
import { readLocalConfig } from './config/readLocalConfig';

/**
 * Makes CAs of the kind `local`.
 *
 * @public
 */
export const localAuthorityFactory: CertificateAuthorityFactory = {
  kind: 'local',
  create: (config, services) =>
    new LocalCertificateAuthority(
      readLocalConfig(config, services.id),
      services,
    ),
};

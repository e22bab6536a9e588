import { X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { certificateAuthorityContract } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { createLocalLab, privateKeysOf } from './__testUtils__/fixture';

jest.setTimeout(60_000);

certificateAuthorityContract({
  name: 'local CA',
  create: async () => {
    const lab = createLocalLab({ allowedNames: ['*.example.test'] });
    const { records, logger, now, createAuthority } = lab;
    return {
      createAuthority: () => createAuthority(),
      records,
      logger,
      names: ['api.example.test', 'shop.example.test'],
      wildcard: '*.shop.example.test',
      forbidden: 'shop.example.com',
      secrets: () => privateKeysOf(lab),
      issued: async () => (await records.list('order/')).length,
      now,
      waitUntil: async time => lab.passTo(time),
      isRevoked: async certificate => {
        const published = await createAuthority().publications!({
          signal: new AbortController().signal,
        });
        const crl = new x509.X509Crl(
          published.find(({ name }) => name === 'issuing.crl')!.body,
        );
        const { serialNumber } = new X509Certificate(certificate);
        return crl.findRevoked(serialNumber.toLowerCase()) !== null;
      },
      close: async () => undefined,
    };
  },
});

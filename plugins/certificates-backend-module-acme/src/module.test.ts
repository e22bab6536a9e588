import { startTestBackend } from '@backstage/backend-test-utils';
import {
  CertificatesAuthorityExtensionPoint,
  certificatesAuthorityExtensionPoint,
} from '@cmt/backstage-plugin-certificates-node';
import acmeModule from './index';

describe('certificatesModuleAcme', () => {
  it('adds CAs of the kind acme, and solvers', async () => {
    const kinds: string[] = [];
    const extensionPoint: CertificatesAuthorityExtensionPoint = {
      addAuthority: ({ kind }) => kinds.push(kind),
      addChallengeSolver: ({ kind }) => kinds.push(kind),
    };
    const backend = await startTestBackend({
      extensionPoints: [[certificatesAuthorityExtensionPoint, extensionPoint]],
      features: [acmeModule],
    });
    await backend.stop();
    expect(kinds).toEqual(['acme', 'http-webhook', 'rfc2136']);
  });
});

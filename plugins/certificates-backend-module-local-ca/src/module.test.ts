import { startTestBackend } from '@backstage/backend-test-utils';
import {
  CertificatesAuthorityExtensionPoint,
  certificatesAuthorityExtensionPoint,
} from '@cmt/backstage-plugin-certificates-node';
import localCaModule from './index';

describe('certificatesModuleLocalCa', () => {
  it('adds CAs of the kind local', async () => {
    const kinds: string[] = [];
    const extensionPoint: CertificatesAuthorityExtensionPoint = {
      addAuthority: ({ kind }) => kinds.push(kind),
      addChallengeSolver: ({ kind }) => kinds.push(kind),
    };
    const backend = await startTestBackend({
      extensionPoints: [[certificatesAuthorityExtensionPoint, extensionPoint]],
      features: [localCaModule],
    });
    await backend.stop();
    expect(kinds).toEqual(['local']);
  });
});

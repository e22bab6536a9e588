import { connect } from 'node:tls';
import { RunningDevice } from '@cmt/bigip-simulator';
import { fingerprintOf } from './fingerprintOf';

/** What a virtual server serves: fingerprints, leaf first. */
export function servedBy(
  device: RunningDevice,
  virtual: string,
  options: { serverName?: string; sigalgs?: string } = {},
): Promise<string[]> {
  const { listen } = device.configuration.virtualServers.get(virtual)!;
  return new Promise((resolve, reject) => {
    const socket = connect(
      {
        ...listen!,
        servername: options.serverName ?? '',
        rejectUnauthorized: false,
        ...(options.sigalgs && { sigalgs: options.sigalgs }),
      },
      () => {
        const chain: string[] = [];
        for (
          let next = socket.getPeerX509Certificate();
          next && !chain.includes(fingerprintOf(next));
          next = next.issuerCertificate
        ) {
          chain.push(fingerprintOf(next));
        }
        socket.destroy();
        resolve(chain);
      },
    );
    socket.on('error', reject);
  });
}

/** Files of anybody in the transfer folders of a device. */
export function leftUploads({ simulator }: RunningDevice): string[] {
  return simulator.files.leftovers().map(({ name }) => name);
}

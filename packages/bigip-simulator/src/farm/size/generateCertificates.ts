import {
  CertificateFactory,
  CertificateSpec,
  IssuedCertificate,
  KeyKind,
  seededBytes,
  seededSequence,
} from '../../pki';
import { DOMAINS, PARTITIONS, SERVICES } from './vocabulary';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Real keys of a generated farm. */
const POOL: readonly { kind: KeyKind; name: string }[] = [
  ...[0, 1, 2, 3].map(n => ({ kind: 'rsa-2048' as const, name: `pool-${n}` })),
  ...[4, 5, 6, 7].map(n => ({ kind: 'ec-p256' as const, name: `pool-${n}` })),
];

/** Lifetimes in days and how common they are. */
const LIFETIMES: readonly [days: number, share: number][] = [
  [398, 0.45],
  [365, 0.2],
  [200, 0.1],
  [90, 0.2],
  [47, 0.05],
];

/** When certificates end, as days from the reference time, and how common that is. */
const ENDS: readonly [from: number, to: number, share: number][] = [
  [-200, -1, 0.03],
  [1, 7, 0.03],
  [8, 30, 0.1],
  [31, 390, 0.84],
];

/** A certificate of a generated farm and where its files are, without extension. */
export interface GeneratedCertificate {
  path: string;
  issued: IssuedCertificate;
}

/** Issues the certificates of one generated device. */
export async function generatedCertificates(options: {
  factory: CertificateFactory;
  issuer: IssuedCertificate;
  seed: number;
  device: string;
  count: number;
  reference: Date;
}): Promise<GeneratedCertificate[]> {
  const { factory, issuer, seed, device, count, reference } = options;
  const random = seededSequence(seed, `${device} certificates`);
  const certificates: GeneratedCertificate[] = [];
  for (let index = 0; index < count; index++) {
    const number = String(index).padStart(5, '0');
    const name = `${pick(SERVICES, random())}-${number}.${device}.${pick(
      DOMAINS,
      random(),
    )}`;
    const lifetime = weighted(LIFETIMES, random())[0];
    const [from, to] = weighted(ENDS, random());
    // Nothing ends later than it could if it had been issued yesterday.
    const ends = Math.min(
      from + Math.floor(random() * (to - from + 1)),
      lifetime - 1,
    );
    const notAfter = new Date(
      reference.getTime() +
        ends * DAY_MS +
        Math.floor(random() * 86_400) * 1000,
    );
    const key = pick(POOL, random());
    const spec: CertificateSpec = {
      id: `${device}-${number}`,
      issuer: issuer.id,
      subject: [
        ['C', 'NL'],
        ['O', 'Example Holding'],
        ['CN', name],
      ],
      names: random() < 0.3 ? [name, `www.${name}`] : [name],
      keyKind: key.kind,
      keyName: key.name,
      notBefore: new Date(notAfter.getTime() - lifetime * DAY_MS),
      notAfter,
      serialNumber: seededBytes(
        seed,
        `${device} ${number} ${notAfter.toISOString()}`,
        16,
      ).toString('hex'),
      digest: 'sha256',
      isCa: false,
      extendedKeyUsage: ['serverAuth'],
    };
    certificates.push({
      path: `/${PARTITIONS[index % PARTITIONS.length]}/${name}`,
      issued: await factory.issue(spec, issuer),
    });
  }
  return certificates;
}

function pick<T>(items: readonly T[], random: number): T {
  return items[Math.floor(random * items.length)];
}

/** Chooses by the share that is the last element of each item. */
function weighted<T extends readonly number[]>(
  items: readonly T[],
  random: number,
): T {
  let left = random;
  for (const item of items) {
    left -= item[item.length - 1];
    if (left < 0) {
      return item;
    }
  }
  return items[items.length - 1];
}

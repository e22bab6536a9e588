import {
  CertificateFactory,
  CertificateSpec,
  DistinguishedName,
  IssuedCertificate,
  NameAttribute,
  seededBytes,
  seededNumber,
} from '../pki';
import {
  AuthorityDefinition,
  CertificateDefinition,
  FarmDefinition,
} from './schema';

const DAY_MS = 24 * 60 * 60 * 1000;
const DAY_SECONDS = DAY_MS / 1000;

/** Serial numbers below this are small enough for a device to print as decimal. */
const SMALL_SERIAL_LIMIT = 10_000;
/** RFC 5280 allows 20 octets; public authorities use about 16. */
const LARGE_SERIAL_OCTETS = 16;

type Definition = AuthorityDefinition | CertificateDefinition;

/** Midnight (UTC) of the day that a moment lies in. */
export function startOfDay(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / DAY_MS) * DAY_MS);
}

/**
 * Says what every certificate of a farm is, at a reference time. Nothing here
 * is random: the same farm and day give the same names, dates and numbers.
 */
export function certificateSpecs(
  farm: FarmDefinition,
  reference: Date,
): CertificateSpec[] {
  return [
    ...Object.entries(farm.authorities).map(([id, authority]) => ({
      ...commonSpec(farm, id, authority, reference),
      issuer: authority.issuer,
      names: [],
      isCa: true,
      extendedKeyUsage: [],
    })),
    ...Object.entries(farm.certificates).map(([id, certificate]) => ({
      ...commonSpec(farm, id, certificate, reference),
      issuer: certificate.issuer === 'self' ? undefined : certificate.issuer,
      names: certificate.names,
      isCa: false,
      extendedKeyUsage: certificate.usage,
    })),
  ];
}

/** Issues all certificates of a farm; authorities first, they sign the rest. */
export async function issueCertificates(
  specs: readonly CertificateSpec[],
  factory: CertificateFactory,
): Promise<Map<string, IssuedCertificate>> {
  const issued = new Map<string, IssuedCertificate>();
  const issue = async (spec: CertificateSpec) => {
    issued.set(
      spec.id,
      await factory.issue(
        spec,
        spec.issuer ? issued.get(spec.issuer) : undefined,
      ),
    );
  };
  for (const authority of specs.filter(spec => spec.isCa)) {
    await issue(authority);
  }
  await Promise.all(specs.filter(spec => !spec.isCa).map(issue));
  return issued;
}

function commonSpec(
  farm: FarmDefinition,
  id: string,
  definition: Definition,
  reference: Date,
) {
  const validity = validityOf(farm.seed, id, definition, reference);
  return {
    id,
    ...validity,
    subject: subjectOf(farm, definition),
    keyKind: definition.key,
    keyName: definition.keyOf,
    digest: definition.digest,
    serialNumber: serialNumberOf(farm.seed, id, definition, validity.notAfter),
  };
}

function validityOf(
  seed: number,
  id: string,
  { ends, lifetime, from, to }: Definition,
  reference: Date,
): { notBefore: Date; notAfter: Date } {
  if (ends === undefined || lifetime === undefined) {
    return { notBefore: new Date(from!), notAfter: new Date(to!) };
  }
  // Certificates end at any time of day, not all at midnight.
  const timeOfDay = seededNumber(seed, `${id} time of day`, DAY_SECONDS) * 1000;
  const notAfter = reference.getTime() + ends * DAY_MS + timeOfDay;
  return {
    notBefore: new Date(notAfter - lifetime * DAY_MS),
    notAfter: new Date(notAfter),
  };
}

function subjectOf(
  farm: FarmDefinition,
  definition: Definition,
): DistinguishedName {
  if (definition.subject) {
    return definition.subject.map(part => {
      const [[type, value]] = Object.entries(part);
      return [type as NameAttribute, value];
    });
  }
  const commonName =
    definition.commonName ??
    ('names' in definition ? definition.names[0] : undefined);
  if (commonName === undefined) {
    throw new Error('The farm was not checked: a certificate has no name');
  }
  return [
    ['C', farm.country],
    ['O', farm.organization],
    ['CN', commonName],
  ];
}

function serialNumberOf(
  seed: number,
  id: string,
  { serial }: Definition,
  notAfter: Date,
): string {
  // A renewal is another certificate of the same name: it gets another number.
  const label = `${id} until ${notAfter.toISOString()} serial`;
  switch (serial) {
    case 'zero':
      return '0';
    case 'small':
      return (1 + seededNumber(seed, label, SMALL_SERIAL_LIMIT - 1)).toString(
        16,
      );
    case 'large':
      return seededBytes(seed, label, LARGE_SERIAL_OCTETS).toString('hex');
    default:
      return serial;
  }
}

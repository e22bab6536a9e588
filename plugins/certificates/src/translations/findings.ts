import { FindingCode } from '@cmt/backstage-plugin-certificates-common';

/** What a finding means to the people who own the service. */
export interface FindingText {
  /** Two or three words. */
  readonly title: string;
  /** One sentence: what is the matter, and why it matters. */
  readonly sentence: string;
  /** One sentence: what to do about it. */
  readonly action: string;
  /** The same where a newer version is installed already. */
  readonly actionWhenRenewed?: string;
}

/** The texts of every rule, in English. */
export const findingMessages = {
  expired: {
    title: 'Expired',
    sentence:
      'The certificate has passed its end date, so browsers and clients refuse to connect.',
    action: 'Order a new version and install it now.',
    actionWhenRenewed:
      'A newer version is installed already: have the SSL profiles switched to it now.',
  },
  expiring: {
    title: 'Expires soon',
    sentence:
      'The certificate ends soon, and after that clients refuse to connect.',
    action: 'Order a new version and have it installed before this one ends.',
    actionWhenRenewed:
      'A newer version is installed already: have the SSL profiles switched to it before this one ends.',
  },
  'not-yet-valid': {
    title: 'Not valid yet',
    sentence:
      'The validity of the certificate begins in the future, so clients refuse it until then.',
    action:
      'Keep the previous version in place until the start date, or order one that is valid from today.',
  },
  'not-served': {
    title: 'Another certificate is served',
    sentence:
      'The virtual server is configured with this certificate, but clients that connect get another one.',
    action:
      'Ask the platform team to check which SSL profile answers for this server name.',
  },
  'superseded-in-use': {
    title: 'Old version still in use',
    sentence:
      'A newer version is already installed, but virtual servers still use an older one.',
    action: 'Have the SSL profiles switched to the newest version.',
  },
  'missing-intermediate': {
    title: 'Incomplete chain',
    sentence:
      'An intermediate certificate is not sent along, so some clients cannot verify the connection although others can.',
    action:
      'Install the intermediate certificate of the issuer and set it as the chain of the SSL profile.',
  },
  'name-not-covered': {
    title: 'Name not covered',
    sentence:
      'The server answers for a host name that is not in the certificate, so clients of that name see a warning.',
    action:
      'Order a version that contains this name, or correct the server name in the SSL profile.',
  },
  'weak-key': {
    title: 'Weak key',
    sentence:
      'The private key is too short to be safe, and current clients refuse it.',
    action:
      'Order a new version with a new key: RSA with 2048 bits or more, or ECDSA P-256.',
  },
  'weak-signature': {
    title: 'Weak signature',
    sentence:
      'The certificate is signed with an outdated algorithm that can be forged, and current clients refuse it.',
    action: 'Order a new version; today every issuer signs with SHA-256.',
  },
  'self-signed': {
    title: 'Self-signed',
    sentence:
      'The certificate vouches for itself, so clients cannot tell the service from an impostor.',
    action: 'Order a certificate from an authority that your clients trust.',
  },
  'lifetime-too-long': {
    title: 'Lifetime too long',
    sentence:
      'The certificate is valid for longer than public rules allow, so browsers may refuse it.',
    action: 'Order a new version with a lifetime that the rules allow.',
  },
  'no-owner': {
    title: 'No owner',
    sentence:
      'Nobody could be found who owns this certificate, so nobody will be told before it ends.',
    action:
      'Add the host name to the annotation of the component it protects, or name an owner in the configuration.',
  },
  unused: {
    title: 'Unused',
    sentence: 'Nothing on the devices refers to this certificate.',
    action:
      'If no one needs it any more, have it removed; it then stops asking for attention.',
  },
  'facts-incomplete': {
    title: 'Facts incomplete',
    sentence:
      'Only what the device says about the certificate is known; the certificate itself has not been seen.',
    action:
      'Make a virtual server that uses it reachable for the scanner, or upgrade the device.',
  },
  'chain-expiring': {
    title: 'Intermediate ends first',
    sentence:
      'An intermediate certificate of the chain ends before the certificate does, and the connection fails on that day.',
    action: 'Install the newer intermediate certificate of the issuer.',
  },
} as const satisfies Record<FindingCode, FindingText>;

import { DeploymentProblem } from '@cmt/backstage-plugin-certificates-common';

/** What an error of a device means for a deployment. */
export interface DeviceCode {
  cause: string;
  remedy: string;
  action: DeploymentProblem['action'];
  /** The same step may be tried again as it is. */
  retryable: boolean;
}

const MISMATCH: DeviceCode = {
  cause: 'The key and the certificate of the profile do not belong together.',
  remedy:
    'Nothing was changed. Check that the key belongs to the new certificate and that nobody replaces one of the two at the same time, then plan again.',
  action: 'plan-again',
  retryable: false,
};

const IN_USE: DeviceCode = {
  cause: 'Something still refers to the object.',
  remedy:
    'Leave the object where it is until nothing uses it; the message names it.',
  action: null,
  retryable: false,
};

const MISSING: DeviceCode = {
  cause:
    'A profile refers to an object that the device does not have: somebody has removed it, or another unit of the cluster took over before it was synchronised.',
  remedy: 'Try again: missing objects are created anew.',
  action: 'retry',
  retryable: true,
};

const PAIR_OPTIONS: DeviceCode = {
  cause:
    'The profile mixes the list of certificate and key entries with the older single options.',
  remedy:
    'Set only `cert-key-chain` on the profile (`tmsh list ltm profile client-ssl`), then plan again.',
  action: 'plan-again',
  retryable: false,
};

const SNI: DeviceCode = {
  cause:
    'Of several client-ssl profiles of a virtual server, exactly one has to be the SNI default.',
  remedy:
    'Set or remove `sni-default` on the profiles of the virtual server, then plan again.',
  action: 'plan-again',
  retryable: false,
};

/** Errors of `mcpd` by their number, for all that a deployment can meet. */
export const DEVICE_CODES: Readonly<Record<string, DeviceCode>> = {
  '01020036': {
    cause:
      'The object is not there. A device whose configuration daemon restarts says the same.',
    remedy:
      'Try again. If it stays so, somebody has removed the object: plan again.',
    action: 'retry',
    retryable: true,
  },
  '01020066': {
    cause: 'An object of that name exists already, with other content.',
    remedy: 'Remove or rename the object that has the name, then try again.',
    action: 'retry',
    retryable: false,
  },
  '01071349': IN_USE,
  '01070320': IN_USE,
  '01070265': IN_USE,
  '01070734': {
    cause: 'The configuration as a whole would not be valid after this change.',
    remedy:
      'Look at the object that the message names with `tmsh load sys config verify`, mend it, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '0107134a': MISSING,
  '01070277': MISSING,
  '01070293': {
    cause: 'A profile of that name exists already, of another kind.',
    remedy: 'Choose another name for the new profile, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '0107082a': {
    cause: 'The partition still holds objects.',
    remedy: 'Empty the partition first.',
    action: null,
    retryable: false,
  },
  '0107176c': {
    cause: 'An object with the same property exists already.',
    remedy: 'Look at the object that the message names, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '01070317': MISMATCH,
  '01070313': {
    cause:
      'The device could not read the key: its passphrase is missing or wrong.',
    remedy:
      'Correct the passphrase of the profile on the device, or give the profile an entry without one, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '01070315': {
    cause: 'The profile has a certificate but no key.',
    remedy: 'Give the profile a key on the device, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '01070712': {
    cause:
      'The device could not read the file as the kind of object that it was sent as, or a value points at nothing.',
    remedy:
      'Check that certificate and key are PEM of a kind that this version knows (RSA, or ECDSA with P-256 or P-384), then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '01b4002a': PAIR_OPTIONS,
  '01b40029': {
    cause:
      'The older single options of a profile only take RSA; the new key is of another kind.',
    remedy:
      'Use an entry of `cert-key-chain` for this kind of key, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '01b4002b': {
    cause: 'The profile has no RSA entry that could be changed.',
    remedy: 'Add an entry to `cert-key-chain` first, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '010717e3': {
    cause:
      'This version only takes client-ssl profiles that have an RSA certificate.',
    remedy:
      'Issue the certificate with an RSA key, or add it beside the RSA one.',
    action: null,
    retryable: false,
  },
  '01071809': SNI,
  '0107149c': SNI,
  '01020057': {
    cause: 'A value is longer than the device allows.',
    remedy: 'Choose a shorter name, then plan again.',
    action: 'plan-again',
    retryable: false,
  },
  '01070822': {
    cause: 'The role of the user does not allow the change.',
    remedy:
      'Give the user of administrator the role Administrator on all partitions.',
    action: 'retry',
    retryable: false,
  },
};

/** Answers without a number, by HTTP status. */
export const STATUS_CODES: Readonly<
  Record<number, DeviceCode & { code: string }>
> = {
  409: {
    code: 'conflict',
    cause: 'An object of that name exists already.',
    remedy: 'Remove or rename the object that has the name, then try again.',
    action: 'retry',
    retryable: false,
  },
};

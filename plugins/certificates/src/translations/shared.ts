/** Texts that more than one page uses. */
export const sharedMessages = {
  plugin: {
    title: 'Certificates',
    dashboard: 'Dashboard',
    inventory: 'Inventory',
    devices: 'Devices',
    renewals: 'Renewals',
    deployments: 'Deployments',
    drift: 'Drift',
    cleanUp: 'Clean-up',
  },
  state: {
    expired: 'Expired',
    critical: 'Critical',
    warning: 'Warning',
    healthy: 'Healthy',
    unknown: 'Unknown',
    expiredHint: 'No longer valid: clients refuse it',
    criticalHint: 'Ends very soon: renew it now',
    warningHint: 'Time to renew it',
    healthyHint: 'Nothing to do',
    unknownHint: 'Its end could not be read yet',
  },
  severity: {
    error: 'Problem',
    warning: 'Risk',
    info: 'Note',
  },
  usage: {
    'in-use': 'In use',
    'profile-only': 'Profile only',
    referenced: 'Referenced elsewhere',
    unused: 'Unused',
  },
  keyType: {
    rsa: 'RSA',
    ec: 'ECDSA',
    ed25519: 'Ed25519',
    ed448: 'Ed448',
    dsa: 'DSA',
    unknown: 'Unknown',
  },
  expiry: {
    expiredAgo: 'Expired {{ago}}',
    lifeLeft: '({{percent}} % of its life left)',
    unknown: 'End not known',
  },
  time: {
    never: 'Never',
  },
  owner: {
    none: 'No owner',
    triageHint:
      'No owner was found. The triage group looks after it until somebody claims it.',
    confidence: {
      certain: 'Owner is certain',
      high: 'Owner is very likely',
      medium: 'Owner is likely',
      low: 'Owner is a guess',
    },
    evidence: {
      mapping: 'named in the configuration',
      annotation: 'annotation on a catalog entity',
      'host-name': 'host name in a catalog entity',
      rule: 'configured rule',
      triage: 'nobody was found',
    },
    confidenceHint: '{{confidence}}: {{evidence}}',
  },
  findings: {
    none: 'No findings',
    list: 'Findings',
    whatToDo: 'What to do',
    where: 'Where',
    since: 'since',
    more: '{{hidden}} more',
  },
  empty: {
    clearFilters: 'Clear all filters',
  },
  error: {
    title: 'This could not be loaded',
    retry: 'Try again',
    details: 'Answer of the server',
    network: {
      title: 'The portal cannot reach its backend',
      remedy: 'Check your connection, then try again.',
    },
    signedOut: {
      title: 'You are signed out',
      remedy: 'Sign in again, then come back to this page.',
    },
    forbidden: {
      title: 'You may not see this',
      remedy:
        'Ask the platform team for access to certificates if you need it.',
    },
    notFound: {
      title: 'This does not exist any more',
      remedy:
        'It may have been removed or renamed. Look it up in the inventory.',
    },
    invalid: {
      title: 'The request was not understood',
      remedy: 'Clear the filters, or correct the address of this page.',
    },
    action: {
      forbidden: {
        title: 'You may not do this',
        remedy:
          'It needs somebody who may deploy this certificate: its owner, or the platform team.',
      },
      invalid: {
        title: 'It was not accepted',
        remedy: 'Correct what the answer says, then try again.',
      },
    },
    conflict: {
      title: 'It has changed meanwhile',
      remedy: 'Look at its present state, then try again.',
    },
    unavailable: {
      title: 'The certificates backend has a problem',
      remedy:
        'Try again in a minute. If it stays, tell the platform team what the answer says.',
    },
  },
  loading: {
    label: 'Loading',
  },
  stale: {
    since: 'This data is {{age}} old.',
    part: 'Part of this data is {{age}} old.',
    never: 'No data was ever read from here.',
    device: '{{device}} could not be read: {{message}}.',
    moreDevices_one: '{{count}} more device could not be read.',
    moreDevices_other: '{{count}} more devices could not be read.',
    remedy: 'What to do: {{remedy}}',
    short: 'stale',
    hint: 'A device it is installed on could not be read on time; last read {{ago}}.',
    hintNever: 'A device it is installed on could not be read on time.',
  },
  table: {
    loading: '{{label}}: loading',
    loaded: '{{label}}: {{rows}} rows',
    previous: 'Previous page',
    next: 'Next page',
    range: '{{from}}–{{to}} of {{total}}',
  },
  facet: {
    showAll: 'Show all {{total}}',
    showLess: 'Show less',
    more: 'Search {{title}}',
    noMatch: 'No match',
  },
  gone: 'Gone',
} as const;

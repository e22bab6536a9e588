/** Texts of the drift page. */
export const driftMessages = {
  title: 'Drift',
  heading: 'Where issued, installed and served disagree',
  loadFailed: 'Drift could not be loaded',
  count_one: '{{count}} place',
  count_other: '{{count}} places',
  countMore: '{{shown}} places shown, there are more',
  loadMore: 'Load more',
  column: {
    kind: 'What',
    certificate: 'Certificate',
    place: 'Where',
    versions: 'Versions',
    cause: 'Likely cause',
    owner: 'Owner',
    action: 'Mend',
  },
  kind: {
    'not-deployed': 'Not deployed',
    'not-served': 'Not served',
  },
  kindHint: {
    'not-deployed': 'A newer version is known than is bound here',
    'not-served': 'It is bound, but clients get another certificate',
  },
  issued: 'issued',
  installed: 'installed',
  served: 'served',
  unknown: 'not known',
  noOwner: 'No owner',
  forName: 'for {{name}}',
  deploy: 'Deploy',
  filter: {
    owner: 'Owner',
    allOwners: 'All owners',
    certificate: 'Certificate',
    allCertificates: 'All certificates',
    ownersFailed: 'Owners could not be loaded',
  },
  empty: {
    title: 'Nothing has drifted',
    description:
      'Every version that was issued is installed, and what is installed is served.',
    filteredTitle: 'Nothing of these has drifted',
    filteredDescription: 'Choose other owners or certificates, or show all.',
    showAll: 'Show all',
  },
} as const;

/** Texts of the clean-up page. */
export const cleanUpMessages = {
  title: 'Clean-up',
  heading: 'Objects on devices that seem to be of no use any more',
  loadFailed: 'Clean-up could not be loaded',
  loadMore: 'Load more',
  count_one: '{{count}} object',
  count_other: '{{count}} objects',
  countMore: '{{shown}} objects shown, there are more',
  filter: {
    label: 'State',
    all: 'All',
  },
  column: {
    state: 'State',
    object: 'Object',
    certificate: 'Certificate',
    reason: 'Why it seems unused',
    owner: 'Owner',
    action: 'What to do',
  },
  state: {
    candidate: 'Candidate',
    quarantined: 'Quarantined',
    deleted: 'Deleted',
    refused: 'Refused',
  },
  stateHint: {
    candidate: 'Nothing refers to it; nothing has been done yet',
    quarantined:
      'Is deleted after the grace period if still nothing refers to it',
    deleted: 'It is gone from the device',
    refused: 'The device did not delete it',
  },
  ends: 'ends',
  ended: 'ended',
  deleteAfter: 'is deleted',
  refusedBecause: 'The device refused: {{problem}}',
  restorable: 'can be put back',
  notRestorable: 'cannot be put back: its key is not held here',
  noOwner: 'No owner',
  quarantine: 'Quarantine',
  quarantineOf: 'Quarantine {{object}}',
  release: 'Release',
  releaseOf: 'Release {{object}}',
  restore: 'Restore',
  restoreOf: 'Restore {{object}}',
  actionFailed: {
    quarantine: 'It could not be quarantined',
    release: 'It could not be released',
    restore: 'It could not be restored',
  },
  done: {
    quarantine: '{{object}} is quarantined.',
    release: '{{object}} is released.',
    restore: '{{object}} is restored.',
  },
  confirm: {
    quarantineTitle: 'Quarantine this object?',
    quarantine:
      'It stays on the device until the grace period is over. Then it is deleted, but only if still nothing refers to it and the device agrees.',
    restorable: 'It can be put back later: its material is held here.',
    notRestorable:
      'It cannot be put back after that: its material is not held here.',
    restoreTitle: 'Put this object back?',
    restore:
      'It is stored on the device again under the same name. No profile is changed.',
    releaseTitle: 'Take this object out of quarantine?',
    release: 'It is no longer deleted and counts as a candidate again.',
    keep: 'Leave it',
  },
  empty: {
    title: 'Nothing to clean up',
    description: 'Every object on the devices is referred to by something.',
    filteredTitle: 'Nothing is in this state',
    filteredDescription: 'Choose another state, or show all.',
  },
} as const;

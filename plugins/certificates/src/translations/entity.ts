/** Texts of the entity card and the entity tabs. */
export const entityMessages = {
  cardTitle: 'Certificates',
  contentTitle: 'Certificates',
  nextToEnd: 'Next to end',
  showTab_one: 'Show details',
  showTab_other: 'Show all {{count}}',
  openInInventory: 'Open in inventory',
  countsLabel: 'Certificates by state',
  noneInUse: 'None of them is in use.',
  span: {
    lessThanADay: 'less than a day',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
  },
  nextStep: {
    label: 'What to do next',
    open: 'Open the certificate',
    expiredNewerInstalled:
      '{{name}} ended {{span}} ago and is still in use, although a newer version is installed: switch to it now.',
    expired: '{{name}} ended {{span}} ago and is still in use: replace it now.',
    expiredRenewedElsewhere:
      '{{name}} ended {{span}} ago where it is still in use. A newer version is installed on other devices: install it there too, now.',
    expiredHeld:
      '{{name}} ended {{span}} ago and is still in use, although a newer version is held here: deploy it now.',
    criticalNewerInstalled:
      '{{name}} ends in {{span}}. A newer version is already installed: switch to it now.',
    critical:
      '{{name}} ends in {{span}} and nobody has renewed it: renew it now.',
    criticalRenewedElsewhere:
      '{{name}} ends in {{span}} on some devices. A newer version is installed on others: install it there too, now.',
    criticalHeld:
      '{{name}} ends in {{span}}. A newer version is held here: deploy it now.',
    criticalAutomated:
      '{{name}} ends in {{span}} and its automatic renewal is overdue: ask the platform team today.',
    notServed:
      'Clients of {{name}} get another certificate than the one that is set up: have the SSL profile checked.',
    weak: '{{name}} is too weak for current clients: order a new version with a new key.',
    warningNewerInstalled:
      '{{name}} ends in {{span}}. A newer version is already installed: have it switched.',
    warning:
      '{{name}} ends in {{span}} and nobody has renewed it: order a new version.',
    warningRenewedElsewhere:
      '{{name}} ends in {{span}} on some devices. A newer version is installed on others: have it installed there too.',
    warningHeld:
      '{{name}} ends in {{span}}. A newer version is held here: deploy it.',
    warningAutomated:
      '{{name}} ends in {{span}} and its automatic renewal is late: ask the platform team.',
    notYetValid:
      '{{name}} is not valid yet and clients refuse it: put the previous version back until it is.',
    missingIntermediate:
      'Some clients cannot verify {{name}}: install the missing intermediate certificate.',
    nameNotCovered:
      '{{name}} is used for a host name that it does not contain: order a version that does.',
    selfSigned:
      '{{name}} vouches for itself: order a certificate from an authority that your clients trust.',
    chainExpiring:
      'An intermediate certificate of {{name}} ends before it does: install the newer one.',
    newerInstalled:
      'A newer version of {{name}} is installed, but the old one is still in use: have it switched.',
    noOwner:
      'Nobody owns {{name}}, so nobody is told before it ends: say who owns it.',
    expiredUnused:
      '{{name}} ended {{span}} ago and no virtual server uses it: have it removed.',
    endingUnused:
      '{{name}} ends in {{span}} and no virtual server uses it: have it removed, or let it end.',
    unknown:
      'When {{name}} ends could not be read: ask the platform team to look at the device.',
    nothing: 'Nothing to do. The next certificate ends in {{span}}.',
    nothingAutomated:
      'Nothing to do. The next certificate ends in {{span}} and is renewed automatically.',
    nothingUndated: 'Nothing to do.',
    others_one: '{{count}} more needs attention.',
    others_other: '{{count}} more need attention.',
  },
  empty: {
    title: 'No certificates were found for this {{kind}}.',
    device: 'No certificates were found on this device.',
    ownership:
      'Certificates appear here as soon as this {{kind}} owns a component that they protect.',
    parts:
      'Certificates appear here as soon as they are linked to a component of this {{kind}}.',
    how: 'Certificates are found by the host names that this {{kind}} serves. Name them in its catalog-info.yaml:',
    automatic:
      'Host names in its links and API definitions are found without the annotation.',
    copyWhat: 'the example',
    showHow: 'How to link certificates',
    matching: 'No certificate matches',
    matchingHint: 'Change the search or the state filter.',
  },
  table: {
    label: 'Certificates of {{entity}}',
    search: 'Search names, issuers, devices, virtual servers',
    searchLabel: 'Search certificates',
    stateFilter: 'Filter by state',
    expand: 'Show where {{name}} is used',
    collapse: 'Hide where {{name}} is used',
    name: 'Certificate',
    state: 'State',
    ends: 'Ends',
    usedOn: 'Used on',
    issuer: 'Issuer',
    owner: 'Owner',
    action: 'What to do',
    moreNames_one: 'and {{count}} more name',
    moreNames_other: 'and {{count}} more names',
    devices_one: '{{count}} device',
    devices_other: '{{count}} devices',
    virtualServers_one: '{{count}} virtual server',
    virtualServers_other: '{{count}} virtual servers',
    notInstalled: 'Installed nowhere',
    pageSummary: '{{from}}–{{to}} of {{total}}',
  },
  device: {
    notScanned: 'This device is not in the inventory.',
    openDevice: 'Open the device page',
    statusLabel: 'Scan status',
    lastSuccess: 'Last successful scan',
    nextScan: 'Next scan',
    version: 'TMOS version',
    failover: 'Failover state',
    sync: 'Synchronisation',
    certificates: 'Certificates',
    virtualServers: 'Virtual servers',
    unknown: 'not known',
    title: 'BIG-IP',
  },
} as const;

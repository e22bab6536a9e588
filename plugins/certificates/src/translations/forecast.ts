/** Texts of the renewal forecast. */
export const forecastMessages = {
  title: 'Forecast',
  loadFailed: 'The forecast could not be loaded',
  intro:
    'Public authorities issue for shorter and shorter lifetimes. This is how many renewals a year that means for each team, with what it has today.',
  timetable: {
    title: 'Longest lifetimes of public certificates',
    from: 'Certificates issued from',
    lifetime: 'Lifetime',
    reuse: 'Domain control is proven anew',
    days: '{{days}} days',
    every_one: 'every day',
    every_other: 'every {{count}} days',
    now: 'now',
  },
  perYear: {
    title: 'Renewals a year',
    owner: 'Team',
    automated: 'By itself',
    automatedOf: '{{automated}} of {{total}}',
    days: 'At {{days}} days',
    total: 'All teams',
    chart: 'By hand and by itself at 47 days',
    bar: '{{number}} renewals a year at 47 days, {{byHand}} of them by hand',
    byHand_one: '{{count}} by hand',
    byHand_other: '{{count}} by hand',
    showAll: 'Show all {{total}} teams',
  },
  notAutomated: {
    title: 'Not renewed by itself yet',
    certificate: 'Certificate',
    owner: 'Owner',
    ends: 'Ends',
    reason: 'Why',
    none: 'Every certificate is renewed by itself.',
    count_one: '{{count}} certificate',
    count_other: '{{count}} certificates',
    showAll: 'Show all {{total}}',
  },
  empty: {
    title: 'There is nothing to forecast yet',
    description:
      'The forecast follows from the certificates in use. It appears once devices have been read.',
  },
} as const;

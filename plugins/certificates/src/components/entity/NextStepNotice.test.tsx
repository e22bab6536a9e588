import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { aCertificate } from '../../__fixtures__';
import { rootRouteRef } from '../../routes';
import { nextStep } from './nextStep';
import { NextStepNotice } from './NextStepNotice';

function render(
  certificate: Parameters<typeof aCertificate>[0],
  others: Parameters<typeof aCertificate>[0][] = [],
) {
  const step = nextStep(
    [certificate, ...others].map(overrides => aCertificate(overrides)),
    { now: Date.now() },
  );
  renderInTestApp(<NextStepNotice step={step} />, {
    mountedRoutes: { '/certificates': rootRouteRef },
  });
}

describe('NextStepNotice', () => {
  it.each<[Parameters<typeof aCertificate>[0], string]>([
    [
      { endsInDays: 6.5 },
      'shop.example.com ends in 6 days and nobody has renewed it: renew it now.',
    ],
    [
      { endsInDays: 1.5 },
      'shop.example.com ends in 1 day and nobody has renewed it: renew it now.',
    ],
    [
      { endsInDays: 0.4 },
      'shop.example.com ends in less than a day and nobody has renewed it: renew it now.',
    ],
    [
      { endsInDays: -3.5 },
      'shop.example.com ended 3 days ago and is still in use: replace it now.',
    ],
    [
      { endsInDays: 3.5, findings: ['superseded-in-use'] },
      'shop.example.com ends in 3 days. A newer version is already installed: switch to it now.',
    ],
    [
      { endsInDays: 10.5, lifetimeDays: 47, automated: true },
      'shop.example.com ends in 10 days and its automatic renewal is late: ask the platform team.',
    ],
    [
      { endsInDays: 83.5 },
      'Nothing to do. The next certificate ends in 83 days.',
    ],
    [
      { endsInDays: 30.5, lifetimeDays: 47, automated: true },
      'Nothing to do. The next certificate ends in 30 days and is renewed automatically.',
    ],
    [
      { findings: ['missing-intermediate'] },
      'Some clients cannot verify shop.example.com: install the missing intermediate certificate.',
    ],
  ])('puts %j into words', async (certificate, sentence) => {
    render(certificate);
    expect(await screen.findByText(sentence)).toBeInTheDocument();
  });

  it('leads to the certificate and counts the others', async () => {
    render({ id: 'c1', endsInDays: 2 }, [
      { id: 'c2', endsInDays: 5 },
      { id: 'c3', endsInDays: 20 },
    ]);
    expect(
      await screen.findByRole('link', { name: 'Open the certificate' }),
    ).toHaveAttribute('href', '/certificates/inventory/c1');
    expect(screen.getByText('2 more need attention.')).toBeInTheDocument();
  });

  it.each<[Parameters<typeof aCertificate>[0], boolean]>([
    [{ title: 'c1', endsInDays: 2 }, true],
    [{ title: 'c1', endsInDays: 20 }, true],
    [{ title: 'c1', endsInDays: -2 }, true],
    // Here a renewal is not what helps.
    [{ title: 'c1', endsInDays: 2, findings: ['superseded-in-use'] }, false],
    [{ title: 'c1', findings: ['missing-intermediate'] }, false],
  ])('with %j, offers to renew: %s', async (certificate, offers) => {
    render(certificate);
    await screen.findByRole('link', { name: 'Open the certificate' });
    expect(screen.queryAllByRole('button', { name: 'Renew c1' })).toHaveLength(
      offers ? 1 : 0,
    );
  });

  it('offers no link when there is nothing to do', async () => {
    render({ endsInDays: 200 });
    await screen.findByText(/Nothing to do/);
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });
});

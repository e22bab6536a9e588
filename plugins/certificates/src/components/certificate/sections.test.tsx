import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ReactElement } from 'react';
import { aWildcard, wildcardVersions } from '../../__fixtures__/wildcard';
import { ChainDiagram } from './ChainDiagram';
import { FactsSection } from './FactsSection';
import { FindingsSection } from './FindingsSection';
import { NamesSection } from './NamesSection';
import { OwnershipSection } from './OwnershipSection';
import { VersionTimeline } from './VersionTimeline';

const mockCopy = jest.fn();
jest.mock('react-use/esm/useCopyToClipboard', () => ({
  __esModule: true,
  default: () => [{}, mockCopy],
}));

function render(section: ReactElement) {
  renderInTestApp(section, {
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  });
}

describe('sections of a certificate', () => {
  it('explains each finding once, with every place', async () => {
    render(<FindingsSection findings={aWildcard().findingDetails} />);
    const titles = await screen.findAllByRole('heading', { level: 3 });
    expect(titles.map(title => title.textContent)).toEqual([
      expect.stringMatching(/^Another certificate is served/),
      expect.stringMatching(/^Expires soon/),
      expect.stringMatching(/^Incomplete chain/),
      expect.stringMatching(/^Old version still in use/),
    ]);
    expect(
      screen.getByText(
        'bigip-b.example.com · /Shop/vs_checkout_443 · checkout.shop.example.com',
      ),
    ).toBeInTheDocument();
    expect(
      screen.queryByText('bigip-a.example.com · /Shop/vs_beta_443'),
    ).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '1 more' }));
    expect(
      screen.getByText('bigip-a.example.com · /Shop/vs_beta_443'),
    ).toBeInTheDocument();
  });

  it('says what is missing of the chain', async () => {
    render(<ChainDiagram version={wildcardVersions()[1]} />);
    const [leaf, issuer] = await screen.findAllByRole('listitem');
    expect(leaf).toHaveTextContent(/This certificate.*\*\.shop\.example\.com/);
    expect(issuer).toHaveTextContent(
      /Missing.*Example TLS Issuing CA 2.*neither installed nor served/,
    );
  });

  it('lists the versions with their lives, the current one marked', async () => {
    render(
      <VersionTimeline
        versions={wildcardVersions()}
        currentVersionId={aWildcard().currentVersionId}
        state="critical"
      />,
    );
    const versions = await screen.findAllByRole('listitem');
    expect(versions.map(v => v.textContent)).toEqual([
      expect.stringMatching(/Newer.*installed once, not served/),
      expect.stringMatching(
        /Current.*installed 2 times, served by 13 virtual servers/,
      ),
      expect.stringMatching(/Older.*served by 1 virtual server$/),
      expect.stringMatching(/Older.*not installed, not served/),
    ]);
    expect(versions[1]).toHaveAttribute('aria-current', 'true');
    expect(within(versions[0]).getByRole('img')).toHaveAccessibleName(/ to /);
  });

  it('says who owns it, what it protects, and why we think so', async () => {
    render(<OwnershipSection certificate={aWildcard()} />);
    const items = await screen.findAllByRole('listitem');
    const evidence = items.map(item => item.textContent);
    expect(evidence).toEqual([
      expect.stringMatching(
        /^Annotationvery likelyDecides.*names shop\.example\.com/,
      ),
      expect.stringMatching(/^Host namelikelyA link of/),
      expect.stringMatching(/^Rulea guessRule "partition Shop"/),
      expect.stringMatching(/shop.*very likely/),
      expect.stringMatching(/orders.*likely/),
    ]);
  });

  it('shows the best of many reasons, and all on request', async () => {
    const [evidence] = aWildcard().ownerEvidence;
    const ownerEvidence = Array.from({ length: 22 }, (_, index) => ({
      ...evidence,
      detail: `Reason ${index + 1}`,
    }));
    render(<OwnershipSection certificate={aWildcard({ ownerEvidence })} />);
    expect(await screen.findByText('Reason 4')).toBeInTheDocument();
    expect(screen.queryByText('Reason 5')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show all 22' }));
    expect(screen.getByText('Reason 22')).toBeInTheDocument();
  });

  it('copies the fingerprint', async () => {
    render(<FactsSection certificate={aWildcard()} />);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Copy SHA-256 fingerprint' }),
    );
    expect(mockCopy).toHaveBeenCalledWith(
      expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    );
    expect(
      screen.getAllByRole('status').map(status => status.textContent),
    ).toContain('Copied');
  });

  it('shows a few of many names, and all on request', async () => {
    render(<NamesSection names={aWildcard().names} />);
    expect(await screen.findAllByRole('listitem')).toHaveLength(12);
    await userEvent.click(screen.getByRole('button', { name: 'Show all 16' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(16);
  });
});

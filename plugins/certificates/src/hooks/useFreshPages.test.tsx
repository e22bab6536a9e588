import { signalApiRef } from '@backstage/plugin-signals-react';
import { TestApiProvider } from '@backstage/test-utils';
import {
  SIGNAL_CHANNEL_DEPLOYMENT,
  SIGNAL_CHANNEL_INVENTORY,
} from '@cmt/backstage-plugin-certificates-common';
import { act, renderHook } from '@testing-library/react';
import { ReactNode } from 'react';
import { FakeSignals } from '../__testUtils__/FakeSignals';
import { useFreshPages } from './useFreshPages';

describe('useFreshPages', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function start(
    pages: { items?: unknown[]; isLoading?: boolean } = {},
    signals?: FakeSignals,
  ) {
    const reload = jest.fn();
    renderHook(
      () =>
        useFreshPages({ items: [1, 2], isLoading: false, ...pages, reload }, 2),
      {
        wrapper: ({ children }: { children?: ReactNode }) =>
          signals ? (
            <TestApiProvider apis={[[signalApiRef, signals]]}>
              {children}
            </TestApiProvider>
          ) : (
            <TestApiProvider apis={[]}>{children}</TestApiProvider>
          ),
      },
    );
    return reload;
  }
  const pass = (ms: number) => act(() => jest.advanceTimersByTime(ms));

  it('asks again where there are no signals', () => {
    const reload = start();
    pass(14_000);
    expect(reload).not.toHaveBeenCalled();
    pass(1_000);
    expect(reload).toHaveBeenCalledTimes(1);
    pass(30_000);
    expect(reload).toHaveBeenCalledTimes(3);
  });

  it('asks again in a page that nobody sees once it is seen', () => {
    const visible = jest
      .spyOn(document, 'visibilityState', 'get')
      .mockReturnValue('hidden');
    const reload = start();
    pass(60_000);
    expect(reload).not.toHaveBeenCalled();
    visible.mockRestore();
    pass(15_000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it.each([
    [
      'deployments',
      SIGNAL_CHANNEL_DEPLOYMENT,
      { type: 'deployment-changed', deploymentId: 'd' },
    ],
    [
      'scans',
      SIGNAL_CHANNEL_INVENTORY,
      { type: 'scan-changed', device: 'd', scanId: 's' },
    ],
  ])(
    'follows signals of %s, and seldom asks by itself',
    (_, channel, message) => {
      const signals = new FakeSignals();
      const reload = start({}, signals);
      pass(10_000);
      act(() => signals.send(channel, message));
      pass(1);
      expect(reload).toHaveBeenCalledTimes(1);
      pass(40_000);
      expect(reload).toHaveBeenCalledTimes(1);
      pass(20_000);
      expect(reload).toHaveBeenCalledTimes(2);
    },
  );

  it.each([
    ['that is being read', { isLoading: true }],
    ['of which more pages were asked for', { items: [1, 2, 3] }],
  ])('leaves a list alone %s', (_, pages) => {
    const reload = start(pages);
    pass(60_000);
    expect(reload).not.toHaveBeenCalled();
  });
});

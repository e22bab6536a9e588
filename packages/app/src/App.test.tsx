import { render, screen } from '@testing-library/react';
import { LogoMark } from './modules/nav/LogoMark';
import app from './App';

describe('App', () => {
  const environment = process.env;
  const originalFetch = global.fetch;

  afterEach(() => {
    process.env = environment;
    global.fetch = originalFetch;
  });

  it('asks the guest provider for an identity and says when it has none', async () => {
    process.env = {
      ...environment,
      APP_CONFIG: [
        {
          context: 'test',
          data: {
            app: { title: 'Test', baseUrl: 'http://localhost:3000' },
            backend: { baseUrl: 'http://localhost:7007' },
          },
        },
      ],
    } as unknown as NodeJS.ProcessEnv;
    const requests: string[] = [];
    global.fetch = (async (input: RequestInfo | URL) => {
      requests.push(String(input instanceof Request ? input.url : input));
      return new Response('{}', { status: 503 });
    }) as typeof fetch;

    render(app.createRoot());

    expect(
      await screen.findByText(/You do not appear to be signed in/, undefined, {
        timeout: 30_000,
      }),
    ).toBeInTheDocument();
    expect(requests).toContainEqual(
      expect.stringContaining('/api/auth/guest/refresh'),
    );
  }, 60_000);

  it('hides its mark from screen readers', () => {
    const { container } = render(<LogoMark size={16} />);
    expect(container.querySelector('svg')).toHaveAttribute(
      'aria-hidden',
      'true',
    );
  });
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { FixtureRenewalsApi } from '../../__fixtures__/renewals';
import { renderPage } from '../../__testUtils__/renderPage';
import { namesProblem, parseNames } from './hostNames';
import { RequestPage } from './RequestPage';

const user = userEvent.setup();

function render() {
  const api = new FixtureRenewalsApi({ renewals: [] });
  renderPage(
    <Routes>
      <Route path="/certificates/renewals/request" element={<RequestPage />} />
      <Route path="*" element={null} />
    </Routes>,
    { renewalsApi: api, address: '/certificates/renewals/request' },
  );
  return api;
}

const show = async () =>
  user.click(screen.getByRole('button', { name: 'Show what happens' }));

describe('RequestPage', () => {
  it('shows what happens, then requests the certificate', async () => {
    const api = render();
    const create = jest.spyOn(api, 'createRenewal');
    await user.type(
      await screen.findByRole('textbox', { name: /^Names/ }),
      'New.shop.example.com{enter}www.new.shop.example.com',
    );
    await user.click(await screen.findByRole('button', { name: /Owner/ }));
    await user.click(await screen.findByRole('option', { name: 'checkout' }));
    await user.click(screen.getByRole('button', { name: 'Authority and key' }));
    await user.click(await screen.findByRole('button', { name: /Key$/ }));
    await user.click(await screen.findByRole('option', { name: 'RSA 3072' }));
    await show();
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('RSA 3072')).toBeVisible();
    expect(dialog).toHaveTextContent('new.shop.example.com');
    expect(dialog).toHaveTextContent('Nothing uses it yet');
    await user.click(
      within(dialog).getByRole('button', { name: 'Request it' }),
    );
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        '/certificates/renewals/begun-1',
      ),
    );
    expect(create.mock.calls[0][0]).toEqual({
      kind: 'request',
      names: ['new.shop.example.com', 'www.new.shop.example.com'],
      owner: 'group:default/checkout',
      keys: [{ type: 'rsa', size: 3072 }],
    });
  });

  it('says what is missing before it asks the backend', async () => {
    const api = render();
    const preview = jest.spyOn(api, 'previewRenewal');
    const names = await screen.findByRole('textbox', { name: /^Names/ });
    await show();
    expect(screen.getByText('Say at least one name.')).toBeVisible();
    await user.type(names, 'shop.example.com{enter}shop.example.com');
    await show();
    expect(screen.getByText('shop.example.com is there twice.')).toBeVisible();
    await user.clear(names);
    await user.type(names, 'shop.example.com');
    await show();
    expect(screen.getByText('Say who will own it.')).toBeVisible();
    expect(preview).not.toHaveBeenCalled();
  });
});

describe('names', () => {
  it('reads one on each line, with other separators, in lower case', () => {
    expect(
      parseNames(' A.example.com.\nb.example.com, c.example.com;;'),
    ).toEqual(['a.example.com', 'b.example.com', 'c.example.com']);
  });

  it.each([
    'shop.example.com',
    '*.example.com',
    'xn--bcher-kva.example',
    'localhost',
    '_dmarc.example.com',
  ])('accepts %s', name => {
    expect(namesProblem([name])).toBeUndefined();
  });

  it.each([
    'shop..example.com',
    '-shop.example.com',
    'www.*.example.com',
    '*',
    'https://shop.example.com',
    `${'a'.repeat(64)}.example.com`,
    `${'a.'.repeat(127)}example`,
  ])('refuses %s', name => {
    expect(namesProblem([name])).toEqual({ kind: 'bad', name });
  });
});

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aMaterial } from '../../__fixtures__/deployments';
import { press, renderWizard } from '../../__testUtils__/renderWizard';

const user = userEvent.setup();

const PEM = '-----BEGIN PRIVATE KEY----- chain';

describe('MaterialStep', () => {
  it('tells everything that is wrong with what is brought at once', async () => {
    const api = renderWizard();
    const importMaterial = jest.spyOn(api, 'importMaterial');
    await user.click(
      await screen.findByRole('radio', { name: 'PEM text or files' }),
    );
    await press('Check it');
    expect(
      await screen.findByText('Paste the PEM text, or add files.'),
    ).toBeInTheDocument();

    await user.click(screen.getByLabelText('Certificate, chain and key'));
    await user.paste('expired');
    await press('Check it');
    const problems = await screen.findByRole('list', {
      name: 'What was found',
    });
    expect(
      within(problems)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringContaining('Problem: There is no private key'),
      expect.stringContaining('Problem: The certificate ended'),
      expect.stringContaining('Note: CN=Example TLS Issuing CA 2 is missing'),
    ]);
    expect(
      screen.queryByRole('button', { name: /Keep it sealed/ }),
    ).not.toBeInTheDocument();
    expect(importMaterial.mock.calls.map(([request]) => request)).toEqual([
      { certificateId: 'certificate-1', pem: 'expired', dryRun: true },
    ]);
  });

  it('keeps a PKCS#12 file sealed and forgets its password', async () => {
    const api = renderWizard();
    const importMaterial = jest.spyOn(api, 'importMaterial');
    await user.click(
      await screen.findByRole('radio', { name: /PKCS#12 file/ }),
    );
    await user.upload(
      screen.getByTestId('material-file'),
      new File(['abc'], 'shop.p12'),
    );
    expect(await screen.findByText('shop.p12 (1 kB)')).toBeInTheDocument();
    await user.type(screen.getByLabelText('Password'), 'open sesame');
    await press('Check it');
    expect(
      await screen.findByText('Nothing is wrong with it'),
    ).toBeInTheDocument();
    await press(/Keep it sealed/);
    await screen.findByRole('heading', { name: /Where is it to be deployed/ });
    expect(importMaterial.mock.calls.map(([request]) => request)).toEqual([
      expect.objectContaining({
        pkcs12: 'YWJj',
        password: 'open sesame',
        dryRun: true,
      }),
      {
        certificateId: 'certificate-1',
        pkcs12: 'YWJj',
        password: 'open sesame',
      },
    ]);

    await press('Back');
    expect(
      (await screen.findAllByRole('radio', { checked: true })).map(
        radio => radio.closest('label')?.textContent,
      ),
    ).toEqual(['Already held here', expect.stringContaining('2 names')]);
    await user.click(screen.getByRole('radio', { name: /PKCS#12 file/ }));
    expect(screen.getByLabelText('Password')).toHaveValue('');
    expect(screen.getByText('No file chosen')).toBeInTheDocument();
  });

  it('needs a yes before names get lost', async () => {
    renderWizard({ materials: [aMaterial({ names: ['shop.example.com'] })] });
    await user.click(await screen.findByRole('radio', { name: /1 name/ }));
    expect(
      await screen.findByText('Names that get lost: www.shop.example.com'),
    ).toBeInTheDocument();
    await press('Next');
    expect(
      await screen.findByText(/Say yes to losing these names/),
    ).toBeInTheDocument();
    await user.click(
      screen.getByRole('checkbox', { name: 'Yes, these names may be lost' }),
    );
    await press('Next');
    expect(
      await screen.findByRole('heading', {
        name: /Where is it to be deployed/,
      }),
    ).toBeInTheDocument();
  });

  it('shows what it is before it is kept', async () => {
    const api = renderWizard({ materials: [] });
    const importMaterial = jest.spyOn(api, 'importMaterial');
    await user.click(
      await screen.findByLabelText('Certificate, chain and key'),
    );
    await user.paste(`${PEM} narrow`);
    await press('Check it');
    const facts = await screen.findByText(/CN=shop.example.com,O=Example Ret/);
    expect(facts.closest('dl')).toHaveTextContent(
      /Names.*shop.example.com.*RSA, 2048 bits.*complete.*Issuing CA 2/i,
    );
    expect(
      screen.getByText('Names that get lost: www.shop.example.com'),
    ).toBeInTheDocument();
    expect(importMaterial.mock.calls.map(([{ dryRun }]) => dryRun)).toEqual([
      true,
    ]);
    expect(await api.listMaterials('certificate-1')).toEqual([]);
  });

  it('warns about names that only the backend knows', async () => {
    const api = renderWizard();
    jest.spyOn(api, 'importMaterial').mockResolvedValue({
      material: null,
      facts: null,
      problems: [
        {
          code: 'names-lost',
          severity: 'warning',
          message: 'It lacks a name.',
        },
      ],
    });
    await user.click(
      await screen.findByRole('radio', { name: 'PEM text or files' }),
    );
    await user.click(screen.getByLabelText('Certificate, chain and key'));
    await user.paste(PEM);
    await press('Check it');
    await press(/Keep it sealed/);
    expect(
      await screen.findByText(/Say yes to losing these names/),
    ).toBeInTheDocument();
  });

  it('asks for PEM where nothing is held with a key', async () => {
    renderWizard({ materials: [] });
    expect(
      await screen.findByRole('radio', { name: 'PEM text or files' }),
    ).toBeChecked();
    expect(
      screen.getByLabelText('Certificate, chain and key'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Already held here' }));
    expect(
      await screen.findByText('Nothing is held for this certificate'),
    ).toBeInTheDocument();
    await press('Next');
    expect(await screen.findByText('Choose a version.')).toBeInTheDocument();
  });
});

import { aCertificate } from '../../__fixtures__';
import { CertificatesTranslator } from '../../translation';
import { attentionAction } from './attentionAction';

const t = ((key: string) => key) as unknown as CertificatesTranslator;

describe('attentionAction', () => {
  it.each<[string, Parameters<typeof aCertificate>[0]]>([
    ['renewNow', { endsInDays: -1 }],
    ['renewNow', { endsInDays: 4 }],
    ['renewSoon', { endsInDays: 20 }],
    ['switchNow', { endsInDays: -1, findings: ['superseded-in-use'] }],
    ['switchNow', { endsInDays: 4, findings: ['superseded-in-use'] }],
    ['switchSoon', { endsInDays: 20, findings: ['superseded-in-use'] }],
    [
      'removeUnused',
      { endsInDays: 4, findings: ['superseded-in-use'], usage: 'unused' },
    ],
  ])('says %s', (action, overrides) => {
    expect(attentionAction(t, aCertificate(overrides))).toEqual({
      text: `dashboard.action.${action}`,
      hint: `dashboard.actionHint.${action}`,
    });
  });

  it('says nothing where nothing is wrong', () => {
    expect(attentionAction(t, aCertificate())).toBeUndefined();
  });
});

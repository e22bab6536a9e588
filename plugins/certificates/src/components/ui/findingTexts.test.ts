import { CertificatesTranslator } from '../../translation';
import { findingMessages } from '../../translations/findings';
import { findingText } from './findingTexts';

/** Looks the key up in the English texts. */
const t = ((key: string) =>
  key
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (texts, part) => Reflect.get(Object(texts), part),
      findingMessages,
    )) as unknown as CertificatesTranslator;

describe('findingText', () => {
  it.each(['expired', 'expiring'] as const)(
    'does not ask to order again what is installed already: %s',
    code => {
      expect(findingText(t, code).action).toMatch(/^Order a new version/);
      const { title, action } = findingText(t, code, [
        code,
        'superseded-in-use',
      ]);
      expect(title).toBe(findingMessages[code].title);
      expect(action).toMatch(/^A newer version is installed already/);
    },
  );

  it('says the same of other findings', () => {
    expect(findingText(t, 'weak-key', ['superseded-in-use'])).toEqual(
      findingText(t, 'weak-key'),
    );
  });
});

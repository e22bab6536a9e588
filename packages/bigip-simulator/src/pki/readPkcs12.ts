import forge from 'node-forge';
import { toPem } from './pem';

/** What is inside a PKCS#12 file; PEM. */
export interface Pkcs12Content {
  /** The certificate that belongs to the key. */
  certificate: string;
  /** PKCS#8, not protected. */
  key: string;
}

const { pkcs12, pki, asn1 } = forge;

function der(value: forge.asn1.Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'binary');
}

function keyDer(bag: forge.pkcs12.Bag): Buffer {
  // Keys other than RSA are handed on as they are: PKCS#8 already.
  return bag.key
    ? der(pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(bag.key)))
    : der(bag.asn1);
}

function certificateDer(bag: forge.pkcs12.Bag): Buffer {
  return bag.cert ? der(pki.certificateToAsn1(bag.cert)) : der(bag.asn1);
}

/**
 * Reads the key and its certificate; other certificates are left out.
 *
 * @throws Error when it is no PKCS#12, or the password is wrong
 */
export function readPkcs12(content: Buffer, password: string): Pkcs12Content {
  const parsed = pkcs12.pkcs12FromAsn1(
    asn1.fromDer(content.toString('binary')),
    false,
    password,
  );
  const bags = (type: string) => parsed.getBags({ bagType: type })[type] ?? [];
  const [key] = [
    ...bags(pki.oids.pkcs8ShroudedKeyBag),
    ...bags(pki.oids.keyBag),
  ];
  const certificates = bags(pki.oids.certBag);
  const localKeyId = (bag: forge.pkcs12.Bag) =>
    bag.attributes?.localKeyId?.[0] as unknown;
  const leaf =
    certificates.find(
      bag => key && localKeyId(bag) && localKeyId(bag) === localKeyId(key),
    ) ?? certificates[0];
  if (!key || !leaf) throw new Error('It holds no key with a certificate.');
  return {
    certificate: toPem(certificateDer(leaf)),
    key: toPem(keyDer(key), 'PRIVATE KEY'),
  };
}

import request from 'supertest';
import type { SimulatedDevice } from '../../device/SimulatedDevice';
import { createSampleDevice } from '../../device/testing/sampleDevice';
import {
  CertificateFactory,
  CertificateSpec,
  IssuedCertificate,
  MemoryMaterialCache,
} from '../../pki';

/** An answer of a device, as far as tests look at it. */
export interface RestAnswer {
  status: number;
  // Answers are compared as a whole; their shape is what is tested.
  body: Record<string, any>;
  text: string;
}

const USERS: Record<string, string> = {
  admin: 'admin secret',
  auditor: 'auditor secret',
  guest: 'guest secret',
  resources: 'resources secret',
};

/** Talks to a device in process, with Basic credentials. */
export class RestClient {
  constructor(
    readonly device: SimulatedDevice,
    private readonly user: keyof typeof USERS = 'admin',
  ) {}

  static async of(
    options: Parameters<typeof createSampleDevice>[0] = {},
  ): Promise<RestClient> {
    return new RestClient(await createSampleDevice(options));
  }

  as(user: keyof typeof USERS): RestClient {
    return new RestClient(this.device, user);
  }

  /** @param path - below `/mgmt` */
  async call(
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    body?: object,
    transaction?: string,
  ): Promise<RestAnswer> {
    let call = request(this.device.app)
      [method](`/mgmt${path}`)
      .auth(String(this.user), USERS[this.user]);
    if (transaction !== undefined)
      call = call.set('X-F5-REST-Coordination-Id', transaction);
    const { status, body: answer, text } = await call.send(body);
    return { status, body: answer, text };
  }

  get(path: string) {
    return this.call('get', path);
  }
  post(path: string, body: object, transaction?: string) {
    return this.call('post', path, body, transaction);
  }
  put(path: string, body: object, transaction?: string) {
    return this.call('put', path, body, transaction);
  }
  patch(path: string, body: object, transaction?: string) {
    return this.call('patch', path, body, transaction);
  }
  delete(path: string, transaction?: string) {
    return this.call('delete', path, undefined, transaction);
  }

  /** Uploads a whole file in one chunk. */
  async upload(name: string, content: string | Buffer): Promise<RestAnswer> {
    const bytes = Buffer.from(content);
    return this.chunk(name, bytes, `0-${bytes.length - 1}/${bytes.length}`);
  }

  async chunk(
    name: string,
    bytes: Buffer,
    range: string | undefined,
  ): Promise<RestAnswer> {
    let call = request(this.device.app)
      .post(`/mgmt/shared/file-transfer/uploads/${name}`)
      .auth(String(this.user), USERS[this.user])
      .set('Content-Type', 'application/octet-stream');
    if (range !== undefined) call = call.set('Content-Range', range);
    const { status, body, text } = await call.send(bytes);
    return { status, body, text };
  }

  /** Uploads and creates `/Common/<name>.crt` and `.key`. */
  async install(name: string, certificate: IssuedCertificate): Promise<void> {
    await this.upload(`${name}.crt`, certificate.pem);
    await this.upload(`${name}.key`, certificate.keyPem);
    for (const [kind, extension] of [
      ['ssl-cert', 'crt'],
      ['ssl-key', 'key'],
    ]) {
      const { status, text } = await this.post(`/tm/sys/file/${kind}`, {
        name: `${name}.${extension}`,
        partition: 'Common',
        sourcePath: `file:/var/config/rest/downloads/${name}.${extension}`,
      });
      if (status !== 200) throw new Error(text);
    }
  }
}

const factory = new CertificateFactory({
  seed: 7,
  cache: new MemoryMaterialCache(),
});

/** A self-signed certificate with a key of its own. */
export function issue(
  name: string,
  options: Partial<CertificateSpec> = {},
): Promise<IssuedCertificate> {
  return factory.issue({
    id: `${name} ${JSON.stringify(options)}`,
    subject: [['CN', name]],
    names: [name],
    keyKind: 'rsa-2048',
    notBefore: new Date('2026-01-02T03:04:05Z'),
    notAfter: new Date('2036-01-02T03:04:05Z'),
    serialNumber: '1001',
    digest: 'sha256',
    isCa: false,
    extendedKeyUsage: ['serverAuth'],
    ...options,
  });
}

export function protectKey(
  certificate: IssuedCertificate,
  passphrase: string,
): Promise<string> {
  return factory.protectKey(certificate, passphrase);
}

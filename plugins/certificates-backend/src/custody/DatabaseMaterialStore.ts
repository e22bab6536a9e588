import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  ImportMaterialRequest,
  ImportMaterialResult,
  Material,
  MaterialFacts,
  MaterialProblem,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  readMaterial,
  ReadMaterial,
} from '@cmt/backstage-plugin-certificates-node';
import { BigIntColumn, fromJson, toIso, toJson, toNumber } from '../database';
import { isPublicRoot } from './publicRoots';
import { compareWithCurrent, CurrentVersion } from './compareWithCurrent';
import { CustodyError, KeySealer, parseSealed } from './KeySealer';
import { MaterialStore, OpenedMaterial } from './MaterialStore';

/** Certificates of a chain that are looked for; real ones have two or three. */
const LONGEST_CHAIN = 5;

type MaterialRow = {
  id: string;
  fingerprint: string;
  certificate_id: string | null;
  certificate: string;
  facts: string;
  sealed_key: string | null;
  sealed_with: string | null;
  created_by: string;
  created_at: BigIntColumn;
};

/** {@link MaterialStore} in the plugin's database. */
export class DatabaseMaterialStore implements MaterialStore {
  readonly #knex: Knex;
  readonly #sealer: KeySealer;
  readonly #clock: () => number;

  constructor(options: { knex: Knex; sealer: KeySealer; clock: () => number }) {
    this.#knex = options.knex;
    this.#sealer = options.sealer;
    this.#clock = options.clock;
  }

  async import(
    request: ImportMaterialRequest,
    by: string,
  ): Promise<ImportMaterialResult> {
    const { material, problems: found } = await this.#read(request);
    const problems: MaterialProblem[] = [
      ...found,
      ...(material && request.certificateId !== undefined
        ? await this.#compare(material, request.certificateId)
        : []),
    ];
    if (material?.key && !this.#sealer.current) {
      problems.push({
        code: 'no-custody',
        severity: 'error',
        message:
          'Private keys cannot be kept: this portal has no key to seal them with. Its operators configure certificates.custody.keys.',
      });
    }
    const facts = material && toFacts(material);
    const key = material?.key;
    if (
      !material ||
      !key ||
      request.dryRun ||
      problems.some(({ severity }) => severity === 'error')
    ) {
      return { material: null, facts, problems };
    }
    return {
      material: await this.#keep(
        material,
        key.pem,
        request.certificateId ?? null,
        by,
      ),
      facts,
      problems,
    };
  }

  async list(certificateId: string): Promise<Material[]> {
    const rows = await this.#rows()
      .where('certificate_id', certificateId)
      .orderBy('created_at', 'desc')
      .orderBy('id');
    return rows.map(toMaterial);
  }

  async get(id: string): Promise<Material | undefined> {
    const row = await this.#rows().where('id', id).first();
    return row && toMaterial(row);
  }

  async readPublic(id: string): Promise<CertificateMaterial | undefined> {
    const row = await this.#rows().where('id', id).first();
    return row && fromJson<CertificateMaterial>(row.certificate);
  }

  async findByFingerprint(fingerprint: string): Promise<Material | undefined> {
    const row = await this.#rows()
      .where('fingerprint', fingerprint)
      .whereNotNull('sealed_key')
      .orderBy('created_at', 'desc')
      .first();
    return row && toMaterial(row);
  }

  async open(id: string): Promise<OpenedMaterial> {
    const row = await this.#rows().where('id', id).first();
    if (!row) {
      throw new NotFoundError(`There is no material ${id}`);
    }
    if (row.sealed_key === null) {
      throw new CustodyError(
        'The private key of this version is not kept here.',
      );
    }
    return {
      material: fromJson<CertificateMaterial>(row.certificate),
      key: { pem: this.#sealer.open(parseSealed(row.sealed_key), row.id) },
    };
  }

  async rotate(): Promise<{ rewrapped: number }> {
    const { current } = this.#sealer;
    if (!current) {
      return { rewrapped: 0 };
    }
    const rows = await this.#rows()
      .whereNotNull('sealed_key')
      .whereNot('sealed_with', current)
      .select('id', 'sealed_key');
    let rewrapped = 0;
    for (const { id, sealed_key: sealed } of rows) {
      if (sealed === null) continue;
      // Only what is still as it was read: another replica may be at it, too.
      rewrapped += await this.#rows()
        .where({ id, sealed_key: sealed })
        .update({
          sealed_key: toJson(this.#sealer.rewrap(parseSealed(sealed), id)),
          sealed_with: current,
        });
    }
    return { rewrapped };
  }

  #rows() {
    return this.#knex<MaterialRow>('materials');
  }

  async #keep(
    material: ReadMaterial,
    key: string,
    certificateId: string | null,
    by: string,
  ): Promise<Material> {
    const same = await this.#rows()
      .where('fingerprint', material.certificate.fingerprint)
      .where('certificate_id', certificateId)
      .whereNotNull('sealed_key')
      .where('certificate', toJson(material.certificate))
      .first();
    if (same) {
      return toMaterial(same);
    }
    const id = randomUUID();
    const sealed = this.#sealer.seal(key, id);
    const row: MaterialRow = {
      id,
      fingerprint: material.certificate.fingerprint,
      certificate_id: certificateId,
      certificate: toJson(material.certificate),
      facts: toJson(toFacts(material)),
      sealed_key: toJson(sealed),
      sealed_with: sealed.kek,
      created_by: by,
      created_at: this.#clock(),
    };
    await this.#rows().insert(row);
    return toMaterial(row);
  }

  async #compare(
    material: ReadMaterial,
    certificateId: string,
  ): Promise<MaterialProblem[]> {
    const row = await this.#knex('certificates as c')
      .leftJoin('versions as v', 'v.id', 'c.current_version_id')
      .where('c.id', certificateId)
      .first<
        | {
            id: string | null;
            certificate_names: string;
            names: string | null;
            not_after: BigIntColumn | null;
          }
        | undefined
      >('v.id', 'c.names as certificate_names', 'v.names', 'v.not_after');
    if (!row) {
      throw new InputError(`There is no certificate ${certificateId}`);
    }
    const current: CurrentVersion = {
      fingerprint: row.id,
      names: fromJson<string[]>(row.names ?? row.certificate_names),
      notAfter: toNumber(row.not_after),
    };
    return compareWithCurrent(
      {
        fingerprint: material.certificate.fingerprint,
        names: material.facts.names,
        notAfter: material.facts.notAfter,
      },
      current,
    );
  }

  /** Reads it, and once more with issuers that are known when some are missing. */
  async #read(request: ImportMaterialRequest) {
    const input = {
      pem: request.pem,
      pkcs12:
        request.pkcs12 === undefined
          ? undefined
          : Buffer.from(request.pkcs12, 'base64'),
      password: request.password,
    };
    const options = { now: this.#clock(), isRootSubject: isPublicRoot };
    const first = readMaterial(input, options);
    if (first.material?.chainStatus !== 'incomplete') {
      return first;
    }
    const { facts, chainFacts } = first.material;
    const pool = await this.#issuersOf(chainFacts.at(-1) ?? facts);
    return pool.length > 0 ? readMaterial(input, { ...options, pool }) : first;
  }

  /** Certificates of the issuer and of its issuers, as handshakes showed them. */
  async #issuersOf(certificate: { issuer: string }): Promise<Uint8Array[]> {
    const pool: Uint8Array[] = [];
    let subject = certificate.issuer;
    for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
      const rows = await this.#knex('encoded_certificates')
        .where({ subject, is_root: 0 })
        .where('not_after', '>', this.#clock())
        .select<{ der: Uint8Array; issuer: string }[]>('der', 'issuer');
      if (rows.length === 0) {
        break;
      }
      pool.push(...rows.map(({ der }) => der));
      subject = rows[0].issuer;
    }
    return pool;
  }
}

function toFacts({
  facts,
  chainFacts,
  chainStatus,
}: ReadMaterial): MaterialFacts {
  return {
    fingerprint: facts.fingerprint,
    subject: facts.subject,
    issuer: facts.issuer,
    serialNumber: facts.serialNumber,
    names: facts.names,
    notBefore: new Date(facts.notBefore).toISOString(),
    notAfter: new Date(facts.notAfter).toISOString(),
    keyType: facts.keyType,
    keySize: facts.keySize,
    curve: facts.curve,
    chainStatus,
    chain: chainFacts.map(link => ({
      fingerprint: link.fingerprint,
      subject: link.subject,
      notAfter: new Date(link.notAfter).toISOString(),
    })),
  };
}

function toMaterial(row: MaterialRow): Material {
  return {
    ...fromJson<MaterialFacts>(row.facts),
    id: row.id,
    certificateId: row.certificate_id,
    hasKey: row.sealed_key !== null,
    createdBy: row.created_by,
    createdAt: toIso(row.created_at) ?? '',
  };
}

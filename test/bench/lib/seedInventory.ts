import { Knex } from 'knex';

/** How much is seeded. */
export const SEED = {
  devices: 1_000,
  certificates: 100_000,
  /** The first certificates are wildcards that are installed on every device. */
  wildcards: 202,
  /** Devices of every other certificate. */
  places: 8,
  owners: 400,
  issuers: 25,
  components: 5_000,
} as const;

const DAY_MS = 24 * 60 * 60 * 1000;
const NEVER = Number.MAX_SAFE_INTEGER;

/** Names of what was seeded, by number of the certificate. */
export const seeded = {
  id: `md5('certificate-' || n)`,
  name: (n: number) => `app-${n}.team-${n % SEED.owners}.example.com`,
  owner: (n: number) => `group:default/team-${n % SEED.owners}`,
  component: (n: number) => `component:default/service-${n % SEED.components}`,
  device: (n: number) => `lb-${String(n % SEED.devices).padStart(4, '0')}`,
  path: (n: number) => `/Common/app-${n}.crt`,
  virtualServer: (n: number) => `/Common/vs-app-${n}`,
};

const VERSION = `encode(sha256(('version-' || n)::bytea), 'hex')`;
const NAME = `'app-' || n || '.team-' || n % ${SEED.owners} || '.example.com'`;
const USED = 'n % 10 < 8';
const ISSUER = `'Issuing CA ' || n % ${SEED.issuers}`;
const DEVICE = `'lb-' || lpad(((n * 13 + k * 101) % ${SEED.devices})::text, 4, '0')`;
const PLACES = `generate_series(1, ${SEED.certificates}) n
  cross join lateral generate_series(
    0, case when n <= ${SEED.wildcards} then ${SEED.devices} else ${SEED.places} end - 1
  ) k`;
const SHAPE = `json_build_array(usage, key_type, owner_missing,
  environments::json, finding_codes::json)::text`;
const CERTIFICATES = `generate_series(1, ${SEED.certificates}) n`;

/**
 * Fills the tables with an estate of the size that the suite is designed for,
 * as scans would leave them: a hundredth of the certificates is expired, a
 * tenth urgent, a fifth unused; ends are spread over 400 days.
 */
export async function seedInventory(knex: Knex, now: number): Promise<void> {
  const expires = `${now} + ((n::bigint * 7919) % 40000 - 400) * ${
    DAY_MS / 100
  }`;
  const codes = `array_remove(array[
    case when not (${USED}) then 'unused' end,
    case when n % 50 = 0 then 'weak-key' end,
    case when n % 500 = 0 and ${USED} then 'not-served' end,
    case when n % 10 = 9 then 'facts-incomplete' end], null)`;

  const statements = [
    `insert into devices (name, entity_name, cluster_id, descriptor, environment,
       warnings, certificate_count, installation_count, profile_count,
       virtual_server_count, last_scan_at, last_success_at, stale_at,
       consecutive_failures)
     select name, name, 'cluster-' || i / 2,
       json_build_object('name', name, 'kind', 'f5-bigip', 'host', name || '.example.net',
         'port', 443, 'site', null, 'environment', environment, 'tags', '[]'::json,
         'ownerRef', null, 'tlsVerification', 'custom-ca')::text,
       environment, '[]', 1000, 1000, 800, 800, ${now}, ${now}, ${
      now + DAY_MS
    }, 0
     from (select i, 'lb-' || lpad(i::text, 4, '0') as name,
       (array['prod', 'stage', 'test', 'dev'])[i % 4 + 1] as environment
       from generate_series(0, ${SEED.devices - 1}) i) d`,
    `insert into installations (device, full_path, version_id, certificate_id,
       metadata_id, checksum, is_bundle, first_seen_at)
     select ${DEVICE}, '/Common/app-' || n || '.crt', ${VERSION}, ${seeded.id},
       'm-' || ${VERSION}, 'SHA1:1400:' || md5('file-' || n), 0, ${now}
     from ${PLACES}`,
    `insert into bindings (device, certificate_path, side, profile, role, entry, key_path)
     select ${DEVICE}, '/Common/app-' || n || '.crt', 'client', '/Common/app-' || n,
       'certificate', 'default', '/Common/app-' || n || '.key'
     from ${PLACES} where ${USED}`,
    `insert into profiles (device, side, full_path, parent, server_name, sni_default)
     select ${DEVICE}, 'client', '/Common/app-' || n, '/Common/clientssl', ${NAME}, 0
     from ${PLACES} where ${USED}`,
    `insert into virtual_servers (device, full_path, address, port, enabled)
     select ${DEVICE}, '/Common/vs-app-' || n, '192.0.2.1', 443, 1
     from ${PLACES} where ${USED}`,
    `insert into virtual_server_profiles (device, side, profile, virtual_server)
     select ${DEVICE}, 'client', '/Common/app-' || n, '/Common/vs-app-' || n
     from ${PLACES} where ${USED}`,
    `insert into served_certificates (device, virtual_server, server_name, key_type,
       result, fingerprint, chain, chain_status, public_root, profiles, matched)
     select ${DEVICE}, '/Common/vs-app-' || n, ${NAME}, '', 'served', ${VERSION},
       '["' || ${VERSION} || '"]', 'complete', 0, '["/Common/app-' || n || '"]', 1
     from ${PLACES} where ${USED}`,
    `insert into versions (id, facts_source, subject, issuer, issuer_label,
       serial_number, not_before, not_after, names, key_type, key_size,
       self_signed, is_ca, extended_key_usage, first_seen_at)
     select ${VERSION}, 'der', 'CN=' || ${NAME}, 'CN=' || ${ISSUER}, ${ISSUER},
       md5('serial-' || n), ${expires} - ${398 * DAY_MS}, ${expires},
       '["' || ${NAME} || '"]', 'rsa', 2048, 0, 0, '["serverAuth"]', ${now}
     from ${CERTIFICATES}`,
    `insert into certificates (id, entity_name, scope, category, listing, title,
       names, expires_at, warning_at, critical_at, not_before, automated,
       issuer_label, key_type, key_size, usage, owner_ref, owner_kind,
       owner_confidence, owner_missing, system_ref, devices, environments,
       installation_count, virtual_server_count, finding_codes,
       shape, current_version_id, first_seen_at)
     select ${seeded.id}, 'app-' || n || '-' || left(${seeded.id}, 8), '',
       'certificate', 1, ${NAME}, '["' || ${NAME} || '"]', ${expires},
       ${expires} - ${66 * DAY_MS}, ${expires} - ${20 * DAY_MS},
       ${expires} - ${398 * DAY_MS}, 0, ${ISSUER},
       case when n % 3 = 0 then 'ec' else 'rsa' end,
       case when n % 50 = 0 then 1024 else 2048 end,
       case when ${USED} then 'in-use' else 'unused' end,
       case when n % 20 = 0 then '' else 'group:default/team-' || n % ${
         SEED.owners
       } end,
       case when n % 20 = 0 then null else 'host-name' end,
       case when n % 20 = 0 then null else 'medium' end,
       case when n % 20 = 0 then 1 else 0 end,
       'system:default/system-' || n % 300, d.devices, d.environments, d.count,
       case when ${USED} then d.count else 0 end,
       to_json(${codes})::text, '', ${VERSION}, ${now}
     from ${CERTIFICATES} join (
       select certificate_id, count(*) as count,
         json_agg(device order by device)::text as devices,
         json_agg(distinct environment)::text as environments
       from installations join devices on name = device group by 1
     ) d on d.certificate_id = ${seeded.id}`,
    `insert into certificate_versions (certificate_id, version_id, first_seen_at,
       installation_count, served_count, chain_status, chain)
     select ${seeded.id}, ${VERSION}, ${now}, ${SEED.places}, ${SEED.places}, 'complete', '[]'
     from ${CERTIFICATES}`,
    `insert into certificate_search (certificate_id, listing, content)
     select ${seeded.id}, 1, lower(concat_ws(E'\\n', '/Common/app-' || n || '.crt',
       '/Common/vs-app-' || n, ${VERSION}, ${NAME}, 'www.' || ${NAME},
       'CN=' || ${NAME}, 'CN=' || ${ISSUER}, md5('serial-' || n)))
     from ${CERTIFICATES}`,
    `insert into certificate_devices (certificate_id, device)
     select distinct certificate_id, device from installations`,
    `insert into certificate_findings (certificate_id, code, device, object,
       server_name, facts, since)
     select ${seeded.id}, unnest(${codes}), '', '', '', '{}', ${now}
     from ${CERTIFICATES}`,
    `insert into certificate_entities (certificate_id, relation, entity_ref)
     select ${seeded.id}, 'protects', 'component:default/service-' || n % ${SEED.components} from ${CERTIFICATES}
     union all
     select ${seeded.id}, 'system', 'system:default/system-' || n % 300
     from ${CERTIFICATES}`,
    'update devices d set certificate_count = (select count(*) from certificate_devices c where c.device = d.name)',
    `update certificates set shape = left(md5(${SHAPE}), 16)`,
    `insert into certificate_shapes (id, usage, key_type, owner_missing,
       environments, finding_codes)
     select distinct shape, usage, key_type, owner_missing, environments, finding_codes
     from certificates`,
    // Some certificates end on no known day.
    `update certificates set expires_at = ${NEVER}, warning_at = ${NEVER},
       critical_at = ${NEVER} where id like 'fff%'`,
    'vacuum full certificates',
    'vacuum analyze',
  ];
  for (const statement of statements) {
    await knex.raw(statement);
  }
}

/** Id of a seeded certificate. */
export async function seededId(knex: Knex, n: number): Promise<string> {
  const row = await knex('certificates')
    .where('title', seeded.name(n))
    .first<{ id: string }>('id');
  return row.id;
}

// Times are milliseconds since the epoch in UTC. Natural keys hold '' where a
// part is absent, because NULL is not equal to itself in a unique key.

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('inventory_writer', table => {
    table.comment(
      'One row: its lock orders all changes of the inventory, so that sequence numbers are committed in order',
    );
    table.integer('id').primary();
    table
      .bigInteger('feed_sequence')
      .notNullable()
      .comment('Last sequence number of the catalog feed');
    table
      .bigInteger('revision')
      .notNullable()
      .comment('Rises with every change of the inventory');
  });
  await knex('inventory_writer').insert({
    id: 1,
    feed_sequence: 0,
    revision: 0,
  });

  await knex.schema.createTable('clusters', table => {
    table.comment('Groups of devices that hold the same configuration');
    table.string('id').primary();
    table.text('name').notNullable().comment('As the devices call it');
    table.text('entity_name').notNullable().unique();
  });

  await knex.schema.createTable('devices', table => {
    table.comment('Management endpoints and how reading them went');
    table.string('name').primary();
    table.string('entity_name').notNullable().unique();
    table.string('cluster_id').nullable().index();
    table.text('descriptor').notNullable().comment('JSON: as configured');
    table
      .text('environment')
      .nullable()
      .comment('That the stored inventory was computed with');
    table.text('facts').nullable().comment('JSON');
    table.text('high_availability').nullable().comment('JSON');
    table.text('warnings').notNullable().comment('JSON: list of sentences');
    table
      .integer('certificate_count')
      .notNullable()
      .comment('Rows of certificate_devices');
    table.integer('installation_count').notNullable();
    table.integer('profile_count').notNullable();
    table.integer('virtual_server_count').notNullable();
    table.bigInteger('last_scan_at').nullable();
    table.bigInteger('last_success_at').nullable();
    table.bigInteger('next_scan_at').nullable();
    table.bigInteger('stale_at').nullable();
    table.bigInteger('paused_until').nullable();
    table.integer('consecutive_failures').notNullable();
    table.text('problem').nullable().comment('JSON: why the last scan failed');
    table.bigInteger('retired_at').nullable();
    table
      .bigInteger('closed_at')
      .nullable()
      .comment('When the inventory of a retired device became history');
  });

  await knex.schema.createTable('scans', table => {
    table.comment('Scans that wait, run or ran');
    table.string('id').primary();
    table.string('device').notNullable();
    table.string('trigger').notNullable();
    table.text('requested_by').nullable();
    table.string('status').notNullable();
    table.bigInteger('queued_at').notNullable();
    table.bigInteger('started_at').nullable();
    table.bigInteger('finished_at').nullable();
    table.string('worker').nullable();
    table.bigInteger('lease_until').nullable();
    table.text('progress').nullable().comment('JSON');
    table.text('problem').nullable().comment('JSON');
    table.integer('calls').nullable();
    table.integer('handshakes').nullable();
    table.text('changes').nullable().comment('JSON');
    table.index(['device', 'queued_at'], 'scans_device_idx');
    table.index(['status', 'queued_at'], 'scans_status_idx');
  });
  await knex.raw(
    `create unique index scans_active_uniq on scans (device) where status in ('queued', 'running')`,
  );

  await knex.schema.createTable('encoded_certificates', table => {
    table.comment('Certificates that were seen in handshakes, leaves and CAs');
    table.string('fingerprint', 64).primary();
    table.binary('der').notNullable();
    table.text('subject').notNullable();
    table.text('issuer').notNullable();
    table.bigInteger('not_after').notNullable();
    table.integer('is_root').notNullable().comment('1: self-signed');
  });

  await knex.schema.createTable('versions', table => {
    table.comment('X.509 certificates, immutable');
    table
      .string('id', 66)
      .primary()
      .comment('SHA-256 fingerprint, or m- and a digest of metadata');
    table.string('facts_source').notNullable();
    table.text('subject').nullable();
    table.text('issuer').nullable();
    table.text('issuer_label').nullable();
    table.text('serial_number').nullable();
    table.bigInteger('not_before').nullable();
    table.bigInteger('not_after').nullable();
    table.text('names').notNullable().comment('JSON: normalised and sorted');
    table.string('key_type').notNullable();
    table.integer('key_size').nullable();
    table.text('curve').nullable();
    table.text('signature_algorithm').nullable();
    table.integer('self_signed').nullable();
    table.integer('is_ca').nullable();
    table.text('extended_key_usage').notNullable().comment('JSON');
    table.bigInteger('first_seen_at').notNullable();
  });

  await knex.schema.createTable('version_aliases', table => {
    table.comment('Metadata digests whose certificate became known');
    table.string('metadata_id', 66).primary();
    table.string('version_id', 66).notNullable().index();
  });

  await knex.schema.createTable('certificates', table => {
    table.comment('Logical certificates with everything that lists show');
    table.string('id', 32).primary();
    table.string('entity_name').notNullable().unique();
    table
      .text('scope')
      .notNullable()
      .comment('Empty, environment:NAME or device:NAME');
    table.string('category').notNullable();
    table
      .integer('listing')
      .notNullable()
      .comment('0 hidden, 1 current, 2 gone');
    table.text('title').notNullable();
    table.text('names').notNullable().comment('JSON');
    table
      .bigInteger('expires_at')
      .notNullable()
      .comment('2^53-1 where it is not known; likewise the next two');
    table.bigInteger('warning_at').notNullable();
    table.bigInteger('critical_at').notNullable();
    table.bigInteger('not_before').nullable();
    table.integer('automated').notNullable();
    table.text('issuer_label').notNullable();
    table.string('key_type').notNullable();
    table.integer('key_size').nullable();
    table.string('usage').notNullable();
    table.text('owner_ref').notNullable().comment('Empty where there is none');
    table.string('owner_kind').nullable();
    table.string('owner_confidence').nullable();
    table
      .integer('owner_missing')
      .notNullable()
      .comment('1: needs an owner and nobody was found');
    table.text('system_ref').nullable();
    table.text('devices').notNullable().comment('JSON');
    table.text('environments').notNullable().comment('JSON');
    table.integer('installation_count').notNullable();
    table.integer('virtual_server_count').notNullable();
    table.text('finding_codes').notNullable().comment('JSON');
    table
      .string('shape', 16)
      .notNullable()
      .comment('Row of certificate_shapes, to count by');
    table.string('current_version_id', 66).nullable();
    table.bigInteger('first_seen_at').notNullable();
    table.bigInteger('gone_at').nullable();
  });
  // Every list is one range of one of these; the id makes the order total.
  for (const column of [
    'expires_at',
    'title',
    'owner_ref',
    'issuer_label',
    'virtual_server_count',
  ]) {
    await knex.schema.alterTable('certificates', table => {
      table.index(['listing', column, 'id'], `certificates_${column}_idx`);
    });
  }
  // Answers what is urgent, of which there is little, without the table.
  await knex.schema.alterTable('certificates', table => {
    table.index(
      [
        'listing',
        'warning_at',
        'critical_at',
        'expires_at',
        'id',
        'owner_ref',
        'issuer_label',
      ],
      'certificates_urgency_idx',
    );
  });

  // Answers how many there are of each state and shape without the table.
  await knex.schema.alterTable('certificates', table => {
    table.index(
      [
        'listing',
        'shape',
        'warning_at',
        'critical_at',
        'expires_at',
        'not_before',
      ],
      'certificates_shape_idx',
    );
  });

  await knex.schema.createTable('certificate_shapes', table => {
    table.comment(
      'Combinations of what has few values, so that counting by all of it is counting by one column',
    );
    table.string('id', 16).primary().comment('Digest of the content');
    table.string('usage').notNullable();
    table.string('key_type').notNullable();
    table.integer('owner_missing').notNullable();
    table.text('environments').notNullable().comment('JSON');
    table.text('finding_codes').notNullable().comment('JSON');
  });

  await knex.schema.createTable('certificate_versions', table => {
    table.comment('Versions of a certificate, with what lists of them show');
    table.string('certificate_id', 32).notNullable();
    table.string('version_id', 66).notNullable();
    table.bigInteger('first_seen_at').notNullable();
    table.integer('installation_count').notNullable();
    table.integer('served_count').notNullable();
    table.string('chain_status').notNullable();
    table
      .text('chain')
      .notNullable()
      .comment('JSON: fingerprints as served, leaf excluded');
    table.primary(['certificate_id', 'version_id']);
    table.index(['version_id'], 'certificate_versions_version_idx');
  });

  await knex.schema.createTable('certificate_search', table => {
    table.comment('Lower-case text that free-text search looks through');
    table.string('certificate_id', 32).primary();
    table
      .integer('listing')
      .notNullable()
      .comment('As in certificates, to count matches without them');
    table.text('content').notNullable();
  });

  await knex.schema.createTable('certificate_devices', table => {
    table.comment('Devices of the certificates that lists show');
    table.string('certificate_id', 32).notNullable();
    table.string('device').notNullable();
    table.primary(['certificate_id', 'device']);
    table.index(['device', 'certificate_id'], 'certificate_devices_device_idx');
  });

  await knex.schema.createTable('certificate_findings', table => {
    table.comment('Broken rules that do not depend on the clock');
    table.string('certificate_id', 32).notNullable();
    table.string('code').notNullable();
    table.text('device').notNullable();
    table.text('object').notNullable();
    table.text('server_name').notNullable();
    table.text('facts').notNullable().comment('JSON');
    table.bigInteger('since').notNullable();
    table.primary([
      'certificate_id',
      'code',
      'device',
      'object',
      'server_name',
    ]);
  });

  await knex.schema.createTable('certificate_ownership', table => {
    table.comment('Who owns a certificate and what says so');
    table.string('certificate_id', 32).primary();
    table.text('assignment').notNullable().comment('JSON');
  });

  await knex.schema.createTable('certificate_entities', table => {
    table.comment('Catalog entities that a certificate belongs to');
    table.string('certificate_id', 32).notNullable();
    table.string('relation').notNullable().comment('protects, system, domain');
    table.text('entity_ref').notNullable();
    table.primary(['certificate_id', 'relation', 'entity_ref']);
    table.index(
      ['entity_ref', 'certificate_id'],
      'certificate_entities_entity_idx',
    );
  });

  await knex.schema.createTable('installations', table => {
    table.comment('Versions on devices as file objects, now and in the past');
    table.bigIncrements('id');
    table.string('device').notNullable();
    table.text('full_path').notNullable();
    table.string('version_id', 66).notNullable();
    table.string('certificate_id', 32).notNullable();
    table
      .string('metadata_id', 66)
      .notNullable()
      .comment("Digest of the device's metadata");
    table.text('checksum').nullable();
    table.integer('is_bundle').notNullable();
    table.text('issuer_certificate').nullable().comment('Full path');
    table.text('managed_by').nullable().comment('JSON');
    table.text('created_at').nullable().comment('ISO 8601, from the device');
    table.text('updated_at').nullable().comment('ISO 8601, from the device');
    table.bigInteger('first_seen_at').notNullable();
    table.bigInteger('removed_at').nullable();
    table.index(['certificate_id', 'id'], 'installations_certificate_idx');
    table.index(['version_id'], 'installations_version_idx');
  });
  await knex.raw(
    `create unique index installations_current_uniq on installations (device, full_path) where removed_at is null`,
  );
  // Only versions that are known by their fingerprint answer for a checksum.
  await knex.raw(
    `create index installations_checksum_idx on installations (checksum, version_id) where checksum is not null`,
  );

  await knex.schema.createTable('private_keys', table => {
    table.comment('Metadata of keys on devices, never their material');
    table.string('device').notNullable();
    table.text('full_path').notNullable();
    table.string('key_type').notNullable();
    table.integer('key_size').nullable();
    table.text('curve').nullable();
    table.string('security_type').notNullable();
    table.primary(['device', 'full_path']);
  });

  await knex.schema.createTable('profiles', table => {
    table.comment('SSL profiles, with inherited values resolved');
    table.string('device').notNullable();
    table.string('side').notNullable();
    table.text('full_path').notNullable();
    table.text('parent').nullable();
    table.text('server_name').nullable();
    table.integer('sni_default').notNullable();
    table.primary(['device', 'side', 'full_path']);
  });

  await knex.schema.createTable('bindings', table => {
    table.comment('What SSL profiles use certificates for');
    table.string('device').notNullable();
    table.text('certificate_path').notNullable();
    table.string('side').notNullable();
    table.text('profile').notNullable();
    table.string('role').notNullable().comment('certificate, chain, ca');
    table
      .text('entry')
      .notNullable()
      .comment('certKeyChain entry; the field for the role ca');
    table.text('key_path').nullable();
    table.text('inherited_from').nullable();
    table.primary([
      'device',
      'certificate_path',
      'side',
      'profile',
      'role',
      'entry',
    ]);
  });

  await knex.schema.createTable('virtual_servers', table => {
    table.comment('Virtual servers of devices');
    table.string('device').notNullable();
    table.text('full_path').notNullable();
    table.text('address').nullable();
    table.integer('port').nullable();
    table.integer('route_domain').nullable();
    table.integer('enabled').notNullable();
    table.text('description').nullable();
    table.primary(['device', 'full_path']);
  });

  await knex.schema.createTable('virtual_server_profiles', table => {
    table.comment('SSL profiles of virtual servers');
    table.string('device').notNullable();
    table.string('side').notNullable();
    table.text('profile').notNullable();
    table.text('virtual_server').notNullable();
    table.primary(['device', 'side', 'profile', 'virtual_server']);
  });

  await knex.schema.createTable('certificate_references', table => {
    table.comment('Objects other than SSL profiles that name a certificate');
    table.string('device').notNullable();
    table.text('certificate_path').notNullable();
    table.text('kind').notNullable();
    table.text('object').notNullable();
    table.text('field').notNullable();
    table.primary(['device', 'certificate_path', 'kind', 'object', 'field']);
  });

  await knex.schema.createTable('served_certificates', table => {
    table.comment('What virtual servers answered in the last handshakes');
    table.string('device').notNullable();
    table.text('virtual_server').notNullable();
    table.text('server_name').notNullable();
    table.string('key_type').notNullable();
    table.string('result').notNullable();
    table.string('fingerprint', 64).nullable();
    table.text('chain').notNullable().comment('JSON: fingerprints, leaf first');
    table.string('chain_status').notNullable();
    table.integer('public_root').notNullable();
    table
      .text('profiles')
      .notNullable()
      .comment('JSON: client-side profiles that answer for the server name');
    table
      .integer('matched')
      .nullable()
      .comment('1: one of these profiles holds what was served');
    table.text('detail').nullable();
    table.primary(['device', 'virtual_server', 'server_name', 'key_type']);
    table.index(['fingerprint'], 'served_certificates_fingerprint_idx');
  });

  await knex.schema.createTable('catalog_feed', table => {
    table.comment('One row per catalog entity, as the catalog shows it');
    table.string('kind').notNullable();
    table.string('id').notNullable();
    table.bigInteger('sequence').notNullable().unique();
    table.integer('deleted').notNullable();
    table.string('digest').notNullable();
    table.text('content').notNullable().comment('JSON');
    table.primary(['kind', 'id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'catalog_feed',
    'served_certificates',
    'certificate_references',
    'virtual_server_profiles',
    'virtual_servers',
    'bindings',
    'profiles',
    'private_keys',
    'installations',
    'certificate_entities',
    'certificate_ownership',
    'certificate_findings',
    'certificate_devices',
    'certificate_search',
    'certificate_versions',
    'certificate_shapes',
    'certificates',
    'version_aliases',
    'versions',
    'encoded_certificates',
    'scans',
    'devices',
    'clusters',
    'inventory_writer',
  ]) {
    await knex.schema.dropTable(table);
  }
};

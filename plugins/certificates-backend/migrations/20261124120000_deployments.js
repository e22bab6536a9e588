// Times are milliseconds since the epoch in UTC; JSON is kept as text. The rows
// say what was done and what comes next; job queues only say who works next.

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('deployments', table => {
    table.comment('Versions that are put, or were put, on targets');
    table.string('id').primary();
    table.string('certificate_id', 32).notNullable();
    table.text('certificate_title').notNullable();
    table.string('material_id').notNullable();
    table.text('material').notNullable().comment('JSON: its public part');
    table.string('state').notNullable();
    table.text('request').notNullable().comment('JSON: as it was asked for');
    table.text('rollout').notNullable().comment('JSON: with defaults');
    table.integer('wave').notNullable().comment('The wave that is under way');
    table.integer('pause_requested').notNullable();
    table.integer('cancel_requested').notNullable();
    table
      .integer('rolled_back_by_hand')
      .notNullable()
      .comment('1: somebody asked to put everything back');
    table.string('plan_hash', 64).nullable();
    table.text('consents').notNullable().comment('JSON: that need a yes');
    table.text('consents_given').notNullable().comment('JSON: codes');
    table.text('affected').notNullable().comment('JSON: owners and entities');
    table.integer('binding_count').notNullable();
    table.integer('virtual_server_count').notNullable();
    table.text('reason').nullable();
    table.integer('dry_run').notNullable();
    table.text('created_by').notNullable();
    table.text('started_by').nullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('started_at').nullable();
    table.bigInteger('finished_at').nullable();
    table.text('problem').nullable().comment('JSON');
    table.index(['created_at', 'id'], 'deployments_created_idx');
    table.index(
      ['certificate_id', 'created_at'],
      'deployments_certificate_idx',
    );
    table.index(['state', 'created_at'], 'deployments_state_idx');
  });

  await knex.schema.createTable('deployment_targets', table => {
    table.comment('What a deployment does to one unit');
    table.string('id').primary();
    table.string('deployment_id').notNullable();
    table.text('unit').notNullable();
    table.text('devices').notNullable().comment('JSON: sorted names');
    table.text('environment').nullable();
    table.string('target').nullable().comment('Id of the implementation');
    table.integer('wave').notNullable();
    table.string('state').notNullable();
    table.string('direction').notNullable().comment('forward, backward');
    table
      .integer('activated')
      .notNullable()
      .comment('1: activation was begun, bindings may have changed');
    table.text('waits_for').nullable();
    table.bigInteger('waits_until').nullable();
    table
      .text('request')
      .nullable()
      .comment('JSON: what was asked of the target, without the material');
    table
      .text('plan')
      .nullable()
      .comment('JSON: write-ahead record of all that is changed');
    table.text('proofs').notNullable().comment('JSON: last verification');
    table.text('left_alone').notNullable().comment('JSON: sentences');
    table.text('problem').nullable().comment('JSON');
    table.index(['deployment_id', 'wave', 'unit'], 'deployment_targets_idx');
    table.index(['state'], 'deployment_targets_state_idx');
  });

  await knex.schema.createTable('deployment_steps', table => {
    table.comment(
      'Steps on a unit: written before they begin and when they end',
    );
    table.string('target_id').notNullable();
    table.string('name').notNullable();
    table.string('state').notNullable();
    table.integer('attempts').notNullable().comment('How often it was begun');
    table.integer('failures').notNullable().comment('How often it failed');
    table.text('summary').nullable();
    table.text('problem').nullable().comment('JSON');
    table.bigInteger('started_at').nullable();
    table.bigInteger('finished_at').nullable();
    table.primary(['target_id', 'name']);
  });

  await knex.schema.createTable('deployment_events', table => {
    table.comment('The story of a deployment');
    table.bigIncrements('id');
    table.string('deployment_id').notNullable();
    table.bigInteger('at').notNullable();
    table.text('by').nullable().comment('Entity ref of a person');
    table.text('unit').nullable();
    table.text('message').notNullable();
    table.index(['deployment_id', 'id'], 'deployment_events_idx');
  });

  await knex.schema.createTable('change_leases', table => {
    table.comment(
      'Who may change a device: a change keeps it until it has ended, whichever replica works on it',
    );
    table.string('resource').primary().comment('device:NAME, plan:DEPLOYMENT');
    table.string('holder').notNullable().comment('The change');
    table
      .string('worker')
      .nullable()
      .comment('The process that works on it until lease_until');
    table.string('token').nullable().comment('Of the claim, for fencing');
    table.bigInteger('lease_until').notNullable();
    table.index(['holder'], 'change_leases_holder_idx');
  });

  await knex.schema.createTable('idempotency_keys', table => {
    table.comment('Answers to requests that may be sent again');
    table.string('caller').notNullable();
    table.string('key').notNullable();
    table.string('operation').notNullable();
    table.string('body_hash', 64).notNullable();
    table.integer('status').nullable().comment('NULL while it is under way');
    table.text('answer').nullable().comment('JSON');
    table.bigInteger('created_at').notNullable();
    table.primary(['caller', 'key']);
    table.index(['created_at'], 'idempotency_keys_created_idx');
  });

  await knex.schema.createTable('clean_ups', table => {
    table.comment('File objects that somebody wants gone');
    table.string('id').primary().comment('Of the installation');
    table.text('unit').notNullable();
    table.text('devices').notNullable().comment('JSON: of the unit');
    table.text('environment').nullable();
    table.string('device').notNullable();
    table.text('full_path').notNullable();
    table.text('key_path').nullable();
    table.string('certificate_id', 32).notNullable();
    table.text('certificate_title').notNullable();
    table.string('fingerprint', 64).nullable();
    table.bigInteger('not_after').nullable();
    table.text('owner_ref').nullable();
    table.text('reason').notNullable();
    table
      .string('state')
      .notNullable()
      .comment('quarantined, deleted, refused');
    table.text('requested_by').notNullable();
    table.bigInteger('requested_at').notNullable();
    table.bigInteger('delete_after').nullable();
    table.text('problem').nullable();
    table.index(['state', 'delete_after'], 'clean_ups_state_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'clean_ups',
    'idempotency_keys',
    'change_leases',
    'deployment_events',
    'deployment_steps',
    'deployment_targets',
    'deployments',
  ]) {
    await knex.schema.dropTable(table);
  }
};

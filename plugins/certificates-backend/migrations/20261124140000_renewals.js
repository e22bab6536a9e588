// Times are milliseconds since the epoch in UTC; JSON is kept as text. The rows
// say what was done and what comes next; job queues only say who works next.

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('deployments', table => {
    table
      .bigInteger('override_at')
      .nullable()
      .comment('From when on windows and freezes do not hold it back');
  });

  await knex.schema.createTable('authority_records', table => {
    table.comment('What certificate authorities remember, each for itself');
    table.string('authority').notNullable();
    table.string('key').notNullable();
    table.text('value').notNullable().comment('JSON of a seal where sealed');
    table
      .string('sealed_with')
      .nullable()
      .index()
      .comment('Id of the key-encryption key; NULL where it is no secret');
    table.primary(['authority', 'key']);
  });

  await knex.schema.createTable('authority_states', table => {
    table.comment('How certificate authorities are doing');
    table.string('authority').primary();
    table.text('health').nullable().comment('JSON');
    table.bigInteger('checked_at').nullable();
    table
      .bigInteger('blocked_until')
      .nullable()
      .comment('The account may place no order before');
    table.bigInteger('last_issued_at').nullable();
    table.text('last_problem').nullable().comment('JSON');
  });

  await knex.schema.createTable('authority_orders', table => {
    table.comment('Orders that count against the rate limits of accounts');
    table.string('id').primary().comment('Of the order, over all attempts');
    table.string('authority').notNullable();
    table.bigInteger('placed_at').notNullable();
    table.index(['authority', 'placed_at'], 'authority_orders_placed_idx');
  });

  await knex.schema.createTable('policies', table => {
    table.comment('Policies that people made, and a copy of the declared ones');
    table.string('id').primary();
    table.string('source').notNullable().comment('config, ui, default');
    table.text('policy').notNullable().comment('JSON');
  });

  await knex.schema.createTable('policy_changes', table => {
    table.comment('History of policies');
    table.bigIncrements('id');
    table.string('policy_id').notNullable();
    table.bigInteger('at').notNullable();
    table.text('by').nullable().comment('Entity ref of a person');
    table.string('change').notNullable().comment('created, changed, deleted');
    table.text('before').nullable().comment('JSON');
    table.text('after').nullable().comment('JSON');
    table.index(['policy_id', 'id'], 'policy_changes_policy_idx');
  });

  await knex.schema.createTable('renewals', table => {
    table.comment('Certificates that are, or were, issued and put in place');
    table.string('id').primary();
    table.string('kind').notNullable();
    table.string('certificate_id', 32).nullable();
    table.text('certificate_title').notNullable();
    table
      .string('slot')
      .notNullable()
      .comment('Of one certificate and kind of key one may be open');
    table.text('owner_ref').nullable();
    table.string('state').notNullable();
    table.string('step').notNullable();
    table.string('waits_for').nullable();
    table.text('waits_text').nullable();
    table.bigInteger('waits_until').nullable().comment('For people');
    table
      .bigInteger('next_at')
      .notNullable()
      .comment('When somebody should work on it; 2^53-1 for not by itself');
    table.string('policy_id').nullable();
    table.text('policy').nullable().comment('JSON: as it was when it began');
    table.string('authority_id').nullable();
    table.string('campaign_id').nullable();
    table.bigInteger('not_before').nullable();
    table.bigInteger('expires_at').nullable().comment('Of what it replaces');
    table.string('replaces', 66).nullable().comment('Id of that version');
    table.string('deployment_id').nullable();
    table.text('reason').nullable();
    table.text('created_by').nullable().comment('NULL for a policy');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at').nullable();
    table.text('problem').nullable().comment('JSON');
    table.text('names').notNullable().comment('JSON');
    table.text('names_lost').notNullable().comment('JSON');
    table.text('names_added').notNullable().comment('JSON');
    table.integer('names_confirmed').notNullable();
    table.text('key_spec').notNullable().comment('JSON');
    table.integer('reuse_key').notNullable();
    table.string('custody').notNullable();
    table.text('authorities').notNullable().comment('JSON: ids, as tried');
    table.integer('lifetime_days').nullable();
    table.text('new_bindings').nullable().comment('JSON');
    table.text('csr_pem').nullable();
    table
      .text('sealed_key')
      .nullable()
      .comment('JSON: until the material holds it');
    table.string('sealed_with').nullable().index();
    table.integer('order_attempt').notNullable();
    table.text('order_book').nullable().comment('JSON: notebook of the CA');
    table.text('order_reference').nullable();
    table.integer('wants_upload').notNullable();
    table.text('issued_chain').nullable().comment('JSON: PEM, leaf first');
    table.string('material_id').nullable();
    table.string('fingerprint', 64).nullable();
    table.bigInteger('not_after').nullable().comment('Of what was issued');
    table.integer('failures').notNullable().comment('Since it last advanced');
    table.bigInteger('progress_at').notNullable();
    table.bigInteger('stuck_at').nullable();
    table.bigInteger('reminded_at').nullable();
    table.index(['created_at', 'id'], 'renewals_created_idx');
    table.index(['certificate_id', 'created_at'], 'renewals_certificate_idx');
    table.index(['state', 'next_at'], 'renewals_due_idx');
    table.index(['campaign_id', 'state'], 'renewals_campaign_idx');
  });
  await knex.raw(
    `create unique index renewals_open_uniq on renewals (slot) where state in ('waiting', 'running')`,
  );

  await knex.schema.createTable('renewal_steps', table => {
    table.comment(
      'Steps of renewals: written before they begin and at their end',
    );
    table.string('renewal_id').notNullable();
    table.string('name').notNullable();
    table.string('state').notNullable();
    table.integer('attempts').notNullable();
    table.text('summary').nullable();
    table.text('problem').nullable().comment('JSON');
    table.bigInteger('started_at').nullable();
    table.bigInteger('finished_at').nullable();
    table.primary(['renewal_id', 'name']);
  });

  await knex.schema.createTable('renewal_events', table => {
    table.comment('The story of a renewal');
    table.bigIncrements('id');
    table.string('renewal_id').notNullable();
    table.bigInteger('at').notNullable();
    table.text('by').nullable().comment('Entity ref of a person');
    table.text('message').notNullable();
    table.index(['renewal_id', 'id'], 'renewal_events_idx');
  });

  await knex.schema.createTable('renewal_approvals', table => {
    table.comment('Who has to agree to a renewal, and what they said');
    table.string('renewal_id').primary();
    table.string('tier').notNullable().comment('none, owner, platform');
    table.text('reasons').notNullable().comment('JSON');
    table.text('approvers').notNullable().comment('JSON: entity refs');
    table.text('requested_by').nullable();
    table.bigInteger('notice_until').nullable();
    table.bigInteger('asked_at').nullable();
    table.bigInteger('reminded_at').nullable();
    table.bigInteger('escalated_at').nullable();
    table.bigInteger('decides_at').nullable();
    table.integer('approved').nullable();
    table.text('decided_by').nullable().comment('NULL for the policy');
    table.text('comment').nullable();
    table.bigInteger('decided_at').nullable();
  });

  await knex.schema.createTable('renewal_schedule', table => {
    table.comment('When certificates are due by their policies');
    table.string('certificate_id', 32).primary();
    table
      .string('facts_hash', 64)
      .notNullable()
      .comment('Of what the row was computed from');
    table.bigInteger('expires_at').notNullable();
    table.string('policy_id').nullable();
    table.string('mode').nullable();
    table.string('authority_id').nullable();
    table.bigInteger('renew_at').notNullable().comment('2^53-1 for never');
    table.text('because').nullable();
    table.integer('automated').notNullable();
    table.text('obstacle').nullable().comment('Why it needs people');
    table
      .bigInteger('hold_until')
      .notNullable()
      .comment('Loop guard: not begun by itself before');
    table.bigInteger('info_start').nullable().comment('RFC 9773');
    table.bigInteger('info_end').nullable();
    table.text('info_url').nullable();
    table.string('info_version', 66).nullable();
    table.bigInteger('info_ask_at').notNullable();
    table.index(['renew_at', 'hold_until'], 'renewal_schedule_due_idx');
    table.index(['info_ask_at'], 'renewal_schedule_info_idx');
  });

  await knex.schema.createTable('campaigns', table => {
    table.comment('Replacements of everything that a selection fits');
    table.string('id').primary();
    table.text('title').notNullable();
    table.text('reason').nullable();
    table.text('selection').notNullable().comment('JSON');
    table.string('authority').nullable();
    table.integer('parallel').notNullable();
    table.bigInteger('deadline').nullable();
    table.string('state').notNullable();
    table.text('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at').nullable();
  });

  await knex.schema.createTable('campaign_items', table => {
    table.comment('Certificates of a campaign');
    table.string('campaign_id').notNullable();
    table.string('certificate_id', 32).notNullable();
    table.text('owner_ref').nullable();
    table
      .string('state')
      .notNullable()
      .comment('waiting, running, succeeded, failed');
    table.string('renewal_id').nullable();
    table.text('problem').nullable();
    table.primary(['campaign_id', 'certificate_id']);
    table.index(['campaign_id', 'state'], 'campaign_items_state_idx');
  });

  await knex.schema.createTable('revocations', table => {
    table.comment('Versions whose revocation was asked for');
    table.string('version_id', 66).primary();
    table.string('certificate_id', 32).notNullable();
    table.string('authority').notNullable();
    table.string('reason').notNullable();
    table.text('comment').nullable();
    table.text('by').notNullable();
    table.bigInteger('revoked_at').notNullable();
  });

  await knex.schema.createTable('told', table => {
    table.comment('What people were told, so that nobody hears it twice');
    table.string('key').primary().comment('Digest of rule, object and reader');
    table.bigInteger('told_at').notNullable();
    table.index(['told_at'], 'told_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'told',
    'revocations',
    'campaign_items',
    'campaigns',
    'renewal_schedule',
    'renewal_approvals',
    'renewal_events',
    'renewal_steps',
    'renewals',
    'policy_changes',
    'policies',
    'authority_orders',
    'authority_states',
    'authority_records',
  ]) {
    await knex.schema.dropTable(table);
  }
  await knex.schema.alterTable('deployments', table => {
    table.dropColumn('override_at');
  });
};

// Times are milliseconds since the epoch in UTC.

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('materials', table => {
    table.comment('Certificates with their keys, ready to be deployed');
    table.string('id', 36).primary();
    table.string('fingerprint', 64).notNullable().index();
    table
      .string('certificate_id', 32)
      .nullable()
      .index()
      .comment('The certificate that it continues');
    table
      .text('certificate')
      .notNullable()
      .comment('JSON: leaf and chain as PEM, what identifies them');
    table.text('facts').notNullable().comment('JSON: what people see');
    table
      .text('sealed_key')
      .nullable()
      .comment('JSON: the private key, encrypted under a wrapped data key');
    table
      .string('sealed_with')
      .nullable()
      .index()
      .comment('Id of the key-encryption key');
    table.text('created_by').notNullable();
    table.bigInteger('created_at').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('materials');
};

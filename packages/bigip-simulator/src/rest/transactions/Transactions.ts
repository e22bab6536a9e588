import type { DeviceConfiguration } from '../../configuration';
import { McpdError, RestError } from '../errors';
import type { AnswerContext, Attributes } from '../model/Resource';
import type { VersionProfile } from '../version/VersionProfile';
import type { ConfigurationWriter } from '../write/ConfigurationWriter';
import { commandUri, PlannedWrite, TmCommand } from '../write/TmWrites';

/** Idle life of a transaction, in seconds, by version. */
const TIMEOUT_SECONDS = { current: 120, before12: 30 };
/** Longest execution that a transaction announces, in seconds. */
const EXECUTION_TIMEOUT_SECONDS = 300;

export interface QueuedCommand {
  commandId: number;
  evalOrder: number;
  command: TmCommand;
  planned: PlannedWrite;
}

export interface Transaction {
  id: string;
  state: 'STARTED' | 'COMPLETED' | 'FAILED';
  failureReason: string;
  validateOnly: boolean;
  commands: QueuedCommand[];
  lastCommandId: number;
  /** Milliseconds since the epoch. */
  lastUsed: number;
}

/**
 * Transactions of one device: commands that are kept until they are committed
 * together. One that nobody touches for its time-out is gone without a word.
 */
export class Transactions {
  readonly #transactions = new Map<string, Transaction>();
  #lastId = 0;

  constructor(
    private readonly options: {
      configuration: DeviceConfiguration;
      version: VersionProfile;
      writer: ConfigurationWriter;
    },
  ) {}

  get timeoutSeconds(): number {
    return this.options.version.atLeast('12.0')
      ? TIMEOUT_SECONDS.current
      : TIMEOUT_SECONDS.before12;
  }

  get executionTimeoutSeconds(): number {
    return EXECUTION_TIMEOUT_SECONDS;
  }

  open(): Transaction {
    const now = this.options.configuration.now().getTime();
    // Identifiers are times: seconds in old versions, microseconds since.
    const unit = this.options.version.atLeast('12.0') ? now * 1000 : now / 1000;
    this.#lastId = Math.max(Math.floor(unit), this.#lastId + 1);
    const transaction: Transaction = {
      id: String(this.#lastId),
      state: 'STARTED',
      failureReason: '',
      validateOnly: false,
      commands: [],
      lastCommandId: 0,
      lastUsed: now,
    };
    this.#transactions.set(transaction.id, transaction);
    return transaction;
  }

  list(): Transaction[] {
    this.#forgetIdle();
    return [...this.#transactions.values()];
  }

  /** @throws McpdError 404 also when its time is over */
  get(id: string): Transaction {
    this.#forgetIdle();
    const transaction = this.#transactions.get(id);
    if (!transaction)
      throw new McpdError(404, `Transaction ${id} was not found.`);
    transaction.lastUsed = this.options.configuration.now().getTime();
    return transaction;
  }

  discard(id: string): void {
    this.get(id);
    this.#transactions.delete(id);
  }

  /** All of them, as a reboot does. */
  clear(): void {
    this.#transactions.clear();
  }

  add(id: string, command: TmCommand, planned: PlannedWrite): QueuedCommand {
    const transaction = this.#started(id);
    transaction.lastCommandId += 1;
    const queued: QueuedCommand = {
      commandId: transaction.lastCommandId,
      evalOrder: transaction.commands.length + 1,
      command,
      planned,
    };
    transaction.commands.push(queued);
    return queued;
  }

  /** Puts a command at another place in the order, counted from one. */
  reorder(id: string, commandId: number, evalOrder: number): QueuedCommand {
    const transaction = this.#started(id);
    const queued = this.command(id, commandId);
    const others = transaction.commands.filter(c => c !== queued);
    const at = Math.min(Math.max(evalOrder, 1), others.length + 1) - 1;
    others.splice(at, 0, queued);
    others.forEach((command, index) => {
      command.evalOrder = index + 1;
    });
    transaction.commands = others;
    return queued;
  }

  removeCommand(id: string, commandId: number): void {
    const transaction = this.#started(id);
    const queued = this.command(id, commandId);
    transaction.commands = transaction.commands.filter(c => c !== queued);
    transaction.commands.forEach((command, index) => {
      command.evalOrder = index + 1;
    });
  }

  /** @throws McpdError 404 */
  command(id: string, commandId: number): QueuedCommand {
    const queued = this.get(id).commands.find(c => c.commandId === commandId);
    if (!queued)
      throw new McpdError(
        404,
        `Command ${commandId} of transaction ${id} was not found.`,
      );
    return queued;
  }

  /**
   * Applies all commands to a copy, in their order, and takes it over as a
   * whole. With `validateOnly` nothing is taken over and the commands stay.
   *
   * @throws McpdError 404 when there is nothing to commit, 400 when a command
   *   or the whole is refused; the error does not name the command
   */
  async commit(
    id: string,
    options: { context: AnswerContext; validateOnly: boolean },
  ): Promise<Transaction> {
    const transaction = this.#started(id);
    const { context, validateOnly } = options;
    const { writer } = this.options;
    writer.assertIdle();
    const { commands } = transaction;
    if (commands.length === 0)
      throw new McpdError(
        404,
        'there is no command to commit in the transaction.',
      );
    transaction.validateOnly = validateOnly;
    try {
      const prepared: unknown[] = [];
      for (const { planned } of commands)
        prepared.push(await planned.prepare(context));
      writer.write(
        scope =>
          commands.forEach(({ planned }, index) =>
            planned.apply({ ...context, ...scope, prepared: prepared[index] }),
          ),
        { validateOnly },
      );
    } catch (error) {
      if (!(error instanceof RestError) || error.status === 503) throw error;
      transaction.state = 'FAILED';
      transaction.failureReason = error.message;
      throw new McpdError(400, `transaction failed:${error.message}`, 2);
    }
    if (!validateOnly) transaction.state = 'COMPLETED';
    return transaction;
  }

  /** Form of a queued command in answers. */
  commandAnswer(
    id: string,
    { command, commandId, evalOrder }: QueuedCommand,
    { links }: AnswerContext,
  ): Attributes {
    return {
      method: command.method,
      uri: commandUri(command.segments),
      ...(command.body !== undefined &&
        command.method !== 'DELETE' && { body: command.body }),
      evalOrder,
      commandId,
      kind: 'tm:transaction:commandsstate',
      selfLink: links.to(`transaction/${id}/commands/${commandId}`),
    };
  }

  #started(id: string): Transaction {
    const transaction = this.get(id);
    if (transaction.state !== 'STARTED')
      throw new McpdError(
        400,
        `Transaction ${id} is in the state ${transaction.state}: it takes no more commands.`,
      );
    return transaction;
  }

  #forgetIdle(): void {
    const oldest =
      this.options.configuration.now().getTime() - this.timeoutSeconds * 1000;
    for (const [id, { lastUsed }] of this.#transactions)
      if (lastUsed < oldest) this.#transactions.delete(id);
  }
}

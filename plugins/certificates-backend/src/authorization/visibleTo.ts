import { ReadOptions } from '../inventory/types';
import { CallerOptions } from '../service/types';

/**
 * What a caller may see. Everything, for everybody whom Backstage let in:
 * permissions are not defined yet. They attach here, and every read goes through
 * here.
 */
export async function visibleTo(_caller: CallerOptions): Promise<ReadOptions> {
  return {};
}

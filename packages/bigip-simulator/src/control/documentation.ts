/** What `GET /control` says of itself. */
export const OPERATIONS: Record<string, string> = {
  'GET /control': 'this text, and the state of the device',
  'GET /control/faults': 'faults that wait or are at work',
  'POST /control/faults':
    'adds a fault: {kind, method?, path?: regular expression on path with query, after?: calls to leave alone, times?: calls to disturb, phase?: "before" | "after" the effect, delayMs?, status?, downMs?}; answers with its id',
  'DELETE /control/faults': 'removes all faults',
  'DELETE /control/faults/ID': 'removes one fault',
  'POST /control/failover':
    'moves the traffic away from this unit, or to it when it has none',
  'POST /control/reboot':
    'power-cycles the device: {downMs?}; unsaved configuration, tokens and transactions are lost, uploads stay',
  'POST /control/expire-tokens': 'ends all tokens',
  'GET /control/files': 'uploads that nobody has removed: name and size',
  'GET /control/calls':
    'the latest management calls: time, method, path, status, user; and counts',
  'DELETE /control/calls': 'forgets the calls',
};

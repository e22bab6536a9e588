import { MaterialProblem } from '@cmt/backstage-plugin-certificates-common';

/** Collects all that is wrong, so that people hear everything at once. */
export class Problems {
  readonly list: MaterialProblem[] = [];

  error(code: string, message: string): void {
    this.list.push({ code, severity: 'error', message });
  }

  warning(code: string, message: string): void {
    this.list.push({ code, severity: 'warning', message });
  }
}

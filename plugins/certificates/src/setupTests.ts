import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Rendering a whole page takes seconds on a busy machine.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(240_000);

// jsdom lays nothing out, so nothing ever changes its size.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

/** Lists that load more while one scrolls watch their end; jsdom shows nothing. */
class NothingToSee implements IntersectionObserver {
  readonly root = null;
  readonly rootMargin = '';
  readonly scrollMargin = '';
  readonly thresholds = [];
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}
window.IntersectionObserver ??= NothingToSee;

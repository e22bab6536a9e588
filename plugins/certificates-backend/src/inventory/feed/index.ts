export * from './feedItems';
export * from './writeFeed';

export * from './RenewalEngine';

import { ReactNode } from 'react';
import classes from './devices.module.css';

/** Names with values, one under the other. */
export function Facts(props: {
  facts: readonly { name: string; value: ReactNode }[];
}) {
  return (
    <dl className={classes.facts}>
      {props.facts.map(({ name, value }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

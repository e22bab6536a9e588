import { ReactNode } from 'react';
import classes from './devices.module.css';

/** Names with values, one under the other. */
export function Facts(props: {
  facts: readonly {
    name: string;
    value: ReactNode;
    /** Takes the whole width. */
    isWide?: boolean;
  }[];
}) {
  return (
    <dl className={classes.facts}>
      {props.facts.map(({ name, value, isWide }) => (
        <div key={name} className={classes.fact} data-wide={isWide}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

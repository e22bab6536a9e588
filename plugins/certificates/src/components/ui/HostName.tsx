import { Fragment } from 'react';

/** A dotted name that wraps after its dots instead of in the middle of a word. */
export function HostName(props: { name: string }) {
  return (
    <>
      {props.name.split(/(?<=\.)/).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}

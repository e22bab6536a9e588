/** The mark of the demo portal: a globe's meridian with a tick in it. */
export const LogoMark = (props: { size: number }) => (
  <svg
    width={props.size}
    height={props.size}
    viewBox="0 0 32 32"
    fill="none"
    aria-hidden="true"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <circle cx="16" cy="16" r="13" stroke="#5fd0c5" strokeWidth="2.4" />
    <path
      d="M16 3c-8.4 8-8.4 18 0 26c8.4-8 8.4-18 0-26z"
      stroke="#5fd0c5"
      strokeWidth="2.4"
    />
    <path d="M10.5 16.5l4 4l7.5-8.5" stroke="#fff" strokeWidth="3" />
  </svg>
);

/** Two jacks and their cable. */
export function Logo({ size = 24, className }: { size?: number; className?: string }) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M7 6.5H13.5A4 4 0 0 1 17.5 10.5V17"
        fill="none"
        stroke="var(--signal-solid)"
        strokeWidth="2.8"
        strokeLinecap="round"
      />
      {[6.5, 17.5].map((at) => (
        <g key={at}>
          <circle cx={at} cy={at} r="4.3" fill="var(--surface)" stroke="var(--ink)" strokeWidth="2.4" />
          <circle cx={at} cy={at} r="1.5" fill="var(--signal-solid)" />
        </g>
      ))}
    </svg>
  )
}

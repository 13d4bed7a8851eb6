// Who and what `portico demo` and the sandbox bring along: crates/api/src/demo/demo.toml, crates/sandbox/src/demo.rs.

export const MARIA = { name: 'Maria Rossi', email: 'maria@globex.example' };
export const TOM = { name: 'Tom Becker', email: 'tom@globex.example' };
export const PRIYA = { name: 'Priya Nair', email: 'priya@initech.example' };

export const ANA = { name: 'Ana Lima', email: 'ana@acme.example', slack: 'U0ANA' };
export const BEN = { name: 'Ben Okafor', email: 'ben@acme.example', slack: 'U0BEN' };
export const CHLOE = { name: 'Chloe Martin', email: 'chloe@acme.example', slack: 'U0CHLOE' };

export const TRIAGE = { id: 'C0TRIAGE', name: 'support-triage' };
export const GLOBEX_CHANNEL = { id: 'C0GLOBEX', name: 'ext-globex' };

// Package regex compiles and matches the regular expressions of the configuration.
//
//	expression ──> regexp (linear time) ──────────────────────────────> match, where the caller is
//	                 └─ lookaround, references back ──> regexp2 ──> match, with a limit: on a worker while the caller
//	                                                                waits, else where the caller is, for less time
//
// Invariants:
//   - Only an expression that the linear engine cannot have goes to the other one, which may need time without bound;
//     Limited tells, so that who compiles can warn.
//   - A match of that engine ends at its limit as no match and is counted. Neither a panic nor an endless match of it gets out.
//   - Both engines read UTF-8, a byte that is none as one unknown character, and answer in offsets of bytes.
package regex

// Package sample is the gateway's expression language: typed values taken out of traffic (fetches), refined
// (converters), compared (ACLs, conditions) and written (log-format).
//
//	path,lower            -> Expr   -> Value
//	acl api path_beg /v1  -> ACL    -> Cond.Eval   -> Pass | Fail | Miss
//	"%ci:%cp %[path]"     -> Format -> Append(dst)
//
// Text is compiled once, against an Env that knows the place of use; everything that can be wrong is an error
// then. Evaluation takes a Ctx and allocates nothing in steady state: temporaries live in the arena of the
// Ctx and are given back by whoever asked for the value (Ctx.Mark, Ctx.Release).
//
// Invariants:
//   - The registries (Fetch, Converter, LogVar) are filled by init functions and never written afterwards.
//   - A Value never owns memory: its bytes belong to the message it was taken from, to a constant, or to the
//     arena. They are read-only, and must be copied before the task parks or the arena is released.
//   - A compiled Expr, Cond or Format is immutable and may be used by all loops at once; a Ctx belongs to one task.
package sample

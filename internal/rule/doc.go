// Package rule holds the actions of the gateway's rulesets (`http-request deny if ...`) and evaluates them.
//
//	http-request <action> <arguments> [if|unless <condition>]
//	   Spec.Parse -> Action            sample.ParseCond -> Cond
//	               \__________ Rule __________/
//	   Ruleset = rules of the defaults section, then the proxy's own; the first final verdict ends it
//
// An action is one declaration: name, where it is allowed, usage, and its parser, beside its behaviour. The
// package knows no stream: an action finds the traffic in Ctx.Owner, and may park on its task.
//
// Invariants:
//   - The registry is filled by init functions and never written afterwards.
//   - Rules are immutable and shared by all loops; evaluation allocates nothing.
//   - The arena of the Ctx is released after each rule, so what an action keeps it must copy.
package rule

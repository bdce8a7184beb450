// Package conf turns configuration text into typed settings.
//
// It knows the language (words, quotes, environment, conditional blocks,
// sections, inheritance from defaults) and none of the directives. A directive
// declares itself beside the code it steers, once:
//
//	var maxconn = conf.Scalar(conf.Spec{
//		Name:  "maxconn",
//		In:    conf.Defaults | conf.Frontend,
//		Usage: "maxconn <conns>",
//		Help:  "Limits the connections a frontend accepts at a time.",
//	}, conf.Int(0, math.MaxInt32))
//
//	limit := maxconn.Or(section.Bag, 2000)
//
// The flow:
//
//	sources ──> lines ──> words ──> .if blocks ──> sections ──> registry ──> bags
//	 files       caret     quotes,    conditions     names,       parse,      typed
//	 folders     errors    env                       from         hints       keys
//
// Invariants:
//
//   - Every error of every source is reported, with file and line, up to 50 a
//     source; one with an error never yields a usable File.
//   - A word that no directive declares is an error. A directive is supported,
//     refused by name with its reason, or without effect here but checked for
//     form (see NoEffect); nothing is parsed and then forgotten.
//   - Bags are written while loading and only read afterwards.
package conf

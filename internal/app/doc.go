// Package app starts, runs and ends the program: it is the only place where all parts are wired together.
//
//	command line -> files -> conf.Load -> proxy.Compile -> loops -> listeners -> serve -> signals -> end
//
// # Invariants
//
// Nothing listens before the whole configuration is found to be right: a broken file never starts half a gateway.
// What fails is reported once, here, in the form that scripts around HAProxy read.
package app

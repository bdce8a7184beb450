// Package port hands out ports of this machine to tests, so that neither another test nor an outgoing connection of
// anything gets in between.
//
//	Free -> a block of ports that this process has claimed -> the next one of it that nobody uses
//	Dead -> an address where nobody listens, and nobody can before the test ends
//
// Invariants: two test processes never own the same block, since the claim is an abstract socket that the kernel
// gives to one of them and takes back when it ends; blocks lie outside the range from which the kernel takes
// ports of outgoing connections, so a port that is closed for a while cannot be lost, nor connect to itself.
package port
